using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>
/// What was done before a recorded request and is not recorded, from the words of the index of the recordings and of the reference beside it. A few requests were asked of a cluster that
/// held something else; they have a cluster of their own here.
/// </summary>
internal static class RecordingPreludes
{
    private const string Nested = """{ "type": "nested" }""";

    // Requests that were asked of a cluster of their own: the first number of each, and all of its numbers.
    private static readonly (string First, string Numbers)[] OwnClusters =
    [
        ("08", "08 09 10 11"),
        ("66", "66 66b"),
        ("99", "99"),
    ];

    /// <summary>The first number of the cluster that has a recording; empty for the one that has all others.</summary>
    public static string ClusterOf(string number) => OwnClusters.FirstOrDefault(one => one.Numbers.Split(' ').Contains(number)).First ?? "";

    /// <summary>Brings a cluster into the state in which a recorded request met it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="number">What stands before the first dash of the recording's name.</param>
    /// <param name="folder">The server's folder.</param>
    /// <param name="options">What the cluster is.</param>
    /// <remarks>A step that cannot be taken, as where a folder has some of the recordings only, is left out: then the recording that needs it differs, and no other.</remarks>
    public static async Task PlayAsync(LocalElasticsearch cluster, string number, string folder, LocalElasticsearchOptions options)
    {
        try
        {
            await StepsAsync(cluster, number, folder, options);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
        }
    }

