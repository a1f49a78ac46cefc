using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Tool;

/// <summary>Writes documents with <c>POST _bulk</c>, each under its event's id with the operation <c>index</c>, as the loader does. A request has up to 500 documents or 5 MiB.</summary>
internal sealed class BulkWriter(HttpClient http, IndexSettings settings)
{
    private const int MaxDocuments = 500;

    private const int MaxBytes = 5 * 1024 * 1024;

    private readonly IndexName _name = new(settings.Index, settings.DateSuffix);
    private readonly MemoryStream _body = new();
    private int _waiting;

    /// <summary>The indices that were written to, and how many documents to each.</summary>
    public SortedDictionary<string, int> Indices { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes a document, and writes those that wait where they are enough.</summary>
    public async Task AddAsync(LoaderDocument document, CancellationToken cancellationToken)
    {
        string index = _name.Of(document.Derived);
        _body.Write(Encoding.UTF8.GetBytes($$$"""{"index":{"_index":"{{{index}}}","_id":"{{{document.Id}}}"}}"""));
        _body.WriteByte((byte)'\n');
        _body.Write(document.Json.Span);
        _body.WriteByte((byte)'\n');
        Indices[index] = Indices.GetValueOrDefault(index) + 1;
        if (++_waiting >= MaxDocuments || _body.Length >= MaxBytes)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Writes those that wait.</summary>
    /// <exception cref="IndexException">They were not all written.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting == 0)
        {
            return;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.ElasticsearchRoot, "_bulk?refresh=true"))
        {
            Content = new ByteArrayContent(_body.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } },
        };
        if (settings.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("ApiKey", key);
        }

        int status;
        byte[] body;
        try
        {
            using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken);
            (status, body) = ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IndexException($"Elasticsearch at {settings.ElasticsearchRoot} cannot be asked (POST _bulk): {IndexException.CauseOf(exception)}. Check --elasticsearch, and that it runs.");
        }

        Check(status, body);
        _waiting = 0;
        _body.SetLength(0);
    }

    private void Check(int status, byte[] body)
    {
        try
        {
            if (status == 200)
            {
                using JsonDocument answer = JsonDocument.Parse(body);
                if (!answer.RootElement.GetProperty("errors").GetBoolean())
                {
                    return;
                }

                JsonElement[] refused = [.. answer.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("index")).Where(item => item.TryGetProperty("error", out _))];
                throw new IndexException(
                    $"{refused.Length} of {_waiting} documents were refused; the first, {refused[0].GetProperty("_id")} in {refused[0].GetProperty("_index")}: {Reason(refused[0].GetProperty("error"))} The others are written. Running this again is harmless.");
            }
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            // Told below.
        }

        throw new IndexException($"Elasticsearch at {settings.ElasticsearchRoot} did not take the documents (POST _bulk): it answered {IndexException.Quote(status, body)}{(status is 401 or 403 ? " An API key is read from ELASTICSEARCH_API_KEY." : "")}");
    }

    // The reason of a mapping that does not fit names the field; what is wrong with its value stands one cause deeper.
    private static string Reason(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return $"{error}";
        }

        string text = error.TryGetProperty("reason", out JsonElement reason) ? $"{reason}" : $"{error}";
        return error.TryGetProperty("caused_by", out JsonElement cause) && cause.TryGetProperty("reason", out JsonElement deeper) ? $"{text}: {deeper}" : text;
    }
}
