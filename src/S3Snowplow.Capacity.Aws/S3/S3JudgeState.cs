using System.Net;
using System.Security.Cryptography;

namespace S3Snowplow.Capacity.Aws;

/// <summary>The judge's state in an object of Amazon S3, or of another store that speaks its protocol: of several judges exactly one tells.</summary>
/// <remarks>
/// <para>The first save is a <c>PUT</c> with <c>If-None-Match: *</c>, each further one with <c>If-Match</c> and the version that was loaded or saved last. What the store refuses then (412, or 409 while
/// another one is being written) was saved by another judge. Needed are the permissions <c>s3:GetObject</c> and <c>s3:PutObject</c> on the object, and <c>s3:ListBucket</c> on the bucket.</para>
/// <para>A store that does not know such conditions would let two judges tell: the first save of a process tries it, and says so. Source: Amazon S3 User Guide, "How to prevent object overwrites with
/// conditional writes".</para>
/// <para>Used by one judge, one call after another.</para>
/// </remarks>
public sealed class S3JudgeState : IJudgeState, IDisposable
{
    /// <summary>How many bytes a state may have that is loaded.</summary>
    internal const long MaxBytes = 256 * 1024 * 1024;

    private readonly S3Object _object;

    // What was sent when there was no answer, and what it was based on: whether it was saved shows when it is asked for again.
    private (string? Base, byte[] Hash)? _unknown;
    private bool _isTried;

    // By the book a version stands in quotes. Ceph 16 compares them too, and finds no version equal. Null: not known yet.
    private bool? _isQuoted;

    /// <summary>Makes the state.</summary>
    /// <param name="options">Which object; do not change them afterwards.</param>
    /// <param name="http">Sends; without one, a client of its own that follows no redirects.</param>
    /// <param name="timeProvider">The clock of signatures and time limits; the system's by default.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    public S3JudgeState(S3ObjectOptions options, HttpClient? http = null, TimeProvider? timeProvider = null) => _object = new S3Object(options, http, timeProvider);

    /// <summary>Makes the state that the variable <c>JUDGE_STATE</c> names: <c>s3://BUCKET/KEY</c>; <see langword="null"/> where it is not set, or names an index of Elasticsearch (<c>elasticsearch:INDEX</c>), which S3Snowplow.Capacity.Elasticsearch reads.</summary>
    /// <remarks>Region and credentials are those of the environment; another store is set by <c>AWS_ENDPOINT_URL_S3</c> or <c>AWS_ENDPOINT_URL</c>, as for Amazon's own tools.</remarks>
    /// <exception cref="RelayOptionsException">It is of another form; the message has no key.</exception>
    public static S3JudgeState? FromEnvironment() => From(Environment.GetEnvironmentVariable);

    internal static S3JudgeState? From(Func<string, string?> variable)
    {
        if (variable("JUDGE_STATE") is not { Length: > 0 } address || address.StartsWith("elasticsearch:", StringComparison.Ordinal))
        {
            return null;
        }

        S3ObjectOptions options;
        try
        {
            options = S3ObjectOptions.Parse(address);
        }
        catch (FormatException exception)
        {
            throw new RelayOptionsException([$"JUDGE_STATE is not usable. {exception.Message}"]);
        }

        options.Endpoint = EndpointVariable.Find(variable, "AWS_ENDPOINT_URL_S3");
        return options.Validate() is { Count: > 0 } errors ? throw new RelayOptionsException([.. errors.Select(error => $"JUDGE_STATE is not usable: {error}")]) : new S3JudgeState(options);
    }

