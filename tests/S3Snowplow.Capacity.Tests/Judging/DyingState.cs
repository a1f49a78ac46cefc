namespace S3Snowplow.Capacity.Tests.Judging;

/// <summary>Where a save ends.</summary>
internal enum SaveEnd
{
    /// <summary>As it should.</summary>
    Well,

    /// <summary>The process ends before anything was written.</summary>
    BeforeWriting,

    /// <summary>The process ends when all was written, before anybody hears of it.</summary>
    AfterWriting,
}

/// <summary>How the next save ends.</summary>
internal sealed class DeathAtSave
{
    public SaveEnd Next { get; set; }
}

/// <summary>Stands for the end of the process: nothing catches it.</summary>
internal sealed class ProcessDeathException : Exception;

/// <summary>A state in the middle of whose saving the process ends.</summary>
internal sealed class DyingState(IJudgeState inner, DeathAtSave death) : IJudgeState
{
    public Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default) => inner.LoadAsync(cancellationToken);

    public async Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default)
    {
        SaveEnd end = death.Next;
        death.Next = SaveEnd.Well;
        if (end == SaveEnd.BeforeWriting)
        {
            throw new ProcessDeathException();
        }

        string? saved = await inner.TrySaveAsync(content, version, cancellationToken);
        return end == SaveEnd.AfterWriting ? throw new ProcessDeathException() : saved;
    }
}
