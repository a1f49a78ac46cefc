using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>Makes bad rows: what the pipeline keeps of an event or a body that failed.</summary>
/// <remarks>
/// Shape: <c>{"schema":…,"data":{"processor":{…},"failure":{"timestamp":…,"messages":[…]},"payload":{…}}}</c>; the payload is an excerpt of
/// the real one's members. Source: Snowplow documentation, "Failed events", and the bad rows that Snowplow Micro shows.
/// </remarks>
internal static class BadRow
{
    /// <summary>The path is no protocol that the pipeline understands.</summary>
    public const string AdapterFailures = "adapter_failures";

    /// <summary>The body breaks the tracker protocol.</summary>
    public const string TrackerProtocolViolations = "tracker_protocol_violations";

    /// <summary>The event, one of its entities or, since Enrich 4.2, one of its parameters breaks its schema.</summary>
    public const string SchemaViolations = "schema_violations";

    /// <summary>A parameter has no place in the enriched event: before Enrich 4.2.</summary>
    public const string EnrichmentFailures = "enrichment_failures";

    /// <summary>This collector itself failed over the event.</summary>
    public const string GenericError = "generic_error";

    /// <summary>Makes the bad row of a whole body.</summary>
    public static BadEvent OfBody(string kind, CollectorRequest request, IReadOnlyList<EventProblem> problems, DateTimeOffset now, SnowplowSoftware software) => new()
    {
        Kind = kind,
        Errors = Sentences(problems),
        Row = Write(kind, software.IsSecondGeneration() ? "1-0-0" : "1-0-1", Messages(problems), now, writer => WriteCollectorPayload(writer, request)),
        Request = request,
    };

    /// <summary>Makes the bad row of one event.</summary>
    public static BadEvent OfEvent(
        CollectorRequest request, string? eventId, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<EventProblem> problems, DateTimeOffset now, SnowplowSoftware software)
    {
        // Enrich 3 stops after the first stage that found something; later versions tell all in one row.
        var first = problems.Min(problem => problem.Stage);
        IReadOnlyList<EventProblem> told = software.JudgesFieldsBySchema() ? problems : [.. problems.Where(problem => problem.Stage == first)];
        var isFailure = !software.JudgesFieldsBySchema() && first != EventStage.Data;
        var kind = isFailure ? EnrichmentFailures : SchemaViolations;
        return new BadEvent
        {
            Kind = kind,
            Errors = Sentences(told),
            Row = Write(
                kind,
                software.IsSecondGeneration() ? "2-0-0" : "2-0-1",
                isFailure ? EnrichmentMessages(told, first) : Messages(told),
                now,
                writer => WriteEventPayload(writer, eventId, parameters)),
            EventId = eventId,
            Parameters = parameters,
            Request = request,
        };
    }

    /// <summary>Writes the parameters of a request's query string as the member <c>querystring</c>.</summary>
    public static void WriteQuery(Utf8JsonWriter writer, CollectorRequest request) =>
        WritePairs(writer, "querystring", QueryHelpers.ParseQuery(request.Query).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString())));

    private static void WriteCollectorPayload(Utf8JsonWriter writer, CollectorRequest request)
    {
        var (vendor, version) = request.Api;
        writer.WriteStartObject();
        writer.WriteString("vendor", vendor);
        writer.WriteString("version", version);
        WriteQuery(writer, request);
        writer.WriteString("contentType", request.ContentType);
        writer.WriteString("body", Encoding.UTF8.GetString(request.Body.Span));
        writer.WriteString("timestamp", Timestamps.FormatMilliseconds(request.ArrivedAt));
        writer.WriteString("ipAddress", request.RemoteAddress);
        writer.WriteString("useragent", request.Headers.GetValueOrDefault("User-Agent"));
        writer.WriteEndObject();
    }

    private static void WriteEventPayload(Utf8JsonWriter writer, string? eventId, IReadOnlyDictionary<string, string> parameters)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("enriched");
        writer.WriteString("event_id", eventId);
        writer.WriteEndObject();
        writer.WriteStartObject("raw");
        writer.WriteString("vendor", CollectorIdentity.TrackerVendor);
        writer.WriteString("version", CollectorIdentity.TrackerVersion);
        WritePairs(writer, "parameters", parameters);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        writer.WriteStartArray(name);
        foreach (var (key, value) in pairs)
        {
            writer.WriteStartObject();
            writer.WriteString("name", key);
            writer.WriteString("value", value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static IEnumerable<Action<Utf8JsonWriter>> Messages(IReadOnlyList<EventProblem> problems) => problems.Select(problem => problem.WriteMessage);

    private static IEnumerable<Action<Utf8JsonWriter>> EnrichmentMessages(IReadOnlyList<EventProblem> problems, EventStage stage)
    {
        var messages = problems.Select(problem => problem.WriteEnrichmentMessage ?? problem.WriteMessage);
        if (stage == EventStage.Lengths)
            messages = messages.Prepend(writer => EventProblem.WriteError(writer, "Enriched event does not conform to atomic schema field's length restrictions"));
        return messages.Select<Action<Utf8JsonWriter>, Action<Utf8JsonWriter>>(write => writer =>
        {
            writer.WriteStartObject();
            writer.WriteNull("enrichment");
            writer.WritePropertyName("message");
            write(writer);
            writer.WriteEndObject();
        });
    }

    private static IReadOnlyList<string> Sentences(IReadOnlyList<EventProblem> problems) => [.. problems.SelectMany(problem => problem.Sentences)];

    private static JsonElement Write(string kind, string version, IEnumerable<Action<Utf8JsonWriter>> messages, DateTimeOffset now, Action<Utf8JsonWriter> writePayload) =>
        JsonBytes.Element(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("schema", $"iglu:com.snowplowanalytics.snowplow.badrows/{kind}/jsonschema/{version}");
            writer.WriteStartObject("data");
            writer.WriteStartObject("processor");
            writer.WriteString("artifact", CollectorIdentity.Artifact);
            writer.WriteString("version", CollectorIdentity.Version);
            writer.WriteEndObject();
            writer.WriteStartObject("failure");
            writer.WriteString("timestamp", Timestamps.Format(now));
            writer.WriteStartArray("messages");
            foreach (var write in messages)
                write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WritePropertyName("payload");
            writePayload(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
}