    /// <inheritdoc/>
    public async Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default)
    {
        S3Answer answer = await GetAsync(cancellationToken).ConfigureAwait(false);
        _unknown = null;
        return answer.Status == HttpStatusCode.NotFound ? null : new SavedJudgeState(answer.Content, answer.ETag);
    }

    /// <inheritdoc/>
    public async Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default)
    {
        byte[] bytes = content.ToArray();
        if (_unknown is not null)
        {
            version = await VersionAfterUnknownAsync(version, cancellationToken).ConfigureAwait(false);
        }

        S3Answer answer = await PutAsync(bytes, version, cancellationToken).ConfigureAwait(false);
        if (answer.Status is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict || (answer.Status == HttpStatusCode.NotFound && answer.Code != "NoSuchBucket"))
        {
            return null;
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            throw NotSaved(answer.Reason);
        }

        if (answer.ETag.Length == 0)
        {
            throw NotSaved("the store does not say which version it wrote (no header ETag)");
        }

        if (!_isTried)
        {
            await TryConditionAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        return answer.ETag;
    }

    /// <inheritdoc/>
    public void Dispose() => _object.Dispose();

    private async Task<S3Answer> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            S3Answer answer = await _object.GetAsync(unlessETag: null, MaxBytes, cancellationToken).ConfigureAwait(false);
            return answer.Status switch
            {
                HttpStatusCode.OK when answer.ETag.Length == 0 => throw new IOException("the store does not say which version it is (no header ETag)"),
                HttpStatusCode.OK => answer,
                HttpStatusCode.NotFound when answer.Code != "NoSuchBucket" => answer,
                _ => throw new IOException(answer.Reason),
            };
        }
        catch (IOException exception)
        {
            throw new IOException($"The judge's state in bucket '{_object.Bucket}' cannot be read: {exception.Message}. Nothing is judged until it can.", exception);
        }
    }

    // Somebody else's version stays somebody else's; one's own of before counts as saved.
    private async Task<string?> VersionAfterUnknownAsync(string? version, CancellationToken cancellationToken)
    {
        (string? before, byte[] hash) = _unknown!.Value;
        S3Answer present = await GetAsync(cancellationToken).ConfigureAwait(false);
        _unknown = null;
        return version == before && present.Status == HttpStatusCode.OK && hash.AsSpan().SequenceEqual(SHA256.HashData(present.Content)) ? present.ETag : version;
    }

    private async Task<S3Answer> PutAsync(byte[] content, string? version, CancellationToken cancellationToken)
    {
        if (version is null)
        {
            return await SendAsync(content, version, ("If-None-Match", "*"), cancellationToken).ConfigureAwait(false);
        }

        if (_isQuoted is not false)
        {
            S3Answer answer = await SendAsync(content, version, ("If-Match", version), cancellationToken).ConfigureAwait(false);
            _isQuoted ??= answer.Status == HttpStatusCode.OK ? true : null;
            if (_isQuoted is true || answer.Status != HttpStatusCode.PreconditionFailed)
            {
                return answer;
            }
        }

        // Either another judge's version is there, and then it is refused again, or the store compares without quotes.
        S3Answer plain = await SendAsync(content, version, ("If-Match", version.Trim('"')), cancellationToken).ConfigureAwait(false);
        _isQuoted ??= plain.Status == HttpStatusCode.OK ? false : null;
        return plain;
    }

    private async Task<S3Answer> SendAsync(byte[] content, string? version, (string, string) condition, CancellationToken cancellationToken)
    {
        _unknown = (version, SHA256.HashData(content));
        try
        {
            S3Answer answer = await _object.PutAsync(content, condition, cancellationToken).ConfigureAwait(false);
            if (!answer.IsTransient)
            {
                _unknown = null;
            }

            return answer;
        }
        catch (IOException exception)
        {
            throw NotSaved($"{exception.Message}, and whether it was saved is not known", exception);
        }
    }

    // The object is there, so this has to be refused; where it is not, the same content is written again and no harm done.
    private async Task TryConditionAsync(byte[] content, CancellationToken cancellationToken)
    {
        S3Answer answer;
        try
        {
            answer = await _object.PutAsync(content, ("If-None-Match", "*"), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The state is saved; it is tried with the next one.
            return;
        }

        if (answer.Status == HttpStatusCode.OK)
        {
            throw NotSaved("the store writes an object also where a condition (If-None-Match) forbids it, so two judges would both tell. It takes a store with conditional writes, or another place for the state");
        }

        _isTried = !answer.IsTransient;
    }

    private IOException NotSaved(string reason, Exception? cause = null) =>
        new($"The judge's state in bucket '{_object.Bucket}' cannot be saved: {reason}. Nothing is told until it can; the next run tries it again.", cause);
}
