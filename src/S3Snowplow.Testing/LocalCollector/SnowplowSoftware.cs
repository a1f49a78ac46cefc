namespace S3Snowplow.Testing;

/// <summary>The software that a <see cref="LocalCollector"/> plays: its answers, its verdicts and its API are those of this one.</summary>
/// <remarks>
/// <see cref="Micro1"/> and <see cref="Collector2"/> are compared with what Snowplow Micro 1.7.2 and the collector 2.8.1 answered; what the
/// others do differently is taken from their source and change logs.
/// </remarks>
public enum SnowplowSoftware
{
    /// <summary>Snowplow Micro 4: collector 3.7, Enrich 6, <c>POST /micro/events</c> with filters and pages.</summary>
    Micro4,

    /// <summary>Snowplow Micro 3: collector 3.7, Enrich 6, <c>GET /micro/events</c>, a plain array.</summary>
    Micro3,

    /// <summary>Snowplow Micro 2.3 and 2.4: collector 3.4, Enrich 5, no <c>/micro/events</c>.</summary>
    Micro2,

    /// <summary>Snowplow Micro 1.7: collector 2.8, Enrich 3.8, no <c>/micro/events</c>; its <c>/health</c> is 503 for ever.</summary>
    Micro1,

    /// <summary>A collector 3.x with Enrich 6 behind it. <c>/micro/…</c> is no API, but paths of two segments like any other.</summary>
    Collector3,

    /// <summary>A collector 2.x, as OpenSnowcat's, with Enrich 3.8 behind it. <c>/micro/…</c> is no API, but paths of two segments like any other.</summary>
    Collector2,
}
