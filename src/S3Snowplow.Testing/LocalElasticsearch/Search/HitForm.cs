using System.Text.Json;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>What stands in each hit, as the search asks for it.</summary>
internal sealed class HitForm(JsonElement content, HitSort? sort, double? score, SearchServer server)
{
    private readonly SourceFilter _source = SourceFilter.Read(content);

    private readonly bool _hasVersion = Asks(content, "version");

    private readonly bool _hasSequence = Asks(content, "seq_no_primary_term");

    private readonly string? _collapsed = content.TryGetProperty("collapse", out JsonElement collapse) ? collapse.GetProperty("field").GetString() : null;

    /// <summary>The first of the documents with each value of the field that <c>collapse</c> names; one without a value stands for all of those (62).</summary>
    public IEnumerable<StoredDocument> Collapse(IEnumerable<StoredDocument> documents) =>
        _collapsed is null ? documents : documents.DistinctBy(document => document.Of(_collapsed).FirstOrDefault());

    public JsonObject Write(StoredDocument document)
    {
        var hit = new JsonObject { ["_index"] = document.Index.Name };
        if (server.HasTypes)
        {
            hit["_type"] = "_doc";
        }

        hit["_id"] = document.Id;
        if (_hasVersion)
        {
            hit["_version"] = document.Version;
        }

        if (_hasSequence)
        {
            hit["_seq_no"] = document.Sequence;
            hit["_primary_term"] = 1;
        }

        hit["_score"] = score;
        if (document.Of("_ignored") is { Length: > 0 } ignored)
        {
            hit["_ignored"] = new JsonArray([.. ignored.Select(field => JsonValue.Create((string)field))]);
        }

        if (_source.IsWanted)
        {
            hit["_source"] = _source.Apply(document);
        }

        if (_collapsed is not null)
        {
            hit["fields"] = new JsonObject { [_collapsed] = new JsonArray([.. document.Of(_collapsed).Select(value => JsonValue.Create($"{value}"))]) };
        }

        if (sort is not null)
        {
            hit["sort"] = sort.ValuesOf(document);
        }

        return hit;
    }

    private static bool Asks(JsonElement content, string name) => content.TryGetProperty(name, out JsonElement wanted) && wanted.GetBoolean();
}
