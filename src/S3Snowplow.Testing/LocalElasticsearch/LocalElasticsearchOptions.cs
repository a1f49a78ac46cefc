namespace S3Snowplow.Testing;

/// <summary>What a <see cref="LocalElasticsearch"/> is.</summary>
public sealed class LocalElasticsearchOptions
{
    private int? _majorVersion;

    private int? _maxBuckets;

    /// <summary>The TCP port on 127.0.0.1.</summary>
    /// <value>The default value is 0: the system picks a free one.</value>
    public int Port { get; set; }

    /// <summary>As which of the two it answers.</summary>
    /// <value>The default value is <see cref="SearchDistribution.Elasticsearch"/>.</value>
    public SearchDistribution Distribution { get; set; }

    /// <summary>The major version as whose it answers: of Elasticsearch 6 to 9, of OpenSearch 2 or 3.</summary>
    /// <value>The default value is 8 for Elasticsearch, and 3 for OpenSearch.</value>
    /// <remarks>
    /// The forms and words of answers are those that Elasticsearch 7.17.28, 8.17.0 and 9.1.0 and OpenSearch 2.19.6 and 3.8.0 gave when they were asked; of Elasticsearch 6 they are
    /// by its guide. 6 has totals that are numbers, types, no composable templates and no <c>fixed_interval</c>.
    /// </remarks>
    public int MajorVersion
    {
        get => _majorVersion ?? (Distribution == SearchDistribution.OpenSearch ? 3 : 8);
        set => _majorVersion = value;
    }

    /// <summary>The API key, encoded, that every request must have.</summary>
    /// <value>The default value is <see langword="null"/>: none is asked for.</value>
    public string? ApiKey { get; set; }

    /// <summary>The user that every request must name; with <see cref="ApiKey"/>, either will do.</summary>
    /// <value>The default value is <see langword="null"/>: none is asked for.</value>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>.</summary>
    public string? Password { get; set; }

    /// <summary>How many buckets an answer may have, <c>search.max_buckets</c>. A request to <c>_cluster/settings</c> changes it too.</summary>
    /// <value>The default value is that of the server: 65,536 for Elasticsearch from 7 on, 65,535 for OpenSearch, and 10,000 for Elasticsearch 6.</value>
    public int MaxBuckets
    {
        get => _maxBuckets ?? (Distribution == SearchDistribution.OpenSearch ? 65_535 : MajorVersion == 6 ? 10_000 : 65_536);
        set => _maxBuckets = value;
    }

    /// <summary>The clock of delays in faults, and of the names of a data stream's indices.</summary>
    /// <value>The default value is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
