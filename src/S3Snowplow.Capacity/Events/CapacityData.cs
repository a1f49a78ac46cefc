using System.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Writes a capacity as the members of <c>processor_capacity</c> 1-0-1.</summary>
internal static class CapacityData
{
    // The schema's lengths.
    private const int LongestBucket = 255;
    private const int LongestPrefix = 4096;
    private const int LongestOwner = 1024;

    // The inputs are a convenience, the capacity is the point: they may not make the event too long to be sent, or bad.
    private const int MostInputBytes = 65_536;
    private const int BytesBesideAnInput = 24;

    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, ProcessorCapacity capacity)
    {
        writer.WriteString("band"u8, capacity.Band);
        writer.WriteNumber("bytes_per_hour"u8, capacity.Throughput.BytesPerHour);
        writer.WriteString("effective_from"u8, CapacityEvents.Time(capacity.EffectiveFrom));
        writer.WriteString("source"u8, capacity.Origin switch { CapacityOrigin.Git => "git"u8, CapacityOrigin.Folder => "folder"u8, _ => "file"u8 });
        writer.WriteString("revision"u8, capacity.Revision);
        if (capacity.Inputs.Count > 0 && Fit(capacity.Inputs))
        {
            writer.WriteStartArray("inputs"u8);
            foreach (PipelineInput input in capacity.Inputs)
            {
                writer.WriteStartObject();
                writer.WriteString("bucket"u8, input.Bucket);
                writer.WriteString("prefix"u8, input.Prefix);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (capacity.Owner is { } owner)
        {
            writer.WriteString("owner"u8, SchemaText.Cut(owner, LongestOwner));
        }
    }

    // All or none: a part of them would be read as all.
    private static bool Fit(IReadOnlyList<PipelineInput> inputs)
    {
        long bytes = 0;
        foreach (PipelineInput input in inputs)
        {
            bytes += BytesBesideAnInput + Length(input.Bucket) + Length(input.Prefix);
            if (bytes > MostInputBytes || input.Bucket.Length > LongestBucket || input.Prefix.Length > LongestPrefix)
            {
                return false;
            }
        }

        return true;
    }

    // On the wire the data are a text in JSON: what JSON escapes is escaped twice.
    private static int Length(string text)
    {
        int escaped = text.Count(letter => letter < ' ' || letter is '"' or '\\');
        return Encoding.UTF8.GetByteCount(text) + (escaped * 6);
    }
}
