using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>The judge's state as a document of Elasticsearch 7 to 9 or OpenSearch 1 to 3: of several judges exactly one tells.</summary>
/// <remarks>
/// <para>The first save is a <c>PUT INDEX/_create/judge</c>, each further one has <c>if_seq_no</c> and <c>if_primary_term</c> of what was loaded or saved last. What is refused then (409) was saved by another judge. The
/// index is made with the first save, and nothing in it is indexed; it is outside the pattern of the loader's. Needed are the privileges <c>read</c> and <c>index</c> on it, and <c>create_index</c> until it is there.</para>
/// <para>Where an answer is lost, the document that is there says by an id whose it is. Source: Elasticsearch Guide, "Optimistic concurrency control"; the same answers of OpenSearch 2.19 and 3.8, and of Elasticsearch 7.17,
/// 8.17 and 9.1.</para>
/// <para>Who deletes the index while judges run makes them begin anew: the numbers of a new index start from zero again. Used by one judge, one call after another.</para>
/// </remarks>
public sealed class ElasticsearchJudgeState : IJudgeState, IDisposable
{
    /// <summary>The index without another name.</summary>
    public const string DefaultIndex = "s3snowplow-state";

    /// <summary>How many bytes a state may have: as text in JSON they are a third more, and an answer has at most 64 MiB.</summary>
    internal const int MaxBytes = 45 * 1024 * 1024;

    private const string Document = "judge";

    // {"mappings":{"dynamic":false}}: what is kept is never searched.
    private static readonly byte[] NewIndex = "{\"mappings\":{\"dynamic\":false}}"u8.ToArray();

    private readonly ElasticsearchClient _client;
    private readonly string _index;
    private readonly string _place;

    // The ids of the saves whose answers were lost, one after another, and the version that they began from.
    private (string? Base, List<string> Ids)? _unknown;
    private bool _isThere;

    /// <summary>Makes the state.</summary>
    /// <param name="options">Where and who, and the pattern of the loader's indices; do not change them afterwards.</param>
    /// <param name="index">The index; the pattern of the loader's indices must not match it.</param>
    /// <param name="http">Sends; without one, a client of its own.</param>
    /// <param name="timeProvider">The clock of signatures and time limits; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is wrong, or the index is no name or one of the pattern's; the message has all that are.</exception>
    public ElasticsearchJudgeState(ElasticsearchOptions options, string index = DefaultIndex, HttpClient? http = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(index);
        SettingNames names = options.Names;
        if ((string[])[.. options.Validate(), .. new[] { StateIndex.Problem(index, options.IndexPattern, names) }.OfType<string>()] is { Length: > 0 } errors)
        {
            throw new ArgumentException("The judge's state cannot be kept in Elasticsearch: " + string.Join(" ", errors), nameof(options));
        }

        _index = index;
        _client = new ElasticsearchClient(options, new ElasticsearchFields(options, names), http, timeProvider ?? TimeProvider.System);
        _place = $"index '{index}' of {_client.Where}";
    }

