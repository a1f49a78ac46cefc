namespace S3Snowplow.Testing;

/// <summary>As which of the two a <see cref="LocalElasticsearch"/> answers.</summary>
public enum SearchDistribution
{
    /// <summary>Elasticsearch.</summary>
    Elasticsearch,

    /// <summary>OpenSearch.</summary>
    OpenSearch,
}
