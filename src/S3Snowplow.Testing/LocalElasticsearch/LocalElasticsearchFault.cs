namespace S3Snowplow.Testing;

/// <summary>One way for a <see cref="LocalElasticsearch"/> to misbehave towards one search.</summary>
public sealed record LocalElasticsearchFault
{
    private LocalElasticsearchFault()
    {
    }

    internal int StatusCode { get; private init; }

    internal string Type { get; private init; } = "";

    internal string Reason { get; private init; } = "";

    internal string? FailingIndex { get; private init; }

    internal Breaker? Trips { get; private init; }

    internal bool IsOfAnyRequest => Trips is { IsParent: true };

    internal bool IsTimedOut { get; private init; }

    internal bool BreaksConnection { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal string? Body { get; private init; }

    /// <summary>Refuses the search.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="type">The error's type.</param>
    /// <param name="reason">The error's reason.</param>
    public static LocalElasticsearchFault Refuse(int statusCode, string type, string reason) => new() { StatusCode = statusCode, Type = type, Reason = reason };

    /// <summary>Refuses the search as a node does that has too much to do: 429.</summary>
    public static LocalElasticsearchFault Throttle() => Refuse(429, "es_rejected_execution_exception", "rejected execution of coordinating operation");

    /// <summary>The shards of an index fail; the answer is 200, and made of the others.</summary>
    /// <param name="index">The index.</param>
    public static LocalElasticsearchFault LoseShards(string index) => new() { FailingIndex = index, Type = "node_disconnected_exception", Reason = "disconnected" };

    /// <summary>Answers 200 with what was found before the time was up: here, nothing.</summary>
    public static LocalElasticsearchFault TimeOut() => new() { IsTimedOut = true };

    /// <summary>Answers after a time.</summary>
    /// <param name="delay">How long, on <see cref="LocalElasticsearchOptions.TimeProvider"/>.</param>
    public static LocalElasticsearchFault Slow(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Breaks the connection instead of answering.</summary>
    public static LocalElasticsearchFault Break() => new() { BreaksConnection = true };

    /// <summary>Answers as something that is no Elasticsearch.</summary>
    /// <param name="statusCode">The status.</param>
    /// <param name="body">The body.</param>
    public static LocalElasticsearchFault Answer(int statusCode, string body) => new() { StatusCode = statusCode, Body = body };

    /// <summary>
    /// Each shard refuses the search because its request breaker trips: 429, <c>circuit_breaking_exception</c>. The cluster has room for others, not for what this search would
    /// keep in memory.
    /// </summary>
    /// <param name="bytesWanted">How much the search would have, in bytes.</param>
    /// <param name="bytesLimit">How much it may have, in bytes.</param>
    public static LocalElasticsearchFault TripRequestBreaker(long bytesWanted = 12_288, long bytesLimit = 1_024) => new() { Trips = new Breaker(false, bytesWanted, bytesLimit) };

    /// <summary>
    /// The next request, a search or not, is refused before it is read because the node has no memory left: 429, <c>circuit_breaking_exception</c>, with a text in which the word
    /// <c>fielddata</c> stands.
    /// </summary>
    /// <param name="bytesWanted">How much would be in use, in bytes.</param>
    /// <param name="bytesLimit">How much may be in use, in bytes.</param>
    public static LocalElasticsearchFault TripParentBreaker(long bytesWanted = 1_100_000_000, long bytesLimit = 1_020_054_732) => new() { Trips = new Breaker(true, bytesWanted, bytesLimit) };

    internal sealed record Breaker(bool IsParent, long BytesWanted, long BytesLimit);
}
