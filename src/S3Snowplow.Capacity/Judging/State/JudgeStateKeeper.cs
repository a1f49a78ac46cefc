using System.Buffers;

namespace S3Snowplow.Capacity;

/// <summary>What became of a state that was to be kept.</summary>
internal enum JudgeKeeping
{
    /// <summary>It is kept, or there is nowhere to keep it: what it notes may be told.</summary>
    Kept,

    /// <summary>It is not, and has not been for so long that its transitions are told all the same.</summary>
    Unsafe,

    /// <summary>It is not: its transitions wait for the next run.</summary>
    Waits,

    /// <summary>Another judge kept its own in between: that counts, and it tells.</summary>
    Lost,
}

/// <summary>Puts together what is kept of a judge, and takes it apart again.</summary>
internal sealed class JudgeStateKeeper(IJudgeState? store, IReceivedMinutes minutes, AlertOutbox? alerts, LiveBands? bands)
{
    // A store that fails once is tried again by the next run, a minute later; no page waits for longer.
    private const int MostFailures = 2;

    private string? _version;
    private int _failures;

    /// <summary>Whether so many attempts to keep the state have failed that what it notes is told without.</summary>
    public bool MayTell => _failures >= MostFailures;

    /// <summary>What was kept last; <see langword="null"/> where nothing was.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public async Task<JudgeSnapshot?> LoadAsync(FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits, CancellationToken cancellationToken)
    {
        SavedJudgeState? saved = store is null ? null : await store.LoadAsync(cancellationToken).ConfigureAwait(false);
        JudgeSnapshot? snapshot;
        try
        {
            snapshot = Restore(saved, settings, limits);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException(
                $"{exception.Message} It is kept in {saved?.Place ?? "the store of the settings"}. Move it away to begin without it; open incidents are forgotten then, and told anew.", exception);
        }

        foreach (ThroughputTransition transition in snapshot?.Untold ?? [])
        {
            alerts?.Add(transition, bands?.Current);
        }

        _version = saved?.Version;
        return snapshot;
    }

    private JudgeSnapshot? Restore(SavedJudgeState? saved, FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits)
    {
        JudgeSnapshot? snapshot = saved is null ? null
            : JudgeSnapshot.IsOne(saved.Content.Span) ? JudgeSnapshot.Parse(saved.Content.Span, settings, limits)
            : EarlierState.Parse(saved.Content.Span, settings, limits);
        minutes.Restore(snapshot?.Received ?? default);
        if (snapshot is { Alerts.Length: > 0 })
        {
            alerts?.Restore(snapshot.Alerts.Span);
        }

        return snapshot;
    }

    /// <summary>Keeps a state.</summary>
    /// <exception cref="IOException">It cannot be kept, or it is not known whether it was.</exception>
    public async Task<JudgeKeeping> SaveAsync(FoldState state, PipelineHistories histories, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return JudgeKeeping.Kept;
        }

        var owed = new ArrayBufferWriter<byte>();
        alerts?.Save(owed);
        ReadOnlyMemory<byte> content = new JudgeSnapshot(state, histories, minutes.Save(state.NextReceipt!.Value), owed.WrittenMemory).ToBytes();
        _failures++;
        if (await store.TrySaveAsync(content, _version, cancellationToken).ConfigureAwait(false) is not { } version)
        {
            _failures = 0;
            return JudgeKeeping.Lost;
        }

        (_version, _failures) = (version, 0);
        return JudgeKeeping.Kept;
    }
}