    private static async Task StepsAsync(LocalElasticsearch cluster, string number, string folder, LocalElasticsearchOptions options)
    {
        switch (number)
        {
            // Only the documents of the first checks are there before the hundred pipelines.
            case "08":
                await PutAsync(cluster, "_index_template/s3snowplow", Shared(folder, "index-template.json"));
                await DoAsync(cluster, "POST", "_bulk", Shared(folder, "bulk.ndjson"));
                break;

            // The index of the long text is gone again, whose name fits the pattern.
            case "16a":
                await DoAsync(cluster, "DELETE", "other-imm");
                break;

            // The contexts are mapped nested: first beside what is mapped dynamically, then beside keywords, the same documents written again.
            case "18a":
                await PutAsync(cluster, "nested-1", $$"""{ "mappings": { "properties": { "contexts_io_s3snowplow_pipeline_1": {{Nested}} } } }""");
                break;
            case "18e":
                await DoAsync(cluster, "DELETE", "nested-1");
                await PutAsync(cluster, "nested-1", $$"""
                    { "mappings": { "dynamic_templates": [{ "texts": { "match_mapping_type": "string", "mapping": { "type": "keyword" } } }],
                      "properties": { "contexts_io_s3snowplow_pipeline_1": {{Nested}} } } }
                    """);
                await DoAsync(cluster, "POST", "_bulk", Shared(folder, "18a-bulk-nested.ndjson"));
                break;

            // Times are texts where dates are not detected.
            case "19":
                await PutAsync(cluster, "txt-1", """{ "mappings": { "date_detection": false } }""");
                await DoAsync(cluster, "POST", "_bulk", Shared(folder, "16a-bulk-dynamic.ndjson").Replace("\"other-2026-01-01\"", "\"txt-1\"", StringComparison.Ordinal));
                break;

            // The size is a keyword in one of the indices.
            case "20":
                await PutAsync(cluster, "snowplow-2026-01-03", $$"""{ "mappings": { "properties": { "unstruct_event_io_s3snowplow_object_event_1": { "properties": { "size": { "type": "keyword" } } } } } }""");
                break;

            // A data stream is rolled over.
            case "24f":
                await DoAsync(cluster, "POST", "snowplow-ds/_rollover");
                break;

            // The index with the wrong mapping is gone again; so is the data stream where it can be removed, and where there are none, two documents were written under its name.
            case "25":
                await DoAsync(cluster, "DELETE", "snowplow-2026-01-03");
                if (options.Distribution == SearchDistribution.OpenSearch)
                {
                    await DoAsync(cluster, "DELETE", "_data_stream/snowplow-ds");
                }
                else if (options.MajorVersion == 7)
                {
                    await PutAsync(cluster, "snowplow-ds/_doc/d1", """{ "@timestamp": "2026-01-01T00:00:00Z", "event_id": "d1" }""");
                    await PutAsync(cluster, "snowplow-ds/_doc/d2", """{ "event_id": "d2" }""");
                }

                break;

            // A key of seven letters and one of 302, under a dynamic mapping.
            case "64":
                await PutAsync(cluster, "dyn-1/_doc/l0", LongKey("l0", "p/short"));
                await PutAsync(cluster, "dyn-1/_doc/l1", LongKey("l1", "p/" + new string('k', 300)));
                break;

            // The whole event minute: m1 alone, then sent again, and m2 late.
            case "66":
                await PutAsync(cluster, "_component_template/s3snowplow-mappings", Shared(folder, "50-component-template.json"));
                await PutAsync(cluster, "_index_template/cells", """{ "index_patterns": ["cells-*"], "composed_of": ["s3snowplow-mappings"], "template": { "settings": { "number_of_replicas": 0 } } }""");
                await PutAsync(cluster, "cells-2026-01-02/_doc/m1", Shared(folder, "65-moved-first-delivery.json"));
                break;
            case "66b":
                await PutAsync(cluster, "cells-2026-01-02/_doc/m1", Shared(folder, "65c-moved-second-delivery.json"));
                JsonNode late = JsonNode.Parse(Shared(folder, "65c-moved-second-delivery.json"))!;
                late["collector_tstamp"] = "2026-01-02T11:21:00.000Z";
                late["unstruct_event_io_s3snowplow_object_event_1"]!["size"] = 70;
                await PutAsync(cluster, "cells-2026-01-02/_doc/m2", late.ToJsonString());
                break;

            // An alias to which is written, with m1 in its first index.
            case "67":
                await PutAsync(cluster, "roll-000001", """{ "aliases": { "rolling": {} } }""");
                await PutAsync(cluster, "rolling/_doc/m1", Shared(folder, "65-moved-first-delivery.json"));
                break;

            // The recommended mapping.
            case "68":
                await PutAsync(cluster, "_index_template/imm", """{ "index_patterns": ["imm-*"], "composed_of": ["s3snowplow-mappings"], "priority": 301 }""");
                break;
            case "69":
                await PutAsync(cluster, "nano-1", """{ "mappings": { "properties": { "collector_tstamp": { "type": "date_nanos" } } } }""");
                await PutAsync(cluster, "nano-1/_doc/1", """{ "collector_tstamp": "2026-01-02T11:00:05.000Z" }""");
                break;

            // The state's index, as the reference has it.
            case "71":
                await PutAsync(cluster, "state", """{ "settings": { "number_of_replicas": 0 }, "mappings": { "dynamic": false } }""");
                break;
            case "80":
                await PutAsync(cluster, "state/_settings", """{ "index.blocks.write": true }""");
                break;
            case "81":
                await PutAsync(cluster, "state/_settings", """{ "index.blocks.write": false, "index.blocks.read_only_allow_delete": true }""");
                break;
            case "82":
                await PutAsync(cluster, "cells-2026-01-03/_settings", """{ "index": { "blocks": { "read": true } } }""");
                break;

            // The second of two indices asks for a node that is not there.
            case "83":
                await PutAsync(cluster, "cells-2026-01-03/_settings", """{ "index": { "blocks": { "read": false } } }""");
                await PutAsync(cluster, "un-1");
                await PutAsync(cluster, "un-2", """{ "settings": { "index.routing.allocation.require._name": "nobody" } }""");
                break;
            case "86":
                cluster.Fail(LocalElasticsearchFault.TripRequestBreaker());
                break;
            case "87":
                cluster.Fail(LocalElasticsearchFault.TripParentBreaker(bytesWanted: 94_691_334, bytesLimit: 1_048_576));
                break;
            case "88":
                await PutAsync(cluster, "_cluster/settings", """{ "transient": { "search.max_buckets": 3 } }""");
                break;
            case "89":
                await PutAsync(cluster, "_cluster/settings", """{ "transient": { "search.max_buckets": null } }""");
                break;

            // Three indices with a day each; the first one is closed before they are listed.
            case "95":
                for (int day = 1; day <= 3; day++)
                {
                    await PutAsync(cluster, $"skip-{day}/_doc/1", $$"""{ "collector_tstamp": "2026-01-0{{day}}T12:00:00.000Z" }""");
                }

                break;
            case "98":
                await DoAsync(cluster, "POST", "skip-1/_close");
                break;

            // The template is there under another name.
            case "99":
                await PutAsync(cluster, "_index_template/snowplow", Shared(folder, "index-template.json"));
                break;
        }
    }

    private static string LongKey(string id, string key) => $$"""
        { "event_id": "{{id}}", "collector_tstamp": "2026-01-02T10:00:05.000Z", "derived_tstamp": "2026-01-02T10:00:01.000Z",
          "unstruct_event_io_s3snowplow_object_event_1": { "event_name": "ObjectCreated:Put", "bucket": "acme-raw", "key": "{{key}}", "size": 100 } }
        """;

    private static string Shared(string folder, string name) => File.ReadAllText(Path.Combine(folder, "../requests", name));

    private static Task<(int Status, JsonNode Body)> PutAsync(LocalElasticsearch cluster, string path, string? body = null) => DoAsync(cluster, "PUT", path, body);

    private static Task<(int Status, JsonNode Body)> DoAsync(LocalElasticsearch cluster, string method, string path, string? body = null) => cluster.SendAsync(method, path, body);
}
