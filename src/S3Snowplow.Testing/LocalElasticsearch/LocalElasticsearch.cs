using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>
/// Elasticsearch inside the test's own process, as far as the cross-reference needs it: documents, index templates and mappings, and searches that are
/// evaluated, not answered from a script. What it does not know it refuses.
/// </summary>
/// <remarks>
/// <para>It listens on 127.0.0.1 with HTTP/1.1. <c>PUT _index_template/NAME</c>, <c>PUT _template/NAME</c>, <c>POST _bulk</c>, <c>PUT INDEX/_doc/ID</c>,
/// <c>POST PATTERN/_search</c>, <c>GET PATTERN/_field_caps</c> and <c>GET PATTERN/_count</c>. An index has one shard, and what is written is found at
/// once.</para>
/// <para>Mappings are enforced: a text cannot be grouped by, a keyword cannot be added up, and a search says so in the words of the version. Source:
/// Elasticsearch Guide; answers of clusters in public issue reports.</para>
/// </remarks>
public sealed class LocalElasticsearch : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly LocalElasticsearchOptions _options;
    private readonly SortedDictionary<string, StoredIndex> _indices = new(StringComparer.Ordinal);
    private readonly Queue<LocalElasticsearchFault> _faults = [];
    private readonly List<(string Method, string Path, string Body)> _requests = [];
    private LoopbackServer? _server;

    private LocalElasticsearch(LocalElasticsearchOptions options) => (_options, Templates) = (options, new IndexTemplates(options.MajorVersion));

    /// <summary>The address: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Uri => _server!.Uri;

    /// <summary>The requests so far, in the order in which their bodies were read.</summary>
    public IReadOnlyList<(string Method, string Path, string Body)> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    /// <summary>The index templates. Guarded by the gate.</summary>
    internal IndexTemplates Templates { get; }

    /// <summary>Starts it, empty.</summary>
    /// <param name="options">What it is; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="ArgumentException">There is no such version.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LocalElasticsearch> StartAsync(LocalElasticsearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LocalElasticsearchOptions();
        if (options.MajorVersion is < 6 or > 9)
        {
            throw new ArgumentException($"MajorVersion is {options.MajorVersion}; 6 to 9 is allowed.", nameof(options));
        }

        var cluster = new LocalElasticsearch(options);
        cluster._server = await LoopbackServer.StartAsync(options.Port, new ElasticsearchEndpoint(cluster, options).HandleAsync, cancellationToken).ConfigureAwait(false);
        return cluster;
    }

    /// <summary>Writes a document as <c>PUT INDEX/_doc/ID</c> does, without a request.</summary>
    /// <param name="index">The index, made with the template that fits it where it is not there.</param>
    /// <param name="id">The document's id; one with the same is overwritten.</param>
    /// <param name="document">The document, an object.</param>
    /// <exception cref="ArgumentException">The document does not fit the mapping.</exception>
    public void Put(string index, string id, JsonElement document)
    {
        ArgumentNullException.ThrowIfNull(index);
        lock (_gate)
        {
            try
            {
                IndexOf(index).Put(id, document);
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
            return _indices.TryGetValue(index, out StoredIndex? found) ? found.Documents.ToDictionary(one => one.Id, one => one.ReadSource(), StringComparer.Ordinal) : new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        }
    }

    /// <summary>Plays a fault for the next search; faults are played in the order in which they were given.</summary>
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
            _indices.Clear();
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
            return path.EndsWith("/_search", StringComparison.Ordinal) && _faults.TryDequeue(out LocalElasticsearchFault? fault) ? fault : null;
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

    /// <summary>Writes under the gate.</summary>
    internal void Change(Action change)
    {
        lock (_gate)
        {
            change();
        }
    }

    /// <summary>The index of a name, made where it is not there. Only under the gate.</summary>
    internal StoredIndex IndexOf(string name)
    {
        if (!_indices.TryGetValue(name, out StoredIndex? index))
        {
            if (name.Length == 0 || name[0] is '_' or '-' or '+' || name.Any(letter => char.IsAsciiLetterUpper(letter) || letter is '*' or ',' or ' ' or '/'))
            {
                throw new ElasticsearchError(400, "invalid_index_name_exception", $"Invalid index name [{name}], must be lowercase");
            }

            _indices[name] = index = new StoredIndex(name, Templates.For(name));
        }

        return index;
    }

    /// <summary>The indices of a pattern: a name without <c>*</c> has to be there. Only under the gate.</summary>
    internal IReadOnlyList<StoredIndex> Resolve(string pattern)
    {
        List<StoredIndex> found = [];
        foreach (string one in pattern.Split(','))
        {
            found.AddRange(one.Contains('*', StringComparison.Ordinal)
                ? _indices.Values.Where(index => IndexMapping.Matches(one, index.Name))
                : [_indices.GetValueOrDefault(one) ?? throw new ElasticsearchError(404, "index_not_found_exception", $"no such index [{one}]")]);
        }

        return [.. found.Distinct()];
    }
}
