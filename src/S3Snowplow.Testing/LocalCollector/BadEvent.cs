using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>An event, or a whole request body, that the pipeline would turn into a bad row.</summary>
public sealed record BadEvent
{
    /// <summary>
    /// The kind of bad row: <c>tracker_protocol_violations</c> or <c>adapter_failures</c> for a whole body, <c>schema_violations</c> for one event,
    /// or <c>enrichment_failures</c> where the software has Enrich 3 and a parameter is wrong.
    /// </summary>
    public required string Kind { get; init; }

    /// <summary>What is wrong, one sentence for each violation, with the place: <c>$.size: integer expected</c>.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>The bad row, self-describing, in the shape that Snowplow Micro shows as the second of a bad event's errors.</summary>
    public required JsonElement Row { get; init; }

    /// <summary>The event's id; <see langword="null"/> where it had none that can be read, or where the whole body failed.</summary>
    public string? EventId { get; init; }

    /// <summary>The tp2 parameters as sent; <see langword="null"/> where the whole body failed.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>The request that brought it.</summary>
    public required CollectorRequest Request { get; init; }
}
