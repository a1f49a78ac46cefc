using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The settings of an index, as far as they change an answer. Others are kept out: what is ignored here could matter there.</summary>
internal sealed class IndexSettings
{
    // What is said of an index that has each of the blocks. Source: recordings 80 to 82, and Elasticsearch's IndexMetadata.
    private static readonly (string Setting, string Block, int Status, bool OfReads, bool OfWrites)[] AllBlocks =
    [
        ("blocks.read_only", "FORBIDDEN/5/index read-only (api)", 403, false, true),
        ("blocks.read", "FORBIDDEN/7/index read (api)", 403, true, false),
        ("blocks.write", "FORBIDDEN/8/index write (api)", 403, false, true),
        ("blocks.read_only_allow_delete", "TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block", 429, false, true),
    ];

    private static readonly string[] WithoutEffect =
        ["number_of_shards", "refresh_interval", "hidden", "lifecycle.name", "lifecycle.rollover_alias", "plugins.index_state_management.rollover_alias", "codec", "mapping.total_fields.limit", "auto_expand_replicas"];

    private readonly HashSet<string> _blocks = new(StringComparer.Ordinal);

    /// <summary>How many copies a shard shall have beside itself. Here is one node, so none of them is ever there.</summary>
    public int Replicas { get; private set; } = 1;

    /// <summary>How far hits can be asked for.</summary>
    public int MaxResultWindow { get; private set; } = 10_000;

    /// <summary>Whether the index asks for a node that is not there, so that its shard has none.</summary>
    public bool IsUnassigned { get; private set; }

    /// <summary>Reads settings: nested or with dots, with <c>index.</c> or without.</summary>
    public void Apply(JsonElement settings) => Apply("", settings);

    /// <summary>The error of the blocks that forbid to read or to write; <see langword="null"/> where none does.</summary>
    public ElasticsearchError? Blocked(string index, bool isWrite, SearchServer server) =>
        AllBlocks.Where(one => _blocks.Contains(one.Setting) && (isWrite ? one.OfWrites : one.OfReads)).Select(one =>
            ElasticsearchError.Blocked(one.Status, index, one.Block + (one.Status == 429 ? server.MoreAbout("fix-watermark-errors") : ""))).FirstOrDefault();

    private void Apply(string path, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in value.EnumerateObject())
            {
                Apply(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
            }

            return;
        }

        string name = path.StartsWith("index.", StringComparison.Ordinal) ? path["index.".Length..] : path;
        string text = value.ToString();
        switch (name)
        {
            case "number_of_replicas":
                Replicas = int.Parse(text, CultureInfo.InvariantCulture);
                break;
            case "max_result_window":
                MaxResultWindow = value.ValueKind == JsonValueKind.Null ? 10_000 : int.Parse(text, CultureInfo.InvariantCulture);
                break;
            case var _ when name.StartsWith("routing.allocation.require.", StringComparison.Ordinal) || name.StartsWith("routing.allocation.include.", StringComparison.Ordinal):
                IsUnassigned = text.Length > 0;
                break;
            case var _ when Array.Exists(AllBlocks, block => block.Setting == name):
                _ = text is "true" or "True" ? _blocks.Add(name) : _blocks.Remove(name);
                break;
            case var _ when WithoutEffect.Contains(name):
                break;
            default:
                throw ElasticsearchError.Illegal($"unknown setting [index.{name}] please check that any required plugins are installed, or check the breaking changes documentation for removed settings");
        }
    }
}
