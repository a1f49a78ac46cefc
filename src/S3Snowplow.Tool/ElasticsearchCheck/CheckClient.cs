using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>An answer of the server that is checked.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its content; an empty object where it was no JSON.</param>
/// <param name="Bytes">How long it was.</param>
internal sealed record CheckAnswer(int Status, JsonNode Body, long Bytes)
{
    /// <summary>Whether it says that there is no such request: a version or a service that does not have it.</summary>
    public bool IsUnknown => Status is 405 or 501 || (Status == 400 && Body.ToJsonString().Contains("no handler found", StringComparison.Ordinal)) || (Status == 404 && Body["error"] is JsonValue) || Status == 410;

    /// <summary>For a message.</summary>
    public override string ToString()
    {
        string text = Body.ToJsonString();
        return $"{Status} {(text.Length > 300 ? text[..300] + "…" : text)}";
    }
}

/// <summary>Asks the server that is checked, as anybody could with curl, by the same credentials, signatures and certificates that reading has.</summary>
internal sealed class CheckClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly Uri _root;
    private readonly AuthenticationHeaderValue? _credentials;
    private readonly RequestSigning? _signing;
    private readonly TimeProvider _time;

    /// <summary>Makes a client.</summary>
    /// <param name="options">Where and who, checked before.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">No region is known to sign for.</exception>
    /// <exception cref="IOException">A file with a certificate cannot be read.</exception>
    public CheckClient(ElasticsearchOptions options, TimeProvider time)
    {
        (_root, _time) = (AddressOption.Root(options.Address!), time);
        _signing = RequestSigning.Create(options, options.Names, time);
        _http = ElasticsearchConnection.Create(options);
        _credentials = options switch
        {
            { ApiKey: { } key } => new("ApiKey", key),
            { UserName: { } name, Password: { } password } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))),
            _ => null,
        };
    }

    /// <summary>Asks.</summary>
    public Task<CheckAnswer> AskAsync(HttpMethod method, string path, string? body = null, CancellationToken cancellationToken = default) =>
        AskAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body), "application/json", cancellationToken);

    /// <summary>Writes lines for <c>_bulk</c>.</summary>
    public Task<CheckAnswer> BulkAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) => AskAsync(HttpMethod.Post, "_bulk?refresh=true", lines, "application/x-ndjson", cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<CheckAnswer> AskAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_root, path));
        request.Headers.Authorization = _credentials;
        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        }

        using var limit = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (_signing is not null)
            {
                await _signing.SignAsync(request, body ?? default, either.Token);
            }

            using HttpResponseMessage answer = await _http.SendAsync(request, either.Token);
            byte[] bytes = await answer.Content.ReadAsByteArrayAsync(either.Token);
            return new CheckAnswer((int)answer.StatusCode, Parse(bytes), bytes.Length);
        }
        catch (ElasticsearchException exception)
        {
            throw new IndexException(exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IndexException($"{_root} cannot be asked ({method} {path.Split('?')[0]}): {IndexException.CauseOf(exception)}.");
        }
    }

    private static JsonNode Parse(byte[] bytes)
    {
        try
        {
            return JsonNode.Parse(bytes) ?? new JsonObject();
        }
        catch (JsonException)
        {
            return new JsonObject { ["text"] = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, 200)) };
        }
    }
}
