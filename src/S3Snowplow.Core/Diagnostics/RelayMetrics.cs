using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace S3Snowplow.Diagnostics;

/// <summary>The instruments, one set for each relay. Listed with their tags in <c>docs/telemetry.md</c>; no bucket, key or id is ever a tag.</summary>
internal sealed class RelayMetrics : IDisposable
{
    private static readonly DeliveryOutcome[] NotDelivered = [DeliveryOutcome.Rejected, DeliveryOutcome.Expired, DeliveryOutcome.Abandoned];

    private readonly Meter _meter;
    private readonly Counter<long> _notifications;
    private readonly Histogram<double> _age;
    private readonly Counter<long> _redeliveries;
    private readonly Counter<long> _objectEvents;
    private readonly Counter<long> _arrivedBytes;
    private readonly Counter<long> _testEvents;
    private readonly Counter<long> _filtered;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _problems;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _settled;
    private readonly Counter<long> _late;
    private readonly UpDownCounter<long> _held;
    private readonly UpDownCounter<long> _heldBytes;
    private readonly UpDownCounter<long> _paused;
    private readonly UpDownCounter<long> _window;
    private readonly UpDownCounter<long> _windowLimit;
    private readonly Histogram<long> _batchEvents;
    private readonly Histogram<long> _batchBytes;
    private readonly Histogram<double> _requestDuration;

    public RelayMetrics(IMeterFactory? factory = null)
    {
        var options = new MeterOptions(RelayTelemetry.SourceName) { Version = RelayTelemetry.Version };
        _meter = factory?.Create(options) ?? new Meter(options);
        _notifications = _meter.CreateCounter<long>("s3snowplow.notifications", "{notification}", "Notifications settled, by outcome.");
        _age = _meter.CreateHistogram<double>("s3snowplow.notification.age", "s", "Time from the oldest event of a notification to its first receipt.");
        _redeliveries = _meter.CreateCounter<long>("s3snowplow.redeliveries", "{notification}", "Notifications that their transport gave before.");
        _objectEvents = _meter.CreateCounter<long>("s3snowplow.object_events", "{event}", "Object events read, before the filter, by dialect.");
        _arrivedBytes = _meter.CreateCounter<long>("s3snowplow.object_events.arrived", "By", "Bytes that landed, by the object events read.");
        _testEvents = _meter.CreateCounter<long>("s3snowplow.test_events", "{event}", "s3:TestEvent messages read.");
        _filtered = _meter.CreateCounter<long>("s3snowplow.filtered", "{event}", "Object events that the filter kept from being sent.");
        _refused = _meter.CreateCounter<long>("s3snowplow.refused", "{event}", "Object events of buckets or owners that are not on the allow-list; part of those filtered.");
        _problems = _meter.CreateCounter<long>("s3snowplow.problems", "{problem}", "Parts of notifications that could not be read or mapped, by sort.");
        _accepted = _meter.CreateCounter<long>("s3snowplow.events.accepted", "{event}", "Snowplow events accepted by the emitter.");
        _settled = _meter.CreateCounter<long>("s3snowplow.events.settled", "{event}", "Snowplow events settled, by outcome, and by reason where they were not delivered.");
        _late = _meter.CreateCounter<long>("s3snowplow.events.late", "{event}", "Answers for events that were abandoned before.");
        _held = _meter.CreateUpDownCounter<long>("s3snowplow.queue.length", "{event}", "Events held: waiting, parked for a retry, or in flight.");
        _heldBytes = _meter.CreateUpDownCounter<long>("s3snowplow.queue.size", "By", "Bytes of the events held.");
        _paused = _meter.CreateUpDownCounter<long>("s3snowplow.emitters.paused", "{emitter}", "Emitters that cannot send at present, by state.");
        _window = _meter.CreateUpDownCounter<long>("s3snowplow.collector.window", "{request}", "Requests that may be in flight at present.");
        _windowLimit = _meter.CreateUpDownCounter<long>("s3snowplow.collector.window.limit", "{request}", "Requests that may be in flight at most.");
        _batchEvents = _meter.CreateHistogram<long>("s3snowplow.batch.events", "{event}", "Events of a request.");
        _batchBytes = _meter.CreateHistogram<long>("s3snowplow.batch.size", "By", "Bytes of a request's body.");
        _requestDuration = _meter.CreateHistogram<double>("s3snowplow.collector.request.duration", "s", "Time from the start of a request to its answer.");
    }

