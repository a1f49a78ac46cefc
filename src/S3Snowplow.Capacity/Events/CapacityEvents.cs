using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using S3Snowplow.Events;

namespace S3Snowplow.Capacity;

/// <summary>Makes the Snowplow events of capacities and incidents. Pure: the same fact has the same id, time and bytes, whoever tells it again.</summary>
/// <param name="schemas">The schemas; the project's own without.</param>
public sealed class CapacityEvents(CapacitySchemas? schemas = null)
{
    /// <summary>The namespace of capacities' ids: UUID version 5 of the URL <c>iglu:io.s3snowplow/processor_capacity</c>.</summary>
    public static readonly Guid CapacityNamespace = EventIdentity.Create(Incident.UrlNamespace, "iglu:io.s3snowplow/processor_capacity"u8);

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CapacitySchemas _schemas = schemas ?? new CapacitySchemas();

    /// <summary>A capacity that took effect: id from pipeline and revision, time <see cref="ProcessorCapacity.EffectiveFrom"/>.</summary>
    public SnowplowEvent Change(ProcessorCapacity capacity)
    {
        ArgumentNullException.ThrowIfNull(capacity);

        return Create(capacity, Identity(capacity, "change"), capacity.EffectiveFrom);
    }

    /// <summary>A capacity that still holds: id from pipeline, revision and slot, time the slot's start.</summary>
    /// <param name="capacity">The capacity.</param>
    /// <param name="slotStart">A multiple of the heartbeat's interval, so that several senders send the same.</param>
    public SnowplowEvent Heartbeat(ProcessorCapacity capacity, DateTimeOffset slotStart)
    {
        ArgumentNullException.ThrowIfNull(capacity);

        return Create(capacity, Identity(capacity, $"heartbeat|{slotStart.ToUnixTimeMilliseconds()}"), slotStart);
    }

    /// <summary>An incident's begin or end: id from pipeline, incident start and state, time the close of the minute in which it was judged.</summary>
    public SnowplowEvent Transition(ThroughputTransition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);

        Guid id = Incident.Derive(transition.Pipeline, transition.Incident.Start, WordOf(transition.State));
        return SnowplowEvent.Create(_schemas.ThroughputExceeded, id, transition.Time, Json(writer => Write(writer, transition)), [Pipeline(transition.Pipeline)]);
    }

    /// <summary>The entity with a pipeline's name.</summary>
    internal SelfDescribingJson Pipeline(string name) => new(_schemas.Pipeline, Json(writer => writer.WriteString("name"u8, name)).ToArray());

    /// <summary>The members of a transition, as in the event and in the webhook.</summary>
    internal static void Write(Utf8JsonWriter writer, ThroughputTransition transition)
    {
        writer.WriteString("state"u8, WordOf(transition.State));
        writer.WriteString("incident_id"u8, transition.IncidentId);
        writer.WriteString("incident_start"u8, Time(transition.Incident.Start));
        writer.WriteString("trigger"u8, transition.Incident.Trigger == IncidentTrigger.Load ? "load"u8 : "behind"u8);
        writer.WriteNumber("window_minutes"u8, (int)transition.Incident.Window.Length.TotalMinutes);
        writer.WriteNumber("load_limit"u8, transition.Incident.Window.Limit);
        writer.WriteNumber("bytes_in"u8, transition.BytesIn);
        writer.WriteNumber("capacity_bytes"u8, transition.CapacityBytes);
        writer.WriteNumber("load"u8, Math.Round(transition.Load, 6));
        writer.WriteNumber("bytes_per_hour"u8, transition.Capacity.BytesPerHour);
        writer.WriteNumber("backlog_bytes"u8, transition.BacklogBytes);
        writer.WriteNumber("minutes_behind"u8, Math.Round(transition.Behind.TotalMinutes, 1));
        if (transition.CatchUp is { } catchUp)
        {
            writer.WriteNumber("minutes_to_catch_up"u8, Math.Round(catchUp.TotalMinutes, 1));
        }
    }

    /// <summary>The word for a state, on the wire.</summary>
    internal static string WordOf(ThroughputState state) => state == ThroughputState.Exceeded ? "exceeded" : "recovered";

    /// <summary>A time as Amazon S3 writes it.</summary>
    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A JSON object.</summary>
    internal static ReadOnlySpan<byte> Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private SnowplowEvent Create(ProcessorCapacity capacity, Guid id, DateTimeOffset time) => SnowplowEvent.Create(
        _schemas.ProcessorCapacity,
        id,
        time,
        Json(writer =>
        {
            writer.WriteString("band"u8, capacity.Band);
            writer.WriteNumber("bytes_per_hour"u8, capacity.Throughput.BytesPerHour);
            writer.WriteString("effective_from"u8, Time(capacity.EffectiveFrom));
            writer.WriteString("source"u8, capacity.Origin switch { CapacityOrigin.Git => "git"u8, CapacityOrigin.Folder => "folder"u8, _ => "file"u8 });
            writer.WriteString("revision"u8, capacity.Revision);
        }),
        [Pipeline(capacity.Pipeline)]);

    private static Guid Identity(ProcessorCapacity capacity, string word) =>
        EventIdentity.Create(CapacityNamespace, Encoding.UTF8.GetBytes($"{capacity.Pipeline.Length}:{capacity.Pipeline}|{capacity.Revision}|{word}"));
}