    /// <inheritdoc/>
    public async Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default)
    {
        SavedDocument? present = await GetAsync(cancellationToken).ConfigureAwait(false);
        _unknown = null;
        return present is { } saved ? new SavedJudgeState(saved.Content, saved.Version) { Place = _place } : null;
    }

    /// <inheritdoc/>
    public async Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default)
    {
        if (content.Length > MaxBytes)
        {
            throw NotSaved($"it has {Size(content.Length)}, and a document may have {Size(MaxBytes)} here");
        }

        string? begun = version;
        List<string> ids = [];
        if (_unknown is { } unknown)
        {
            // Somebody else's version stays somebody else's; one's own of before counts as saved.
            SavedDocument? present = await GetAsync(cancellationToken).ConfigureAwait(false);
            _unknown = null;
            if (version == unknown.Base)
            {
                ids = unknown.Ids;
                version = present is { } own && ids.Contains(own.Id) ? own.Version : version;
            }
        }

        if (version is null && !_isThere)
        {
            await MakeIndexAsync(cancellationToken).ConfigureAwait(false);
        }

        string id = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        ids.Add(id);
        _unknown = (begun, ids);
        string path = version is null ? $"{_index}/_create/{Document}" : $"{_index}/_doc/{Document}?{Condition(version)}";
        ReadOnlyMemory<byte> body = StateDocument.Write(id, content.Span);
        (HttpStatusCode status, JsonDocument? answer) = await SendAsync(HttpMethod.Put, path, body, "cannot be saved", ", and whether it was saved is not known", cancellationToken).ConfigureAwait(false);
        using (answer)
        {
            switch (status)
            {
                case HttpStatusCode.OK or HttpStatusCode.Created when answer is not null && VersionOf(answer.RootElement) is { } saved:
                    (_unknown, _isThere) = (null, true);
                    return saved;
                case HttpStatusCode.Conflict:
                    return await AfterConflictAsync(id, cancellationToken).ConfigureAwait(false);
                case HttpStatusCode.NotFound when Cause(answer).Type == ElasticsearchFailure.NoSuchIndex:
                    // Deleted in between: what was known is gone with it.
                    (_unknown, _isThere) = (null, false);
                    return null;
                case >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout:
                    throw NotSaved($"{Told(status, answer)}, and whether it was saved is not known");
                default:
                    _unknown = null;
                    throw NotSaved(Refusal(status, Cause(answer), Told(status, answer), body.Length));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // A proxy that sends a request a second time gets a conflict with the first one, which succeeded.
    private async Task<string?> AfterConflictAsync(string id, CancellationToken cancellationToken)
    {
        SavedDocument? present = await GetAsync(cancellationToken).ConfigureAwait(false);
        _unknown = null;
        return present is { } saved && saved.Id == id ? saved.Version : null;
    }

    private async Task MakeIndexAsync(CancellationToken cancellationToken)
    {
        if (await GetAsync(cancellationToken).ConfigureAwait(false) is not null || _isThere)
        {
            return;
        }

        (HttpStatusCode status, JsonDocument? answer) = await SendAsync(HttpMethod.Put, _index, NewIndex, "cannot be saved", "", cancellationToken).ConfigureAwait(false);
        using (answer)
        {
            // Of several judges that begin, one makes it.
            if (status is not (HttpStatusCode.OK or HttpStatusCode.Created) && Cause(answer).Type is not ("resource_already_exists_exception" or "index_already_exists_exception"))
            {
                throw NotSaved($"its index cannot be made: {Told(status, answer)}. Allow it to these credentials, or make it: PUT {_index} {{\"mappings\":{{\"dynamic\":false}}}}");
            }
        }

        _isThere = true;
    }

    private async Task<SavedDocument?> GetAsync(CancellationToken cancellationToken)
    {
        (HttpStatusCode status, JsonDocument? answer) = await SendAsync(HttpMethod.Get, $"{_index}/_doc/{Document}", body: null, "cannot be read", "", cancellationToken).ConfigureAwait(false);
        using (answer)
        {
            JsonElement root = answer?.RootElement ?? default;
            bool isDocument = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("found", out _);
            if (status == HttpStatusCode.NotFound && (isDocument || Cause(answer).Type == ElasticsearchFailure.NoSuchIndex))
            {
                _isThere = isDocument;
                return null;
            }

            if (status != HttpStatusCode.OK || !isDocument || VersionOf(root) is not { } version || !root.TryGetProperty("_source", out JsonElement source))
            {
                throw NotRead(status == HttpStatusCode.OK ? "the answer is not that of a document with _seq_no and _source" : Refusal(status, Cause(answer), Told(status, answer), size: 0));
            }

            _isThere = true;
            try
            {
                (string id, byte[] content) = StateDocument.Read(source);
                return new SavedDocument(id, version, content);
            }
            catch (InvalidDataException exception)
            {
                throw NotRead($"{exception.Message}. Delete the document '{Document}' to begin anew, or name another index", exception);
            }
        }
    }

    private async Task<(HttpStatusCode Status, JsonDocument? Answer)> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string what, string unknown, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(method, path, body, cancellationToken).ConfigureAwait(false);
        }
        catch (ElasticsearchException exception)
        {
            throw Failed(what, exception.Message.TrimEnd('.') + unknown, exception);
        }
    }

    private static string Refusal(HttpStatusCode status, ErrorCause cause, string told, int size) => (status, cause.Type) switch
    {
        (HttpStatusCode.TooManyRequests, ElasticsearchFailure.Block) => $"a disk of the cluster is too full, so that its indices refuse to be written ({told})",
        (_, ElasticsearchFailure.Block) => $"its index has a block, which is no matter of credentials ({told}); lift it (index.blocks)",
        (HttpStatusCode.Unauthorized, _) => $"the cluster does not take the credentials ({told})",
        (HttpStatusCode.Forbidden, _) => $"the credentials may not do that ({told}); they need the privileges read and index on the index",
        (HttpStatusCode.RequestEntityTooLarge, _) => $"the cluster, or what stands before it, takes no document of {Size(size)} ({told}); raise http.max_content_length, or keep the state elsewhere",
        (HttpStatusCode.TooManyRequests, _) => $"the cluster has too much to do ({told})",
        _ => told,
    };

    private static ErrorCause Cause(JsonDocument? answer) => answer is null ? new ErrorCause("", "") : ErrorCause.Of(answer.RootElement);

    private static string Told(HttpStatusCode status, JsonDocument? answer) => $"status {(int)status}, {Cause(answer)}";

    private static string? VersionOf(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("_seq_no", out JsonElement number) && number.TryGetInt64(out long seqNo) && answer.TryGetProperty("_primary_term", out JsonElement term) && term.TryGetInt64(out long primaryTerm)
            ? string.Create(CultureInfo.InvariantCulture, $"{seqNo}-{primaryTerm}")
            : null;

    private static string Condition(string version) =>
        version.Split('-') is [var seqNo, var primaryTerm] && long.TryParse(seqNo, NumberStyles.None, CultureInfo.InvariantCulture, out _) && long.TryParse(primaryTerm, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? $"if_seq_no={seqNo}&if_primary_term={primaryTerm}"
            : throw new ArgumentException($"'{version}' is no version of a state in Elasticsearch.", nameof(version));

    private static string Size(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MiB");

    private IOException NotSaved(string reason) => Failed("cannot be saved", reason, cause: null);

    private IOException NotRead(string reason, Exception? cause = null) => Failed("cannot be read", reason, cause);

    private IOException Failed(string what, string reason, Exception? cause) =>
        new($"The judge's state in {_place} {what}: {reason}. {(what == "cannot be read" ? "Nothing is judged until it can." : "Nothing is told until it can; the next run tries it again.")}", cause);

    private readonly record struct SavedDocument(string Id, string Version, byte[] Content);
}