    public void Dispose() => _meter.Dispose();

    public void Notification(DeliveryOutcome outcome) => Add(_notifications, 1, [new("outcome", Name(outcome))]);

    public void Read(ReadOnlySpan<ObjectEvent> objectEvents, int testEvents)
    {
        if (_objectEvents.Enabled || _arrivedBytes.Enabled)
        {
            foreach (ref readonly ObjectEvent objectEvent in objectEvents)
            {
                Add(_objectEvents, 1, [new("dialect", objectEvent.Dialect.Id())]);
                Add(_arrivedBytes, objectEvent.ArrivedBytes);
            }
        }

        if (testEvents > 0)
        {
            Add(_testEvents, testEvents);
        }
    }

    /// <summary>As <see cref="Read(ReadOnlySpan{ObjectEvent}, int)"/>, for events of one dialect.</summary>
    public void Read(NotificationDialect dialect, int events, long arrivedBytes)
    {
        if (_objectEvents.Enabled)
        {
            Add(_objectEvents, events, [new("dialect", dialect.Id())]);
        }

        if (_arrivedBytes.Enabled)
        {
            Add(_arrivedBytes, arrivedBytes);
        }
    }

    /// <summary>How a notification came: again, or for the first time and how old.</summary>
    public void Received(Notification notification, ReadOnlySpan<ObjectEvent> objectEvents)
    {
        if (notification.IsRedelivery)
        {
            Add(_redeliveries, 1);
        }
        else if (notification.ReceivedAt is not null && _age.Enabled && objectEvents.Length > 0)
        {
            DateTimeOffset oldest = DateTimeOffset.MaxValue;
            foreach (ref readonly ObjectEvent objectEvent in objectEvents)
            {
                oldest = objectEvent.Time < oldest ? objectEvent.Time : oldest;
            }

            Received(notification, oldest);
        }
    }

    /// <summary>As <see cref="Received(Notification, ReadOnlySpan{ObjectEvent})"/>, where the time of the oldest event is known.</summary>
    public void Received(Notification notification, DateTimeOffset oldest)
    {
        if (notification.IsRedelivery)
        {
            Add(_redeliveries, 1);
        }
        else if (notification.ReceivedAt is { } received && _age.Enabled)
        {
            // The store's clock may be ahead of ours.
            Record(_age, Math.Max(0, (received - oldest).TotalSeconds));
        }
    }

    public void Problem(NotificationProblemKind kind, int count) => Problem(
        kind switch
        {
            NotificationProblemKind.NotJson => "not_json",
            NotificationProblemKind.TooDeep => "too_deep",
            NotificationProblemKind.TooLarge => "too_large",
            NotificationProblemKind.UnknownShape => "unknown_shape",
            _ => "invalid_record",
        },
        count);

    /// <summary>Problems beyond those that a notification keeps, whose sort nobody knows any more.</summary>
    public void FurtherProblems(int count) => Problem("further", count);

    /// <summary>An object event of which the mapper or an entity provider could not make an event.</summary>
    public void MappingFailed() => Problem("mapping_failed", 1);

    /// <summary>An object event whose bucket or owner is not on the allow-list.</summary>
    public void Refused(string reason) => Add(_refused, 1, [new("reason", reason)]);

    public void Filtered(int count) => Add(_filtered, count);

