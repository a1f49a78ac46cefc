namespace S3Snowplow.Capacity.Tests.Judging;

/// <summary>A store with compare-and-set, as several judges share one.</summary>
internal sealed class MemoryJudgeState : IJudgeState
{
    private readonly Lock _gate = new();
    private byte[]? _content;
    private int _version;
    private List<TaskCompletionSource> _waiting = [];

    /// <summary>So many savers are waited for before any of them may save.</summary>
    public int Hold { get; set; } = 1;

    public bool Fails { get; set; }

    public int Refused { get; private set; }

    public Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return Task.FromResult(_content is null ? null : new SavedJudgeState(_content, $"v{_version}"));
        }
    }

    public async Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default)
    {
        await TogetherAsync();
        lock (_gate)
        {
            if (Fails)
            {
                throw new IOException("The store is away.");
            }

            if (version != (_content is null ? null : $"v{_version}"))
            {
                Refused++;
                return null;
            }

            _content = content.ToArray();
            _version++;
            return $"v{_version}";
        }
    }

    private Task TogetherAsync()
    {
        List<TaskCompletionSource> all;
        lock (_gate)
        {
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(mine);
            if (_waiting.Count < Hold)
            {
                return mine.Task;
            }

            (all, _waiting) = (_waiting, []);
        }

        foreach (TaskCompletionSource one in all)
        {
            one.SetResult();
        }

        return Task.CompletedTask;
    }
}
