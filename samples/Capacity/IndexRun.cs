using System.Net.Http.Headers;
using System.Text.Json;

namespace S3Snowplow.CapacitySample;

/// <summary>What the command line of <c>index</c> asked for.</summary>
internal sealed record IndexSettings(string Micro, string Elasticsearch, string Index);

/// <summary>
/// Does for Snowplow Micro what Snowplow's Elasticsearch loader does for a pipeline: reads its good events in the form of documents, and writes each under its event's id,
/// so that an event that comes twice is one document. Exit code 0: all are written; 1: not all; 2: the settings are wrong.
/// </summary>
internal static class IndexRun
{
    private const int PageSize = 500;

    public static async Task<int> RunAsync(IndexSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (!TryRoot(settings.Micro, out Uri micro) || !TryRoot(settings.Elasticsearch, out Uri elasticsearch))
        {
            await errors.WriteLineAsync("--micro and --elasticsearch have to be http:// or https:// addresses.");
            return 2;
        }

        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            int events = 0;
            for (int page = 1, pages = 1; page <= pages; page++)
            {
                using JsonDocument answer = await PostAsync(http, new Uri(micro, "micro/events"), Query(page), "application/json", cancellationToken);
                pages = answer.RootElement.GetProperty("totalPages").GetInt32();
                JsonElement[] documents = [.. answer.RootElement.GetProperty("events").EnumerateArray()];
                if (documents.Length > 0 && await WriteAsync(http, elasticsearch, settings.Index, documents, cancellationToken) is { } problem)
                {
                    await errors.WriteLineAsync(problem);
                    return 1;
                }

                events += documents.Length;
            }

            await output.WriteLineAsync($"{events} events of Micro are in the index {settings.Index}.");
            return 0;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await errors.WriteLineAsync($"{(exception is HttpRequestException ? "An address cannot be asked" : "An answer is not that of Micro or Elasticsearch")}: {exception.Message}");
            return 1;
        }
    }

    // In the order of arrival, so that events that come meanwhile are behind the last page and move none to another.
    private static byte[] Query(int page) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("filters"u8);
        writer.WriteEndArray();
        writer.WriteBoolean("validEvents"u8, true);
        writer.WriteStartObject("sorting"u8);
        writer.WriteString("column"u8, "collector_tstamp"u8);
        writer.WriteBoolean("desc"u8, false);
        writer.WriteEndObject();
        writer.WriteNumber("page"u8, page);
        writer.WriteNumber("pageSize"u8, PageSize);
        writer.WriteEndObject();
    });

    private static async Task<string?> WriteAsync(HttpClient http, Uri elasticsearch, string index, JsonElement[] documents, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        foreach (JsonElement document in documents)
        {
            string id = document.GetProperty("event_id").GetString()!;
            body.Write(Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("index"u8);
                writer.WriteString("_index"u8, index);
                writer.WriteString("_id"u8, id);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }));
            body.WriteByte((byte)'\n');
            body.Write(Json(document.WriteTo));
            body.WriteByte((byte)'\n');
        }

        using JsonDocument answer = await PostAsync(http, new Uri(elasticsearch, "_bulk?refresh=true"), body.ToArray(), "application/x-ndjson", cancellationToken);
        if (!answer.RootElement.GetProperty("errors").GetBoolean())
        {
            return null;
        }

        JsonElement[] refused = [.. answer.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("index")).Where(item => item.TryGetProperty("error", out _))];
        return $"{refused.Length} of {documents.Length} documents were refused; the first, {refused[0].GetProperty("_id")}: {refused[0].GetProperty("error").GetProperty("reason")}";
    }

    private static async Task<JsonDocument> PostAsync(HttpClient http, Uri address, byte[] body, string type, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        using HttpResponseMessage answer = await http.PostAsync(address, content, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            write(writer);
        }

        return stream.ToArray();
    }

    private static bool TryRoot(string text, out Uri root) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out root!) && root.Scheme is "http" or "https";
}
