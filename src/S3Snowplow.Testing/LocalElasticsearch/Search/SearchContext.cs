using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>One search: who is asked, and how many buckets it may still make.</summary>
internal sealed class SearchContext(IReadOnlyList<StoredIndex> indices, LocalElasticsearchOptions options)
{
    private int _buckets;

    /// <summary>The indices that answer.</summary>
    public IReadOnlyList<StoredIndex> Indices { get; set; } = indices;

    public LocalElasticsearchOptions Options => options;

    /// <summary>Those of the documents that fit a query.</summary>
    public StoredDocument[] Filter(JsonElement query, IReadOnlyList<StoredDocument> documents)
    {
        Dictionary<StoredIndex, Predicate<StoredDocument>> fits = Indices.ToDictionary(index => index, index => QueryClause.Compile(query, index));
        return [.. documents.Where(one => fits[one.Index](one))];
    }

    /// <summary>The mapping of a field, by the first index that has it.</summary>
    public FieldMapping? Find(string field) => field == "_index" ? FieldMapping.Of("keyword") : Indices.Select(index => index.Mapping.Find(field)).FirstOrDefault(mapping => mapping is not null);

    /// <summary>Counts buckets, empty ones too; single ones as those of a filter do not count.</summary>
    public void Count(int buckets)
    {
        _buckets += buckets;
        if (_buckets > options.MaxBuckets)
        {
            // 503 is what clusters of version 7 answer in issue reports; a client has to know it by its type in either case.
            throw new ElasticsearchError(
                options.MajorVersion < 8 ? 503 : 400,
                "too_many_buckets_exception",
                $"Trying to create too many buckets. Must be less than or equal to: [{options.MaxBuckets}] but was [{options.MaxBuckets + 1}]. This limit can be set by changing the [search.max_buckets] cluster level setting.");
        }
    }
}
