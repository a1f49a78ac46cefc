using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace S3Snowplow.Tool;

/// <summary>
/// Reads the good events of Snowplow Micro as documents, whichever version it is. Micro 4 has pages of documents, Micro 3 all of them in one answer, and Micro 1 and 2 good events with
/// envelopes in one answer; that one is read as it comes, so that memory holds a page at a time.
/// </summary>
/// <remarks>Source: Snowplow Micro 1.7.2, asked; 3.0.1 and 4.5.2, <c>Routing</c>.</remarks>
internal sealed class MicroEvents(HttpClient http, Uri root)
{
    private const int PageSize = 500;

    // An event that failed is in Micro 3's list too, and is told by the entity with the failure; the loader does not get it.
    private const string Failure = "contexts_com_snowplowanalytics_snowplow_failure_1";

    /// <summary>Which version it is, once it is known: <c>Micro 4</c>.</summary>
    public string Version { get; private set; } = "Micro";

    /// <summary>How many events that failed were left out.</summary>
    public int Failed { get; private set; }

    /// <summary>Asks for the version, and reads.</summary>
    /// <exception cref="IndexException">It cannot be asked, or is no Micro.</exception>
    public async IAsyncEnumerable<LoaderDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await RefuseCollectorAsync(cancellationToken);
        List<string> answers = [];
        using (HttpResponseMessage pages = await AskAsync(HttpMethod.Post, "micro/events", Query(1), cancellationToken))
        {
            if (await IsJsonAsync(pages, "POST", "micro/events", answers, cancellationToken))
            {
                Version = "Micro 4";
                await foreach (LoaderDocument document in PagesAsync(pages, cancellationToken))
                {
                    yield return document;
                }

                yield break;
            }
        }

        foreach ((string path, string version) in new[] { ("micro/events", "Micro 3"), ("micro/good", "Micro 1 or 2") })
        {
            using HttpResponseMessage list = await AskAsync(HttpMethod.Get, path, null, cancellationToken);
            if (await IsJsonAsync(list, "GET", path, answers, cancellationToken))
            {
                Version = version;
                await foreach (JsonElement one in ElementsAsync(list, path, cancellationToken))
                {
                    if (IsFailed(one))
                    {
                        Failed++;
                        continue;
                    }

                    yield return Read(() => path == "micro/good" ? LoaderDocument.Flatten(one) : LoaderDocument.Take(one), path);
                }

                yield break;
            }
        }

        throw new IndexException($"At {root} there is no Snowplow Micro of version 1 to 4, or one without its API. It answered {string.Join("; ", answers)}. Check --micro.");
    }

    // To a collector, every path of two segments is an event. So the first question is one that no collector keeps.
    private async Task RefuseCollectorAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await AskAsync(HttpMethod.Get, "micro", null, cancellationToken);
        byte[] body = await BodyAsync(answer, cancellationToken);
        if ((int)answer.StatusCode == 404 && body.AsSpan().StartsWith("404 "u8))
        {
            throw new IndexException($"At {root} there is a Snowplow collector and no Snowplow Micro: it answered {IndexException.Quote(404, body)} to GET micro. Check --micro. A real pipeline has a loader instead of this command.");
        }
    }

    private async IAsyncEnumerable<LoaderDocument> PagesAsync(HttpResponseMessage first, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = first;
        for (int page = 1, pages = 1; page <= pages; page++)
        {
            if (page > 1)
            {
                answer = await AskAsync(HttpMethod.Post, "micro/events", Query(page), cancellationToken);
            }

            byte[] body = await BodyAsync(answer, cancellationToken);
            int status = (int)answer.StatusCode;
            if (page > 1)
            {
                answer.Dispose();
            }

            using JsonDocument content = Read(() => JsonDocument.Parse(body), "micro/events", status, body);
            (pages, JsonElement events) = Read(() => (content.RootElement.GetProperty("totalPages").GetInt32(), content.RootElement.GetProperty("events")), "micro/events", status, body);
            foreach (JsonElement one in events.EnumerateArray())
            {
                yield return Read(() => LoaderDocument.Take(one), "micro/events");
            }
        }
    }

    private async IAsyncEnumerable<JsonElement> ElementsAsync(HttpResponseMessage answer, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await using IAsyncEnumerator<JsonElement> elements = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(body, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await elements.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception exception) when (exception is JsonException or IOException or HttpRequestException)
            {
                throw new IndexException($"The answer of {Version} at {new Uri(root, path)} is not whole: {IndexException.CauseOf(exception)}");
            }

            yield return elements.Current;
        }
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(root, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IndexException($"Snowplow Micro at {root} cannot be asked ({method} {path}): {IndexException.CauseOf(exception)}. Check --micro, and that Micro runs.");
        }
    }

    // A collector, and whatever else answers 200 to everything, does not answer with JSON.
    private static async Task<bool> IsJsonAsync(HttpResponseMessage answer, string method, string path, List<string> answers, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType is "application/json")
        {
            return true;
        }

        answers.Add($"{IndexException.Quote((int)answer.StatusCode, await BodyAsync(answer, cancellationToken))} to {method} {path}");
        return false;
    }

    private static bool IsFailed(JsonElement one) => one.ValueKind == JsonValueKind.Object
        && ((one.TryGetProperty("incomplete", out JsonElement incomplete) && incomplete.ValueKind == JsonValueKind.True) || one.TryGetProperty(Failure, out _));

    // What an answer has to be, and is not, is the address's fault, not this program's.
    private T Read<T>(Func<T> read, string path, int status = 200, byte[]? body = null)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new IndexException($"The answer of {Version} at {new Uri(root, path)} is not what Micro answers: {exception.Message}{(body is null ? "" : $" It was {IndexException.Quote(status, body)}")}");
        }
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new IndexException($"The answer of {answer.RequestMessage!.RequestUri} is not whole: {IndexException.CauseOf(exception)}");
        }
    }

    // In an order that does not change while events come, so that none is left out between two pages.
    private static byte[] Query(int page) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        filters = Array.Empty<object>(),
        validEvents = true,
        sorting = new { column = "event_id", desc = false },
        page,
        pageSize = PageSize,
    });
}