    /// <summary>Measures what changed in an emitter's books.</summary>
    public void Changed(in BookChanges changes)
    {
        if (changes == default)
        {
            return;
        }

        AddSome(_accepted, changes.Accepted);
        Settled(DeliveryOutcome.Delivered, OutcomeReason.None, changes.Delivered);
        if (changes.HasUndelivered)
        {
            foreach (DeliveryOutcome outcome in NotDelivered)
            {
                for (OutcomeReason reason = OutcomeReason.None; reason <= OutcomeReason.Other; reason++)
                {
                    Settled(outcome, reason, changes[outcome, reason]);
                }
            }
        }

        AddSome(_late, changes.Late);
        Add(_held, changes.Held);
        Add(_heldBytes, changes.HeldBytes);
    }

    /// <summary>Measures by how much the requests that may be in flight have changed, at present and at most.</summary>
    public void Window(int change, int limitChange)
    {
        if (change != 0)
        {
            Add(_window, change);
        }

        if (limitChange != 0)
        {
            Add(_windowLimit, limitChange);
        }
    }

    public void Paused(EmitterState before, EmitterState after)
    {
        if (before is EmitterState.Retrying or EmitterState.Misdirected)
        {
            Add(_paused, -1, [new("state", Name(before))]);
        }

        if (after is EmitterState.Retrying or EmitterState.Misdirected)
        {
            Add(_paused, 1, [new("state", Name(after))]);
        }
    }

    /// <summary>A request that has been answered, or not.</summary>
    /// <param name="duration">From its start to its answer.</param>
    /// <param name="events">How many events it carried.</param>
    /// <param name="bytes">How many bytes its body had.</param>
    /// <param name="answer">What the answer means, as a tag.</param>
    /// <param name="statusCode">The HTTP status, where one came.</param>
    /// <param name="errorType">The status, or the sort of network error; null where it was good.</param>
    public void Request(TimeSpan duration, int events, int bytes, string answer, int? statusCode, string? errorType)
    {
        Record(_batchEvents, events);
        Record(_batchBytes, bytes);
        if (_requestDuration.Enabled)
        {
            var tags = new TagList { { "answer", answer } };
            if (statusCode is { } status)
            {
                tags.Add("http.response.status_code", status);
            }

            if (errorType is { } error)
            {
                tags.Add("error.type", error);
            }

            Record(_requestDuration, duration.TotalSeconds, tags);
        }
    }

    private void Problem(string sort, int count) => Add(_problems, count, [new("problem", sort)]);

    private static void AddSome(Counter<long> counter, int count)
    {
        if (count > 0)
        {
            Add(counter, count);
        }
    }

    // Listeners are other people's code, called in the middle of ours: what they throw must cost a measurement, not an event.
    private static void Add(Counter<long> counter, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags = default)
    {
        try
        {
            counter.Add(count, tags);
        }
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static void Add(UpDownCounter<long> counter, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags = default)
    {
        try
        {
            counter.Add(count, tags);
        }
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static void Record<T>(Histogram<T> histogram, T value, in TagList tags = default)
        where T : struct
    {
        try
        {
            histogram.Record(value, tags);
        }
#pragma warning disable CA1031
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private void Settled(DeliveryOutcome outcome, OutcomeReason reason, int count)
    {
        if (count == 0)
        {
            return;
        }

        if (outcome == DeliveryOutcome.Delivered)
        {
            Add(_settled, count, [new("outcome", Name(outcome))]);
        }
        else
        {
            Add(_settled, count, [new("outcome", Name(outcome)), new("reason", reason.Tag())]);
        }
    }

    private static string Name(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => "delivered",
        DeliveryOutcome.Rejected => "rejected",
        DeliveryOutcome.Expired => "expired",
        DeliveryOutcome.Abandoned => "abandoned",
        _ => "pending",
    };

    private static string Name(EmitterState state) => state == EmitterState.Misdirected ? "misdirected" : "retrying";
}
