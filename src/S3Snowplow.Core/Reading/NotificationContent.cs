using S3Snowplow.Reading.Clouds;
using S3Snowplow.Reading.Stores;

namespace S3Snowplow.Reading;

/// <summary>What a notification held: object events, test events and problems. Made once and used again for reading without allocation.</summary>
public sealed class NotificationContent
{
    /// <summary>How many problems of one notification are kept in full; further ones are only counted.</summary>
    public const int MaxProblems = 100;

    private readonly List<NotificationProblem> _problems = [];
    private readonly DocumentStack _documents = new();
    private ObjectEvent[] _events = [];
    private int _eventCount;
    private RecurringTexts _recurring;

    /// <summary>
    /// Whether the requester and the source IP address are read. They are personal data.
    /// </summary>
    /// <value>The default value is <see langword="false"/>: they are passed over and never become strings.</value>
    public bool KeepsPersonalData { get; set; }

    /// <summary>The object events in the order of the notification. Valid until this content is read into again.</summary>
    public ReadOnlySpan<ObjectEvent> ObjectEvents => _events.AsSpan(0, _eventCount);

    /// <summary>How many object events there are.</summary>
    public int Count => _eventCount;

    /// <summary>The object event at <paramref name="index"/>.</summary>
    public ref readonly ObjectEvent this[int index] => ref ObjectEvents[index];

    /// <summary>The problems, at most <see cref="MaxProblems"/> of them, in the order found.</summary>
    public IReadOnlyList<NotificationProblem> Problems => _problems;

    /// <summary>How many problems there are, those not kept included.</summary>
    public int ProblemCount { get; private set; }

    /// <summary>How many <c>s3:TestEvent</c> messages there were; S3 sends one when a bucket's notifications are configured.</summary>
    public int TestEvents { get; private set; }

    /// <summary>Whether a further problem is kept, and its text worth making, or only counted.</summary>
    internal bool KeepsFurtherProblems => !IsProbing && _problems.Count < MaxProblems;

    /// <summary>Whether a document is only looked through for something to read: its problems are counted, and have no text.</summary>
    internal bool IsProbing { get; set; }

    /// <summary>How often something was recognised: an event, a test event, a record with a fault, an event of another service; never taken back.</summary>
    internal long Recognised { get; private set; }

    /// <summary>How many documents turned out to be no JSON; never taken back, since it counts what they cost.</summary>
    internal int BrokenDocuments { get; set; }

    /// <summary>Tells the time of an event that came without one.</summary>
    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>When the notification that is read was received, where its transport tells. An event without a time gets this one: a spool tells the same at each try.</summary>
    internal DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>The shapes of the settings, which are tried where no known shape fits.</summary>
    internal ConfiguredShape[] Shapes { get; set; } = [];

    /// <summary>How sources send their keys, where the settings say it.</summary>
    internal KeyEncodings KeyEncodings { get; set; } = KeyEncodings.None;

    internal DocumentStack Documents => _documents;

    /// <summary>The texts of the last record that the next one is likely to have too.</summary>
    internal ref RecurringTexts Recurring => ref _recurring;

    internal void Begin(ReadOnlyMemory<byte> notification)
    {
        Withdraw(default);
        BrokenDocuments = 0;
        IsProbing = false;
        _documents.Begin(notification);
    }

    internal void End() => _documents.End();

    /// <summary>Gives up what was read, and the room for it where that was large.</summary>
    internal void Clear()
    {
        const int MaxKeptRoom = 1000;
        Withdraw(default);
        if (_events.Length > MaxKeptRoom)
        {
            _events = [];
        }
    }

    internal void Add(in ObjectEvent objectEvent)
    {
        if (_eventCount == _events.Length)
        {
            Array.Resize(ref _events, Math.Max(1, _events.Length * 2));
        }

        _events[_eventCount++] = objectEvent;
        Recognised++;
    }

    /// <summary>Adds a wrapping to the events that were added since <paramref name="mark"/>.</summary>
    internal void AddWrapping(Mark mark, NotificationWrappings wrapping)
    {
        foreach (ref ObjectEvent added in _events.AsSpan(mark.Events, _eventCount - mark.Events))
        {
            added = added with { Wrappings = added.Wrappings | wrapping };
        }
    }

    internal void AddTestEvent()
    {
        TestEvents++;
        Recognised++;
    }

    /// <summary>Adds the problem that something is known, but no event of an object.</summary>
    internal void AddForeign(long offset, JsonPath path, string reason)
    {
        Recognised++;
        AddProblem(NotificationProblemKind.UnknownShape, offset, path, reason);
    }

    /// <summary>Adds a problem at a byte of the document that is being read; the path is made only if the problem is kept.</summary>
    internal void AddProblem(NotificationProblemKind kind, long offset, JsonPath path, string reason)
    {
        ProblemCount++;
        Recognised += kind == NotificationProblemKind.InvalidRecord ? 1 : 0;
        if (KeepsFurtherProblems)
        {
            _problems.Add(new NotificationProblem(kind, _documents.OutermostOffset(offset), _documents.FullPath(path), reason));
        }
    }

    internal Mark Here() => new(_eventCount, TestEvents, ProblemCount, _problems.Count);

    /// <summary>Takes back what was added since <paramref name="mark"/>: a document that turns out not to be JSON yields nothing.</summary>
    internal void Withdraw(Mark mark)
    {
        // So that they keep no keys alive.
        Array.Clear(_events, mark.Events, _eventCount - mark.Events);
        _eventCount = mark.Events;
        TestEvents = mark.TestEvents;
        ProblemCount = mark.Problems;
        _problems.RemoveRange(mark.KeptProblems, _problems.Count - mark.KeptProblems);
    }

    internal readonly record struct Mark(int Events, int TestEvents, int Problems, int KeptProblems);

    internal struct RecurringTexts
    {
        public string? Bucket, Owner, Region, Version, Configuration;
    }
}
