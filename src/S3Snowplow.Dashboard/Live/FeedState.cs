using System.Text;
using System.Text.Json;

namespace S3Snowplow.Dashboard.Live;

/// <summary>What there is to tell at one time: made once, sent to all.</summary>
internal sealed class FeedState
{
    private static readonly byte[] Sign = ": alive\n\n"u8.ToArray();

    private readonly byte[] _compared;

    private FeedState(DashboardStatus status, byte[] compared)
    {
        (Status, _compared) = (status, compared);
        StatusEvent = StatusEventOf(status);
        JudgedEvent = EventOf("judged", JsonSerializer.Serialize(new DashboardJudged(status.Revision, status.JudgedUntil), DashboardJson.Default.DashboardJudged));
    }

    /// <summary>How the relay is.</summary>
    public DashboardStatus Status { get; }

    /// <summary>The number of the judgement.</summary>
    public long Revision => Status.Revision;

    /// <summary>Grows with each status that differs from the one before by more than its time.</summary>
    public long StatusNumber { get; private init; }

    /// <summary>When something was last told.</summary>
    public DateTimeOffset ToldAt { get; private init; }

    /// <summary>The event with the status, ready to be sent.</summary>
    public byte[] StatusEvent { get; }

    /// <summary>The event that says that there is a new overview, ready to be sent.</summary>
    public byte[] JudgedEvent { get; }

    /// <summary>A comment, for whoever is told nothing else.</summary>
    public static ReadOnlyMemory<byte> SignOfLife => Sign;

    /// <summary>The state that follows: the same one where nothing changed, and the sign of life is not due.</summary>
    /// <param name="before">The one before.</param>
    /// <param name="status">What was seen.</param>
    /// <param name="signOfLife">How long nothing may be told.</param>
    public static FeedState After(FeedState? before, DashboardStatus status, TimeSpan signOfLife)
    {
        // The time alone is no change.
        byte[] compared = JsonSerializer.SerializeToUtf8Bytes(status with { At = default }, DashboardJson.Default.DashboardStatus);
        bool isSame = before is not null && compared.AsSpan().SequenceEqual(before._compared);
        if (isSame && status.At - before!.ToldAt < signOfLife && status.At >= before.ToldAt)
        {
            return before;
        }

        return new FeedState(status, compared) { StatusNumber = before is null ? 1 : isSame ? before.StatusNumber : before.StatusNumber + 1, ToldAt = status.At };
    }

    /// <summary>The event with a status.</summary>
    public static byte[] StatusEventOf(DashboardStatus status) => EventOf("status", JsonSerializer.Serialize(status, DashboardJson.Default.DashboardStatus));

    private static byte[] EventOf(string name, string data) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {data}\n\n");
}
