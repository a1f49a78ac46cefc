namespace S3Snowplow.Testing;

/// <summary>What a <see cref="LocalElasticsearch"/> is.</summary>
public sealed class LocalElasticsearchOptions
{
    /// <summary>The TCP port on 127.0.0.1.</summary>
    /// <value>The default value is 0: the system picks a free one.</value>
    public int Port { get; set; }

    /// <summary>The major version as whose it answers, 6 to 9. OpenSearch answers as 7 does.</summary>
    /// <value>The default value is 8.</value>
    /// <remarks>6 has totals that are numbers, types, no composable templates and no <c>fixed_interval</c>; the words of errors differ from version to
    /// version.</remarks>
    public int MajorVersion { get; set; } = 8;

    /// <summary>The API key, encoded, that every request must have.</summary>
    /// <value>The default value is <see langword="null"/>: none is asked for.</value>
    public string? ApiKey { get; set; }

    /// <summary>The user that every request must name; with <see cref="ApiKey"/>, either will do.</summary>
    /// <value>The default value is <see langword="null"/>: none is asked for.</value>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>.</summary>
    public string? Password { get; set; }

    /// <summary>How many buckets an answer may have, <c>search.max_buckets</c>.</summary>
    /// <value>The default value is 10,000, that of the first releases of version 7.</value>
    public int MaxBuckets { get; set; } = 10_000;

    /// <summary>The clock of delays in faults.</summary>
    /// <value>The default value is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
