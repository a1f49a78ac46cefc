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
    private const string AtomicSchema = "iglu:com.snowplowanalytics.snowplow/atomic/jsonschema/1-0-0";

    /// <summary>Data that its schema does not allow.</summary>
    public static EventProblem Invalid(string schema, IReadOnlyList<DataReport> reports) =>
        new([.. reports.Select(report => report.Sentence)], writer => WriteReports(writer, schema, reports));

    /// <summary>A value that a column of the enriched event cannot take.</summary>
    public static EventProblem Atomic(string column, string keyword, string text) =>
        Invalid(AtomicSchema, [new DataReport($"$.{column}", keyword, text)]);

    /// <summary>An address that no registry knows.</summary>
    public static EventProblem Unresolved(string schema, IReadOnlyList<string> repositories, DateTimeOffset now) =>
        new([$"ResolutionError: {schema} is in no registry of this collector"], writer => WriteNotFound(writer, schema, repositories, now));

    /// <summary>A schema that is itself broken.</summary>
    public static EventProblem BadSchema(string schema, string error) =>
        new([$"{schema} is no usable schema: {error}"], writer => WriteReports(writer, schema, [new DataReport("$", "schema", error)]));

    /// <summary>A parameter, or a part of the request, that cannot be read.</summary>
    public static EventProblem Field(string field, string? value, string error) =>
        new([$"{field}: {error}"], writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("field", field);
            writer.WriteString("value", value);
            writer.WriteString("error", error);
            writer.WriteEndObject();
        });

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
