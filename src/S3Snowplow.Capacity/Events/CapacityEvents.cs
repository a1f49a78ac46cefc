using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Makes the Snowplow events of capacities and incidents. Pure: the same fact has the same id, time and bytes, whoever tells it again.</summary>
/// <param name="schemas">The schemas; the project's own without.</param>
public sealed class CapacityEvents(CapacitySchemas? schemas = null)
{
    /// <summary>The namespace of capacities' ids: UUID version 5 of the URL <c>iglu:io.s3snowplow/processor_capacity</c>.</summary>
    public static readonly Guid CapacityNamespace = EventIdentity.Create(IncidentId.UrlNamespace, "iglu:io.s3snowplow/processor_capacity"u8);

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

    /// <summary>Something that is told: id from pipeline, incident start and kind, time the end of the judged minute.</summary>
    /// <param name="transition">What.</param>
    /// <param name="source">The source's name, for what is no pipeline's.</param>
    public SnowplowEvent Transition(ThroughputTransition transition, string source)
    {
        ArgumentNullException.ThrowIfNull(transition);
        ArgumentException.ThrowIfNullOrEmpty(source);

        return SnowplowEvent.Create(
            _schemas.ThroughputExceeded,
            transition.IdFor(source),
            transition.Time,
            Json(writer => TransitionData.Write(writer, transition, source)),
            transition.Pipeline is { } pipeline ? [Pipeline(pipeline)] : []);
    }

    /// <summary>The entity with a pipeline's name.</summary>
    internal SelfDescribingJson Pipeline(string name) => new(_schemas.Pipeline, Json(writer => writer.WriteString("name"u8, name)).ToArray());

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
        Json(writer => CapacityData.Write(writer, capacity)),
        [Pipeline(capacity.Pipeline)]);

    private static Guid Identity(ProcessorCapacity capacity, string word) =>
        EventIdentity.Create(CapacityNamespace, Encoding.UTF8.GetBytes($"{capacity.Pipeline.Length}:{capacity.Pipeline}|{capacity.Revision}|{word}"));
}
