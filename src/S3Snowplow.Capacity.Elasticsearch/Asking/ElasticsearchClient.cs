using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Asks Elasticsearch over HTTP: credentials or signature, time limit, bounded answers.</summary>
internal sealed class ElasticsearchClient : IDisposable
{
    // A page of ten thousand documents or buckets has about 3 MB.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly ElasticsearchOptions _options;
    private readonly ElasticsearchFields _fields;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Uri _root;
    private readonly ConnectionFailure _failure;
    private readonly AuthenticationHeaderValue? _credentials;
    private readonly RequestSigning? _signing;

    /// <param name="options">Where and who.</param>
    /// <param name="fields">The names for messages.</param>
    /// <param name="http">Sends; <see langword="null"/>: a client of its own.</param>
    /// <param name="time">The clock of time limits and signatures.</param>
    /// <exception cref="ArgumentException">Settings do not go together with a client that is given, or no region is known to sign for.</exception>
    public ElasticsearchClient(ElasticsearchOptions options, ElasticsearchFields fields, HttpClient? http, TimeProvider time)
        : this(options, fields, http, time, RequestSigning.Create(options, fields.Names, time))
    {
    }

    internal ElasticsearchClient(ElasticsearchOptions options, ElasticsearchFields fields, HttpClient? http, TimeProvider time, RequestSigning? signing)
    {
        if (http is not null && (options.ClientCertificate is not null || options.CertificateAuthority is not null || options.ConfigureHandler is not null))
        {
            throw new ArgumentException(
                $"{fields.Names.Of(nameof(options.ClientCertificate))}, {fields.Names.Of(nameof(options.CertificateAuthority))} and {fields.Names.Of(nameof(options.ConfigureHandler))} are for the client that this package makes; an HttpClient that is given has its own.", nameof(http));
        }

        (_options, _fields, _time, _ownsHttp, _signing) = (options, fields, time, http is null, signing);
        _http = http ?? ElasticsearchConnection.Create(options);
        string address = options.Address!.AbsoluteUri;
        _root = new Uri(address.EndsWith('/') ? address : address + "/");
        _failure = new ConnectionFailure(_root, fields.Names, _ownsHttp);
        _credentials = options switch
        {
            { ApiKey: { } key } => new("ApiKey", key),
            { UserName: { } name, Password: { } password } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))),
            _ => null,
        };
    }

    /// <summary>The host and the port that are asked.</summary>
    public string Where => _failure.Where;

    /// <summary>Asks the indices of the pattern, and gives the answer as it was.</summary>
    /// <param name="path">The path behind the index pattern.</param>
    /// <param name="body">The body of a POST; <see langword="null"/> for a GET.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ElasticsearchException">There is no answer, or none that is a success.</exception>
    public async Task<JsonDocument> AskAsync(string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, JsonDocument? answer) = await SendAsync(body is null ? HttpMethod.Get : HttpMethod.Post, $"{_options.IndexPattern}/{path}", body, cancellationToken).ConfigureAwait(false);
        if (status == HttpStatusCode.OK)
        {
            return answer!;
        }

        using (answer)
        {
            throw ElasticsearchFailure.Of(status, answer is null ? new ErrorCause("", "") : ErrorCause.Of(answer.RootElement), _fields, _options);
        }
    }

    /// <summary>Sends a request, and gives the status and the answer, whatever it is.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path from the root on, with the query.</param>
    /// <param name="body">The body, JSON; <see langword="null"/>: none.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The answer; <see langword="null"/> where one other than 200 or 201 is no JSON.</returns>
    /// <exception cref="ElasticsearchException">There is no answer, or it is no Elasticsearch's: whether the request was carried out is not known.</exception>
    public async Task<(HttpStatusCode Status, JsonDocument? Answer)> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = await RequestAsync(method, path, body, either.Token).ConfigureAwait(false);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            ReadOnlyMemory<byte> answer = await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
            return (response.StatusCode, Parse(response, answer));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            string setting = _fields.Names.Has(nameof(_options.RequestTimeout)) ? $" ({_fields.Called(nameof(_options.RequestTimeout))})" : "";
            throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"{Where} did not answer within {_options.RequestTimeout}{setting}.", exception);
        }
        catch (Exception exception) when (ConnectionFailure.IsOne(exception))
        {
            throw _failure.Of(exception);
        }
    }

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private async Task<HttpRequestMessage> RequestAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, new Uri(_root, path));
        request.Headers.Authorization = _credentials;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (_signing is not null)
        {
            await _signing.SignAsync(request, body ?? default, cancellationToken).ConfigureAwait(false);
        }

        return request;
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (true)
            {
                int count = await stream.ReadAsync(bytes.GetMemory(16 * 1024), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return bytes.WrittenMemory;
                }

                bytes.Advance(count);
                if (bytes.WrittenCount > MaxAnswerBytes)
                {
                    string settings = _fields.Names.Any(nameof(_options.DocumentsPerPage), nameof(_options.MaxBuckets), nameof(_options.PageSize));
                    throw new ElasticsearchException(ElasticsearchProblem.Refused, $"An answer has more than {MaxAnswerBytes / 1024 / 1024} MiB.{(settings.Length > 0 ? $" Lower {settings}." : "")}");
                }
            }
        }
    }

    private JsonDocument? Parse(HttpResponseMessage response, ReadOnlyMemory<byte> answer)
    {
        try
        {
            return !ConnectionFailure.IsRedirect(response.StatusCode) ? JsonDocument.Parse(answer) : throw _failure.OfAnswer(response, answer.Span, exception: null);
        }
        catch (JsonException exception) when (response.IsSuccessStatusCode || (response.StatusCode == HttpStatusCode.NotFound && ConnectionFailure.IsPage(response, answer.Span)))
        {
            throw _failure.OfAnswer(response, answer.Span, exception);
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status has to do.
            return null;
        }
    }
}
