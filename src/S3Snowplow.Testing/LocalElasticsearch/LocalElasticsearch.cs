using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>
/// Elasticsearch or OpenSearch inside the test's own process, as far as the cross-reference needs it: documents, index templates and mappings, and searches that are
/// evaluated, not answered from a script. What it does not know it refuses.
/// </summary>
/// <remarks>
/// <para>It listens on 127.0.0.1 with HTTP/1.1. Documents: <c>POST _bulk</c>, <c>PUT INDEX/_doc/ID</c>, <c>PUT INDEX/_create/ID</c>, with <c>op_type</c>, <c>if_seq_no</c> and
/// <c>if_primary_term</c>; <c>GET INDEX/_doc/ID</c>. Searches: <c>POST PATTERN/_search</c>, <c>GET PATTERN/_field_caps</c>, <c>_count</c>, <c>_mapping</c>. Indices: <c>PUT
/// INDEX</c>, <c>DELETE INDEX</c>, <c>PUT INDEX/_settings</c> with blocks, <c>_close</c>, <c>_open</c>, <c>_refresh</c>, <c>_rollover</c>, <c>_resolve/index</c>,
/// <c>_cat/indices</c>, templates of each sort, data streams, and <c>search.max_buckets</c> by <c>PUT _cluster/settings</c>. An index has one shard, whatever its settings say, and
/// what is written is found at once.</para>
/// <para>Mappings are enforced: a text cannot be grouped by, a keyword cannot be added up, and a search says so in the words of the server. Answers and errors have the forms that five
/// real servers gave, which a test of this repository compares; what no recording shows is by the Elasticsearch Guide. Scores are not computed: 1 where a document fits, 0 where the
/// query only filters.</para>
/// </remarks>
public sealed class LocalElasticsearch : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<LocalElasticsearchFault> _faults = [];
    private readonly List<(string Method, string Path, string Body)> _requests = [];
    private LoopbackServer? _server;
    private bool _isStarting;

    private LocalElasticsearch(LocalElasticsearchOptions options)
    {
        Server = new SearchServer(options.Distribution, options.MajorVersion);
        Templates = new IndexTemplates(Server);
        Catalog = new IndexCatalog(Server, Templates, options.TimeProvider);
        MaxBuckets = DefaultMaxBuckets = options.MaxBuckets;
    }

    /// <summary>The address: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Uri => _server!.Uri;

    /// <summary>The requests so far, in the order in which their bodies were read.</summary>
    public IReadOnlyList<(string Method, string Path, string Body)> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    internal SearchServer Server { get; }

    /// <summary>The index templates. Guarded by the gate.</summary>
    internal IndexTemplates Templates { get; }

    /// <summary>The indices. Guarded by the gate.</summary>
    internal IndexCatalog Catalog { get; }

    /// <summary>How many buckets an answer may have where no request changed it.</summary>
    internal int DefaultMaxBuckets { get; }

    /// <summary>How many buckets an answer may have. Guarded by the gate.</summary>
    internal int MaxBuckets { get; set; }

    /// <summary>Starts it, empty.</summary>
    /// <param name="options">What it is; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalElasticsearch> StartAsync(LocalElasticsearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalElasticsearchOptions();
        var cluster = new LocalElasticsearch(options);
        if (!cluster.Server.IsThere)
        {
            throw new ArgumentException($"MajorVersion is {options.MajorVersion}; {(cluster.Server.IsOpenSearch ? "2 or 3" : "6 to 9")} is allowed for {options.Distribution}.", nameof(options));
        }

        cluster._server = await LoopbackServer.StartAsync(options.Port, new ElasticsearchEndpoint(cluster, options).HandleAsync, cancellationToken).ConfigureAwait(false);
        return cluster;
    }

    /// <summary>Writes a document as <c>PUT INDEX/_doc/ID</c> does, without a request.</summary>
    /// <param name="index">The index, made with the template that fits it where it is not there.</param>
    /// <param name="id">The document's id; one with the same is overwritten.</param>
    /// <param name="document">The document, an object.</param>
    /// <exception cref="ArgumentException">The document does not fit the mapping, or the index takes none.</exception>
    public void Put(string index, string id, JsonElement document)
    {
        ArgumentNullException.ThrowIfNull(index);
        lock (_gate)
        {
            try
            {
                _ = DocumentRequests.ForWriting(Catalog, index, new WriteOptions()).Put(id, document);
            }
            catch (ElasticsearchError error)
            {
                throw new ArgumentException(error.Message, nameof(document), error);
            }
        }
    }

    /// <summary>The documents of an index by their ids, as they were sent; none where there is no such index.</summary>
    /// <param name="index">The index's whole name.</param>
    public IReadOnlyDictionary<string, JsonElement> Documents(string index)
    {
        lock (_gate)
        {
            return Catalog.Find(index) is { } found ? found.Documents.ToDictionary(one => one.Id, one => one.ReadSource(), StringComparer.Ordinal) : new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Takes the shard of an index away, as where the node that had it is gone: a search leaves it out, and Elasticsearch counts it as failed, but OpenSearch does not, so that only
    /// <c>successful</c> below <c>total</c> tells of it. With <c>allow_partial_search_results=false</c> both refuse the search.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    public void LoseShard(string index) => SetLost(index, isLost: true);

    /// <summary>Gives the shard of an index back, with its documents.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    public void FindShard(string index) => SetLost(index, isLost: false);

    /// <summary>
    /// As after a restart of the only node: no shard is there at the first search, and after each search one more is, in the order of the indices' names. So a search finds first
    /// nothing, then a part, and says so only in <c>_shards</c>.
    /// </summary>
    public void Restart()
    {
        lock (_gate)
        {
            _isStarting = true;
            foreach (StoredIndex index in Catalog.All)
            {
                index.IsLost = true;
            }
        }
    }

    /// <summary>Plays a fault for the next search, or, where the fault says so, for the next request; faults are played in the order in which they were given.</summary>
    /// <param name="fault">The fault.</param>
    public void Fail(LocalElasticsearchFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
        {
            _faults.Enqueue(fault);
        }
    }

    /// <summary>Forgets all documents, requests and faults. Templates stay.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            Catalog.Clear();
            _isStarting = false;
            _requests.Clear();
            _faults.Clear();
        }
    }

    /// <summary>Ends all connections and stops.</summary>
    public ValueTask DisposeAsync() => _server!.DisposeAsync();

    internal LocalElasticsearchFault? Begin(string method, string path, string body)
    {
        lock (_gate)
        {
            _requests.Add((method, path, body));
            bool isSearch = path.EndsWith("/_search", StringComparison.Ordinal);
            return _faults.TryPeek(out LocalElasticsearchFault? next) && (isSearch || next.IsOfAnyRequest) ? _faults.Dequeue() : null;
        }
    }

    /// <summary>Reads or writes under the gate.</summary>
    internal T Change<T>(Func<T> change)
    {
        lock (_gate)
        {
            return change();
        }
    }

    /// <summary>After a restart, one more shard is there after each search. Only under the gate.</summary>
    internal void EndSearch()
    {
        if (_isStarting && Catalog.All.FirstOrDefault(index => index.IsLost) is var next)
        {
            _isStarting = next is not null;
            next?.IsLost = false;
        }
    }

    private void SetLost(string index, bool isLost)
    {
        lock (_gate)
        {
            (Catalog.Find(index) ?? throw new ArgumentException($"There is no index {index}.", nameof(index))).IsLost = isLost;
        }
    }
}
