namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>A channel that keeps what it was told, and answers when the test lets it.</summary>
internal sealed class ScriptedChannel : IAlertChannel
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _told = [];
    private volatile bool _hangs;

    public string Name => "pager";

    public string Type => "scripted";

    /// <summary>Completes when the first attempt has come, answered or not.</summary>
    public Task Asked => _asked.Task;

    /// <summary>What was told and taken: pipeline and kind.</summary>
    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    public void Hang() => _hangs = true;

    public void Answer() => _hangs = false;

    public async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        bool hangs = _hangs;
        _asked.TrySetResult();
        if (hangs)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        lock (_told)
        {
            _told.Add($"{notice.Pipeline} {notice.Kind}");
        }

        return AlertAnswer.Delivered;
    }
}
