namespace S3Snowplow.Hosting.Spool;

/// <summary>What somebody wants of a store: one notification added, one deleted, or some that were read from a damaged file taken over.</summary>
internal sealed class SpoolChange
{
    /// <summary>The notification to add.</summary>
    public SpooledNotification? Added { get; init; }

    /// <summary>The notification to delete.</summary>
    public SpoolDeletion Deleted { get; init; }

    /// <summary>The notifications to take over, with how far the damaged file has then been read.</summary>
    public (IReadOnlyList<SpooledNotification> Rows, RecoveryProgress Progress)? Recovered { get; init; }

    /// <summary>Completes when it is on the disk; fails with a <see cref="SpoolException"/> where it is not. A deletion tells nobody.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>What is to be deleted. No more is kept of it: a deletion may wait for a disk for long, and its bytes must not.</summary>
/// <param name="Number">The number of the notification.</param>
/// <param name="Bytes">How many bytes it has.</param>
internal readonly record struct SpoolDeletion(long Number, int Bytes);

/// <summary>Changes that share a commit.</summary>
internal sealed class ChangeGroup
{
    private const int MaxChanges = 1000;
    private const long MaxBytes = 4 * 1024 * 1024;

    public List<SpoolChange> Added { get; } = [];

    /// <summary>Those that failed wait here for the next commit; what was to be added is told at once.</summary>
    public List<SpoolDeletion> Deleted { get; } = [];

    /// <summary>Has a commit of its own, as large as a group may be.</summary>
    public SpoolChange? Recovered { get; private set; }

    /// <summary>Takes changes from a queue, up to a bound; says whether there were any.</summary>
    public bool TakeFrom(Queue<SpoolChange> changes)
    {
        Clear();
        long bytes = 0;
        int taken = 0;
        for (; taken < MaxChanges && bytes < MaxBytes && Recovered is null && changes.TryDequeue(out SpoolChange? change); taken++)
        {
            if (change.Added is { } one)
            {
                bytes += one.Body.Length;
                Added.Add(change);
            }
            else if (change.Recovered is not null)
            {
                Recovered = change;
            }
            else
            {
                bytes += change.Deleted.Bytes;
                Deleted.Add(change.Deleted);
            }
        }

        return taken > 0;
    }

    /// <summary>Lets go of what was to be added.</summary>
    public void Clear()
    {
        Added.Clear();
        Recovered = null;
    }

    /// <summary>The first of some deletions, as many as a commit may have.</summary>
    public static List<SpoolDeletion> PartOf(List<SpoolDeletion> deleted)
    {
        long bytes = 0;
        return [.. deleted.TakeWhile((one, i) => (bytes += one.Bytes) <= MaxBytes || i == 0).Take(MaxChanges)];
    }
}
