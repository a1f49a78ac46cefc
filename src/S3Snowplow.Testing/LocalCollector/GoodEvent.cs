using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>An event that passed every check of the pipeline's first two stages.</summary>
public sealed record GoodEvent
{
    /// <summary>The event id in lower case; made up where the sender gave none.</summary>
    public required string EventId { get; init; }

    /// <summary>The kind of event in the enriched form: <c>unstruct</c> for self-describing ones.</summary>
    public required string EventType { get; init; }

    /// <summary>
    /// The address of the event's schema; for kinds of fixed shape, such as <c>page_view</c>, the one that the pipeline gives them;
    /// <see langword="null"/> for <c>unstruct</c> without data.
    /// </summary>
    public string? Schema { get; init; }

    /// <summary>The event's data; <c>Undefined</c> for kinds other than <c>unstruct</c>.</summary>
    public JsonElement Data { get; init; }

    /// <summary>The entities in the order sent.</summary>
    public IReadOnlyList<CollectedEntity> Contexts { get; init; } = [];

    /// <summary>The tp2 parameters as sent, those of the query string merged in: <c>ue_px</c> is still base64.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>When the request arrived, by the collector's clock.</summary>
    public required DateTimeOffset CollectorTimestamp { get; init; }

    /// <summary>When the event happened by its device (<c>dtm</c>).</summary>
    public DateTimeOffset? CreatedTimestamp { get; init; }

    /// <summary>When this attempt was sent (<c>stm</c>).</summary>
    public DateTimeOffset? SentTimestamp { get; init; }

    /// <summary>When the event truly happened (<c>ttm</c>).</summary>
    public DateTimeOffset? TrueTimestamp { get; init; }

    /// <summary>
    /// The time that the pipeline settles on: <c>ttm</c> if given; else, where <c>dtm</c> is before <c>stm</c>, the collector's time less the
    /// difference of the two; else the collector's time. Source: Snowplow documentation, "Timestamps".
    /// </summary>
    public required DateTimeOffset DerivedTimestamp { get; init; }

    /// <summary>The flat fields of the enriched form; used by the Micro API.</summary>
    internal IReadOnlyList<AtomicValue> Atomic { get; init; } = [];

    /// <summary>The request that brought it.</summary>
    public required CollectorRequest Request { get; init; }
}
