using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>In what the answers of the servers differ. Each member names the recordings that show it.</summary>
internal sealed class SearchServer(SearchDistribution distribution, int major)
{
    public bool IsOpenSearch => distribution == SearchDistribution.OpenSearch;

    /// <summary>Elasticsearch before version 8 and OpenSearch, which came of version 7, share many forms.</summary>
    public bool IsOfSeven => IsOpenSearch || major == 7;

    public bool IsSix => !IsOpenSearch && major == 6;

    /// <summary>Whether there is such a server.</summary>
    public bool IsThere => IsOpenSearch ? major is 2 or 3 : major is >= 6 and <= 9;

    public int Major => major;

    /// <summary>Whether documents have a type in answers (02, 53).</summary>
    public bool HasTypes => !IsOpenSearch && major < 8;

    /// <summary>Whether the capabilities of a field say if it is metadata (04).</summary>
    public bool HasMetadataField => !IsOpenSearch && major >= 7;

    /// <summary>Whether a shard that is not assigned is counted as failed (83).</summary>
    public bool CountsUnassigned => !IsOpenSearch;

    /// <summary>Whether texts that were too long are named in <c>_ignored</c> (64c).</summary>
    public bool RecordsIgnored => !IsOpenSearch;

    /// <summary>Whether hits can be sorted by <c>_id</c> (64g).</summary>
    public bool SortsById => IsOpenSearch || major < 8;

    /// <summary>Whether an error of a document names where it stands in it (13, 24d).</summary>
    public bool NamesPlaces => !IsOpenSearch && major >= 8;

    /// <summary>The status of too many buckets (11, 88).</summary>
    public int TooManyBuckets => !IsOpenSearch && major >= 8 ? 400 : 503;

    /// <summary>The phase in which too many buckets are found when results are put together (11).</summary>
    public string MergePhase => !IsOpenSearch && major == 8 ? "rank-feature" : "fetch";

    /// <summary>Whether all shards can be left out of a search by their times; the others ask one all the same (97).</summary>
    public bool SkipsAll => !IsOpenSearch && major >= 9;

    /// <summary>Whether a date histogram still takes <c>interval</c> (93).</summary>
    public bool TakesInterval => IsSix || IsOfSeven;

    /// <summary>The number of the version, whole.</summary>
    public string Number => (IsOpenSearch, major) switch
    {
        (true, 2) => "2.19.6",
        (true, _) => "3.8.0",
        (_, 6) => "6.8.23",
        (_, 7) => "7.17.28",
        (_, 8) => "8.17.0",
        _ => "9.1.0",
    };

    /// <summary>What stands behind the reasons of a breaker and of a full disk: where to read more (81, 86).</summary>
    public string MoreAbout(string page) => (IsOpenSearch, major, page) switch
    {
        (false, 8, "fix-watermark-errors") => $"; for more information, see https://www.elastic.co/guide/en/elasticsearch/reference/8.17/{page}.html",
        (false, 9, _) => $"; for more information, see https://www.elastic.co/docs/troubleshoot/elasticsearch/{page}?version=9.1",
        _ => "",
    };

    /// <summary>The answer to <c>GET /</c> (00).</summary>
    public JsonObject Root()
    {
        var version = new JsonObject();
        if (IsOpenSearch)
        {
            version["distribution"] = "opensearch";
        }

        version["number"] = Number;
        if (!IsOpenSearch)
        {
            version["build_flavor"] = "unknown";
        }

        version["build_type"] = "unknown";
        version["build_hash"] = "unknown";
        version["build_date"] = "2026-01-01T00:00:00.000000000Z";
        version["build_snapshot"] = false;
        (version["lucene_version"], version["minimum_wire_compatibility_version"], version["minimum_index_compatibility_version"]) = (IsOpenSearch, major) switch
        {
            (true, 2) => ("9.12.3", "7.10.0", "7.0.0"),
            (true, _) => ("10.5.0", "2.19.0", "2.0.0"),
            (_, 6) => ("7.7.3", "5.6.0", "5.0.0"),
            (_, 7) => ("8.11.3", "6.8.0", "6.0.0-beta1"),
            (_, 8) => ("9.12.0", "7.17.0", "7.0.0"),
            _ => ("10.2.2", "8.19.0", "8.0.0"),
        };
        return new JsonObject
        {
            ["name"] = "local",
            ["cluster_name"] = "local",
            ["cluster_uuid"] = "local",
            ["version"] = version,
            ["tagline"] = IsOpenSearch ? "The OpenSearch Project: https://opensearch.org/" : "You Know, for Search",
        };
    }
}
