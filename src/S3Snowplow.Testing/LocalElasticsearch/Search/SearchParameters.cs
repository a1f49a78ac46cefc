namespace S3Snowplow.Testing;

/// <summary>The parameters of a search that stand in its URL.</summary>
/// <param name="IsPartialAllowed">Whether an answer may be made of some shards only (<c>allow_partial_search_results</c>).</param>
/// <param name="PreFilterShardSize">From how many shards on those that cannot have a hit are left out (<c>pre_filter_shard_size</c>).</param>
/// <param name="Query">A query as <c>FIELD:VALUE</c> (<c>q</c>).</param>
internal sealed record SearchParameters(bool IsPartialAllowed, string? PreFilterShardSize, string? Query);
