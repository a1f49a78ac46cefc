using System.Buffers.Text;
using System.Text.Json;

namespace S3Snowplow.Mapping;

/// <summary>
/// A self-describing Snowplow event, encoded once: the tp2 parameters that are its own, ready to be copied into every body that carries it.
/// </summary>
/// <remarks>
/// What belongs to the sender (<c>p</c>, <c>tv</c>, <c>tna</c>, <c>aid</c>) and to the attempt (<c>stm</c>) is added by the emitter.
/// <c>dtm</c> and <c>ttm</c> are both the true time, and nothing here changes between attempts, so that a redelivery has the same
/// fingerprint (Snowplow documentation, "Event fingerprint enrichment").
/// </remarks>
public sealed class SnowplowEvent
{
    internal SnowplowEvent(Guid id, DateTimeOffset trueTime, byte[] parameters) => (Id, TrueTime, Parameters) = (id, trueTime, parameters);

    /// <summary>The event's id, <c>eid</c> on the wire. Equal ids are one event downstream.</summary>
    public Guid Id { get; }

    /// <summary>When it happened, to the millisecond: <c>dtm</c> and <c>ttm</c> on the wire, <c>derived_tstamp</c> downstream.</summary>
    public DateTimeOffset TrueTime { get; }

    /// <summary>
    /// The event's own tp2 parameters as members of a JSON object, without its braces: <c>"eid":"…","dtm":"…","ttm":"…","ue_pr":"…","co":"…"</c>.
    /// </summary>
    public ReadOnlyMemory<byte> Parameters { get; }

    /// <summary>Makes an event of any schema.</summary>
    /// <param name="schema">The schema of <paramref name="data"/>.</param>
    /// <param name="id">The event's id; derive it from what identifies the fact, so that a repetition has the same one (<see cref="EventIdentity.Create"/>).</param>
    /// <param name="trueTime">When the fact was so, in the years 1 to 9999; milliseconds are kept.</param>
    /// <param name="data">The data: one JSON object as UTF-8.</param>
    /// <param name="entities">The entities, if any; each one's data is one JSON object as UTF-8.</param>
    /// <param name="encoding">How both stand in the parameters; JSON text unless said otherwise.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="data"/>, or an entity's, is not one JSON object. Checked here because the collector answers 200 whatever it gets: this
    /// is the last place where somebody is told.
    /// </exception>
    public static SnowplowEvent Create(
        IgluUri schema,
        Guid id,
        DateTimeOffset trueTime,
        ReadOnlySpan<byte> data,
        IEnumerable<SelfDescribingJson>? entities = null,
        EventEncoding encoding = EventEncoding.Json)
    {
        ArgumentNullException.ThrowIfNull(schema);

        SelfDescribingJson[] checkedEntities = entities?.ToArray() ?? [];
        CheckObject(data, nameof(data), schema);
        foreach (SelfDescribingJson entity in checkedEntities)
        {
            ArgumentNullException.ThrowIfNull(entity, nameof(entities));
            CheckObject(entity.Data.Span, nameof(entities), entity.Schema);
        }

        return EventWriter.Write(schema, id, trueTime, data, checkedEntities, encoding);
    }

    /// <summary>An event that was encoded before; a copy of its bytes.</summary>
    /// <param name="parameters">What <see cref="EventWriter"/> wrote, with the id in its place.</param>
    internal static SnowplowEvent OfParameters(ReadOnlySpan<byte> parameters)
    {
        // "eid":"…","dtm":"…","ttm":"…"
        const int TimeAt = EventWriter.IdAt + EventWriter.IdLength + 9;
        Guid id = Guid.TryParse(parameters.Slice(EventWriter.IdAt, EventWriter.IdLength), out Guid parsed) ? parsed : default;
        long milliseconds = Utf8Parser.TryParse(parameters[TimeAt..], out long time, out _) ? time : 0;
        return new SnowplowEvent(id, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), parameters.ToArray());
    }

    /// <summary>Throws unless <paramref name="json"/> is one JSON object, of at most the depth that Snowplow's Enrich takes.</summary>
    internal static void CheckObject(ReadOnlySpan<byte> json, string parameter, IgluUri schema)
    {
        // Enrich refuses JSON nested deeper than 40 levels (reference.conf, maxJsonDepth); the envelopes around the data take three.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 37 });
        try
        {
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            if (!isObject)
            {
                throw new ArgumentException($"The data for {schema} is no JSON object.", parameter);
            }
        }
        catch (JsonException)
        {
#pragma warning disable MA0054 // Without the cause: its message quotes what it stumbled over, and this exception is logged.
            throw new ArgumentException($"The data for {schema} is no JSON of at most 37 levels: wrong near byte {reader.BytesConsumed}.", parameter);
#pragma warning restore MA0054
        }

        if (!System.Text.Unicode.Utf8.IsValid(json))
        {
            throw new ArgumentException($"The data for {schema} is no UTF-8.", parameter);
        }
    }
}
