using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>One search: who is asked, and how many buckets it may still make.</summary>
internal sealed class SearchContext(IReadOnlyList<StoredIndex> indices, SearchServer server, int maxBuckets)
{
    private int _buckets;

    /// <summary>The indices that answer.</summary>
    public IReadOnlyList<StoredIndex> Indices => indices;

    public SearchServer Server => server;

    /// <summary>Those of the documents that fit a query.</summary>
    public StoredDocument[] Filter(JsonElement query, IReadOnlyList<StoredDocument> documents)
    {
        // Most buckets of many ranges are empty.
        if (documents.Count == 0)
        {
            return [];
        }

        Dictionary<StoredIndex, Predicate<StoredDocument>> fits = indices.ToDictionary(index => index, index => QueryClause.Compile(query, index));
        return [.. documents.Where(one => fits[one.Index](one))];
    }

    /// <summary>The mapping of a field, by the first index that has it.</summary>
    public FieldMapping? Find(string field) => field == "_index" ? FieldMapping.Of("keyword") : indices.Select(index => index.Mapping.Find(field)).FirstOrDefault(mapping => mapping is not null);

    /// <summary>Counts buckets, empty ones too; single ones as those of a filter do not count.</summary>
    public void Count(int buckets)
    {
        _buckets += buckets;
        if (_buckets > maxBuckets)
        {
            throw TooManyBuckets(server.IsOpenSearch ? $"was [{_buckets}]" : "this number of buckets was exceeded", maxBuckets, server);
        }
    }

    /// <summary>The error of more buckets than allowed (11, 88).</summary>
    public static ElasticsearchError TooManyBuckets(string count, int maxBuckets, SearchServer server) => new(
        server.TooManyBuckets,
        "too_many_buckets_exception",
        $"Trying to create too many buckets. Must be less than or equal to: [{maxBuckets}] but {count}. This limit can be set by changing the [search.max_buckets] cluster level setting.")
    {
        Details = [("max_buckets", maxBuckets)],
    };
}
