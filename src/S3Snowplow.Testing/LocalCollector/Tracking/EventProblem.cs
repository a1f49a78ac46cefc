using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>One place in data that breaks one rule.</summary>
/// <param name="Path">The place, <c>$.size</c>.</param>
/// <param name="Keyword">The broken keyword of JSON Schema, such as <c>type</c>.</param>
/// <param name="Text">What is wrong.</param>
internal readonly record struct DataReport(string Path, string Keyword, string Text)
{
    /// <summary>Place and fault in one sentence.</summary>
    public string Sentence => $"{Path}: {Text}";
}

/// <summary>A reason for an event, or a body, to fail: as sentences for people and as one message of a bad row.</summary>
/// <remarks>Source of the message shapes: the failure details of Snowplow's bad rows library.</remarks>
/// <param name="Sentences">One for each violation.</param>
/// <param name="WriteMessage">Writes the message object.</param>
internal sealed record EventProblem(IReadOnlyList<string> Sentences, Action<Utf8JsonWriter> WriteMessage)
{
    /// <summary>Where the pipeline finds it; Enrich 3 stops after a stage that found something.</summary>
    public EventStage Stage { get; init; } = EventStage.Data;

    /// <summary>Writes the message as Enrich 3 does in an enrichment failure; <see langword="null"/> for what is a schema violation there too.</summary>
    public Action<Utf8JsonWriter>? WriteEnrichmentMessage { get; init; }

    private const string AtomicSchema = "iglu:com.snowplowanalytics.snowplow/atomic/jsonschema/1-0-0";

    /// <summary>Data that its schema does not allow.</summary>
    public static EventProblem Invalid(string schema, IReadOnlyList<DataReport> reports) =>
        new([.. reports.Select(report => report.Sentence)], writer => WriteReports(writer, schema, reports));

    /// <summary>A parameter that a column of the enriched event cannot take.</summary>
    /// <param name="column">The column.</param>
    /// <param name="keyword">The keyword that a schema would use.</param>
    /// <param name="text">What is wrong.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="value">Its value.</param>
    /// <param name="expectation">What Enrich 3 says.</param>
    public static EventProblem Atomic(string column, string keyword, string text, string parameter, string? value, string expectation) =>
        Invalid(AtomicSchema, [new DataReport($"$.{column}", keyword, text)]) with
        {
            Stage = EventStage.Fields,
            WriteEnrichmentMessage = writer => WriteField(writer, parameter, value, "expectation", expectation),
        };

    /// <summary>A value that is longer than its column.</summary>
    public static EventProblem TooLong(string column, int length, int maxLength) =>
        Invalid(AtomicSchema, [new DataReport($"$.{column}", "maxLength", $"{length} characters, allowed are {maxLength}")]) with
        {
            Stage = EventStage.Lengths,
            WriteEnrichmentMessage = writer => WriteError(writer, $"Field {column} longer than maximum allowed size {maxLength}"),
        };

    /// <summary>A parameter whose text is not JSON.</summary>
    public static EventProblem NotJson(string parameter, string value, string error) =>
        Field(parameter, value, error) with
        {
            Stage = EventStage.Fields,
            WriteEnrichmentMessage = writer => WriteField(writer, parameter, value, "expectation", error),
        };

    /// <summary>Data under an address that no place for such data takes.</summary>
    public static EventProblem Criterion(string field, SchemaKey key, string criterion) =>
        new([$"{field}: expected the envelope {criterion}, not {key}"], writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("schemaKey", key.ToString());
            writer.WriteString("schemaCriterion", $"iglu:{CollectorIdentity.TrackerVendor}/{criterion}");
            writer.WriteEndObject();
        });

    /// <summary>JSON that is not self-describing.</summary>
    public static EventProblem NotIglu(JsonElement json, DataReport report) =>
        new([$"body: {report.Sentence}"], writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("json");
            json.WriteTo(writer);
            writer.WriteString("error", report.Keyword == "pattern" ? "INVALID_IGLUURI" : "INVALID_DATA_PAYLOAD");
            writer.WriteEndObject();
        });

    /// <summary>A part of the request that is not what it should be.</summary>
    public static EventProblem Expectation(string field, string? value, string expectation) =>
        new([$"{field}: {expectation}"], writer => WriteField(writer, field, value, "expectation", expectation));

    /// <summary>Writes a message that is a sentence.</summary>
    public static void WriteError(Utf8JsonWriter writer, string error)
    {
        writer.WriteStartObject();
        writer.WriteString("error", error);
        writer.WriteEndObject();
    }

    /// <summary>An address that no registry knows.</summary>
    public static EventProblem Unresolved(string schema, IReadOnlyList<string> repositories, DateTimeOffset now) =>
        new([$"ResolutionError: {schema} is in no registry of this collector"], writer => WriteNotFound(writer, schema, repositories, now));

    /// <summary>A schema that is itself broken.</summary>
    public static EventProblem BadSchema(string schema, string error) =>
        new([$"{schema} is no usable schema: {error}"], writer => WriteReports(writer, schema, [new DataReport("$", "schema", error)]));

    /// <summary>A parameter, or a part of the request, that cannot be read.</summary>
    public static EventProblem Field(string field, string? value, string error) =>
        new([$"{field}: {error}"], writer => WriteField(writer, field, value, "error", error));

    private static void WriteField(Utf8JsonWriter writer, string field, string? value, string kind, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("field", field);
        writer.WriteString("value", value);
        writer.WriteString(kind, text);
        writer.WriteEndObject();
    }

    private static void WriteReports(Utf8JsonWriter writer, string schema, IReadOnlyList<DataReport> reports)
    {
        writer.WriteStartObject();
        writer.WriteString("schemaKey", schema);
        writer.WriteStartObject("error");
        writer.WriteString("error", "ValidationError");
        writer.WriteStartArray("dataReports");
        foreach (var report in reports)
        {
            writer.WriteStartObject();
            writer.WriteString("message", report.Sentence);
            writer.WriteString("path", report.Path);
            writer.WriteString("keyword", report.Keyword);
            writer.WriteStartArray("targets");
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteNotFound(Utf8JsonWriter writer, string schema, IReadOnlyList<string> repositories, DateTimeOffset now)
    {
        writer.WriteStartObject();
        writer.WriteString("schemaKey", schema);
        writer.WriteStartObject("error");
        writer.WriteString("error", "ResolutionError");
        writer.WriteStartArray("lookupHistory");
        foreach (var repository in repositories)
        {
            writer.WriteStartObject();
            writer.WriteString("repository", repository);
            WriteLookup(writer, now);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes the members that describe one look-up without result.</summary>
    internal static void WriteLookup(Utf8JsonWriter writer, DateTimeOffset now)
    {
        writer.WriteStartArray("errors");
        writer.WriteStartObject();
        writer.WriteString("error", "NotFound");
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteNumber("attempts", 1);
        writer.WriteString("lastAttempt", Timestamps.Format(now));
    }
}
