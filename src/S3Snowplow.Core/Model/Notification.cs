using System.Diagnostics;

namespace S3Snowplow;

/// <summary>
/// The smallest thing that a source can acknowledge: one queue message, one payload of a function, one POST, one document. Its bytes, its
/// transport's id, and what to do once it has settled.
/// </summary>
public sealed class Notification
{
    private readonly Func<RelayResult, ValueTask>? _settle;
    private Further? _further;
    private int _settled;

    /// <summary>Makes a notification.</summary>
    /// <param name="body">The bytes as delivered, of any shape that <see cref="Reading.NotificationReader"/> reads. Not changed until it has settled, and not while its <see cref="RelayResult.Events"/> are read.</param>
    /// <param name="id">What the transport calls it (message id, file and line); it goes into logs, so nothing personal.</param>
    /// <param name="settle">Called exactly once with the outcomes of all its events, however often this object is relayed: acknowledges, or leaves, the notification.</param>
    public Notification(ReadOnlyMemory<byte> body, string id = "notification", Func<RelayResult, ValueTask>? settle = null)
    {
        ArgumentNullException.ThrowIfNull(id);

        Body = body;
        Id = id;
        _settle = settle;
    }

    /// <summary>The bytes as delivered.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>What the transport calls it.</summary>
    public string Id { get; }

    /// <summary>Where the body began in a larger whole, such as a file of lines; add it to a problem's offset to find the place there.</summary>
    public long BodyOffset { get => _further?.BodyOffset ?? 0; init => More.BodyOffset = value; }

    /// <summary>When it was received, for the histogram of how old notifications are then, and for the time of events of stores that send none; <see langword="null"/> where that says nothing (files, replays).</summary>
    public DateTimeOffset? ReceivedAt { get => _further?.ReceivedAt; init => More.ReceivedAt = value; }

    /// <summary>Whether the transport says that it gave it before. Such a one is counted apart, and its age is not measured: that would be the age of the first try's failure.</summary>
    public bool IsRedelivery { get => _further?.IsRedelivery ?? false; init => More.IsRedelivery = value; }

    /// <summary>The trace that it belongs to, as its transport says; none by default.</summary>
    public ActivityContext TraceContext { get => _further?.TraceContext ?? default; init => More.TraceContext = value; }

    private Further More => _further ??= new Further();

    /// <summary>Whether anybody is called when it settles.</summary>
    internal bool HasCallback => _settle is not null;

    internal ValueTask SettleAsync(RelayResult result) =>
        Interlocked.Exchange(ref _settled, 1) == 0 && _settle is not null ? _settle(result) : ValueTask.CompletedTask;

    // What not every source tells: it would be most of a notification's memory.
    private sealed class Further
    {
        public long BodyOffset;
        public DateTimeOffset? ReceivedAt;
        public bool IsRedelivery;
        public ActivityContext TraceContext;
    }
}
