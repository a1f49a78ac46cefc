using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Asks Elasticsearch over HTTP: credentials, time limit, bounded answers.</summary>
internal sealed class ElasticsearchClient : IDisposable
{
    // A page of ten thousand buckets has about 3 MB.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private readonly ElasticsearchOptions _options;
    private readonly ElasticsearchFields _fields;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Uri _root;
    private readonly AuthenticationHeaderValue? _credentials;

    public ElasticsearchClient(ElasticsearchOptions options, ElasticsearchFields fields, HttpClient? http, TimeProvider time)
    {
        (_options, _fields, _time, _ownsHttp) = (options, fields, time, http is null);
#pragma warning disable CA2000 // The client owns its handler.
        _http = http ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.GZip })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
        string address = options.Address!.AbsoluteUri;
        _root = new Uri(address.EndsWith('/') ? address : address + "/");
        _credentials = options switch
        {
            { ApiKey: { } key } => new("ApiKey", key),
            { UserName: { } name, Password: { } password } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))),
            _ => null,
        };
    }

    /// <summary>Asks, and gives the answer as it was.</summary>
    /// <param name="path">The path behind the index pattern.</param>
    /// <param name="body">The body of a POST; <see langword="null"/> for a GET.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ElasticsearchException">There is no answer, or none that is a success.</exception>
    public async Task<JsonDocument> AskAsync(string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_root, $"{_options.IndexPattern}/{path}"));
        request.Headers.Authorization = _credentials;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            ReadOnlyMemory<byte> answer = await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                using JsonDocument? error = TryParse(answer);
                throw ElasticsearchFailure.Of(response.StatusCode, error?.RootElement, _fields, _options.IndexPattern);
            }

            return JsonDocument.Parse(answer);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"{Where} did not answer within {_options.RequestTimeout} ({_fields.Called(nameof(_options.RequestTimeout))}).", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is IOException and not ElasticsearchException))
        {
            string what = exception is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } failed ? failed.HttpRequestError.ToString() : exception.GetType().Name;
            throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"{Where} cannot be asked, or is no Elasticsearch ({what}).", exception);
        }
    }

    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private string Where => _root.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

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
                    throw new ElasticsearchException(ElasticsearchProblem.Refused, $"An answer has more than {MaxAnswerBytes / 1024 / 1024} MiB. Lower {_fields.Called(nameof(_options.PageSize))} or {_fields.Called(nameof(_options.MaxBuckets))}.");
                }
            }
        }
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> answer)
    {
        try
        {
            return JsonDocument.Parse(answer);
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status has to do.
            return null;
        }
    }
}
