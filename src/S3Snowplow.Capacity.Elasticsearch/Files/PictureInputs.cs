using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Which documents of objects are a pipeline's, as clauses of a search: bucket and prefix of its inputs, without what an input inside of them takes for another pipeline.</summary>
/// <remarks>Source: Elasticsearch Guide, "Boolean query", "Prefix query".</remarks>
internal static class PictureInputs
{
    /// <summary>Writes a clause for each input; for the default pipeline one more, for what is in no input.</summary>
    public static void Write(Utf8JsonWriter writer, ElasticsearchFields fields, CapacityBands bands, PipelineBand pipeline)
    {
        foreach (PipelineInput input in pipeline.Inputs)
        {
            WriteInput(writer, fields, input, [.. bands.Pipelines.Where(other => other != pipeline).SelectMany(other => other.Inputs).Where(other => GoesBefore(other, input))]);
        }

        if (pipeline != bands.Default)
        {
            if (pipeline.Inputs.Count == 0)
            {
                WriteNothing(writer);
            }

            return;
        }

        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteClause(writer, "exists", "field", fields.EventName);
        writer.WriteEndArray();
        WriteWithout(writer, fields, [.. bands.Pipelines.SelectMany(other => other.Inputs)]);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // As objects are given to pipelines everywhere: a bucket's own name before patterns, a longer pattern before a shorter one, and of one bucket the longest prefix.
    private static bool GoesBefore(PipelineInput one, PipelineInput other) => one.Bucket == other.Bucket
        ? one.Prefix.Length > other.Prefix.Length && one.Prefix.StartsWith(other.Prefix, StringComparison.Ordinal)
        : other.IsPattern && one.BucketStart.StartsWith(other.BucketStart, StringComparison.Ordinal);

    private static void WriteInput(Utf8JsonWriter writer, ElasticsearchFields fields, PipelineInput input, PipelineInput[] without)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        WriteClause(writer, "exists", "field", fields.EventName);
        if (!input.IsPattern)
        {
            WriteClause(writer, "term", fields.Bucket + fields.Suffix, input.Bucket);
        }
        else if (input.BucketStart.Length > 0)
        {
            WriteClause(writer, "prefix", fields.Bucket + fields.Suffix, input.BucketStart);
        }

        if (input.Prefix.Length > 0)
        {
            WriteClause(writer, "prefix", fields.Key + fields.Suffix, fields.IsIgluCentral ? FormEncoded(input.Prefix) : input.Prefix);
        }

        writer.WriteEndArray();
        WriteWithout(writer, fields, without);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // A list without a clause would be one that everything fits.
    private static void WriteNothing(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("must_not"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("match_all"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteClause(Utf8JsonWriter writer, string query, string member, string value)
    {
        writer.WriteStartObject();
        writer.WriteStartObject(query);
        writer.WriteString(member, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteWithout(Utf8JsonWriter writer, ElasticsearchFields fields, PipelineInput[] inputs)
    {
        if (inputs.Length == 0)
        {
            return;
        }

        writer.WriteStartArray("must_not"u8);
        foreach (PipelineInput input in inputs)
        {
            WriteInput(writer, fields, input, []);
        }

        writer.WriteEndArray();
    }

    // As Amazon S3 writes keys in notifications, and Iglu Central's layout keeps them.
    private static string FormEncoded(string prefix) => Uri.EscapeDataString(prefix).Replace("%2F", "/", StringComparison.Ordinal).Replace("%20", "+", StringComparison.Ordinal);
}
