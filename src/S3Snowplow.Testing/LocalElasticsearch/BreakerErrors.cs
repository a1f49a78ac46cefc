using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>What a breaker says when it trips (86, 87).</summary>
internal static class BreakerErrors
{
    /// <summary>The request breaker's, of each shard.</summary>
    /// <param name="trip">How much was wanted and allowed.</param>
    /// <param name="aggregation">The innermost aggregation of the search, at which OpenSearch notices.</param>
    /// <param name="server">The server.</param>
    public static ElasticsearchError OfRequest(LocalElasticsearchFault.Breaker trip, string aggregation, SearchServer server) =>
        Error(trip, $"[request] Data too large, data for [{(server.IsOpenSearch ? $"<agg [{aggregation}]>" : "preallocate[aggregations]")}] would be [{Size(trip.BytesWanted)}], which is larger than the limit of [{Size(trip.BytesLimit)}]", server);

    /// <summary>The parent breaker's, before a request is read.</summary>
    public static ElasticsearchError OfNode(LocalElasticsearchFault.Breaker trip, long requestBytes, SearchServer server)
    {
        string inFlight = server.NamesPlaces ? "inflight_requests" : "in_flight_requests";
        return Error(
            trip,
            $"[parent] Data too large, data for [<http_request>] would be [{Size(trip.BytesWanted)}], which is larger than the limit of [{Size(trip.BytesLimit)}], real usage: [{Size(trip.BytesWanted - requestBytes)}], new bytes reserved: [{Size(requestBytes)}], usages [request=0/0b, fielddata=815/815b, {inFlight}={Size(requestBytes)}]",
            server);
    }

    private static ElasticsearchError Error(LocalElasticsearchFault.Breaker trip, string reason, SearchServer server) => new(429, "circuit_breaking_exception", reason + server.MoreAbout("circuit-breaker-errors"))
    {
        Details = [("bytes_wanted", trip.BytesWanted), ("bytes_limit", trip.BytesLimit), ("durability", "TRANSIENT")],
    };

    // As Elasticsearch's ByteSizeValue: one digit behind the point, and none that is 0.
    private static string Size(long bytes)
    {
        (double unit, string name) = bytes switch { >= 1 << 30 => (1 << 30, "gb"), >= 1 << 20 => (1 << 20, "mb"), >= 1 << 10 => (1 << 10, "kb"), _ => (1, "b") };
        return $"{bytes}/{(Math.Floor(bytes / unit * 10) / 10).ToString("0.#", CultureInfo.InvariantCulture)}{name}";
    }
}
