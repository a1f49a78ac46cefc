using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Testing;

/// <summary>
/// Snowplow Micro's REST API, for tests that are to run against Micro as well. In-process tests have the same, typed, on
/// <see cref="LocalCollector"/>.
/// </summary>
/// <remarks>Not here: timeline, columns, user interface and authentication. Source: Snowplow documentation, "Snowplow Micro API" (Micro 4.5).</remarks>
internal sealed class MicroApi(EventStore store, SchemaRegistry registry, Action reset, TimeProvider time)
{
    private const string Endpoints = "Supported endpoints: /micro/all, /micro/good, /micro/bad, /micro/events, /micro/reset, /micro/iglu/{vendor}/{name}/jsonschema/{version}";

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The path behind <c>/micro</c>.</param>
    public async Task HandleAsync(HttpContext context, string path)
    {
        try
        {
            await DispatchAsync(context, path).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            await PlainText.AnswerAsync(context, StatusCodes.Status400BadRequest, $"The filter cannot be read: {e.Message}").ConfigureAwait(false);
        }
    }

    private async Task DispatchAsync(HttpContext context, string path)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (!isPost && !HttpMethods.IsGet(context.Request.Method))
        {
            await PlainText.AnswerAsync(context, StatusCodes.Status404NotFound, Endpoints).ConfigureAwait(false);
            return;
        }

        var body = isPost ? await ReadAsync(context).ConfigureAwait(false) : default;
        await (path switch
        {
            "/all" => JsonAsync(context, WriteCounts),
            "/good" => JsonAsync(context, writer => WriteArray(writer, new MicroFilter(body).Apply(store.Good), MicroEvents.WriteGood)),
            "/bad" => JsonAsync(context, writer => WriteArray(writer, new MicroFilter(body).Apply(store.Bad), MicroEvents.WriteBad)),
            "/events" when isPost => JsonAsync(context, writer => new EventsQuery(body).Write(writer, store.Good)),
            "/reset" => ResetAsync(context),
            _ when !isPost && path.StartsWith("/iglu/", StringComparison.Ordinal) => SchemaAsync(context, path["/iglu/".Length..]),
            _ => PlainText.AnswerAsync(context, StatusCodes.Status404NotFound, Endpoints),
        }).ConfigureAwait(false);
    }

    private Task ResetAsync(HttpContext context)
    {
        reset();
        return PlainText.AnswerAsync(context, StatusCodes.Status200OK, "Reset completed");
    }

    private Task SchemaAsync(HttpContext context, string address)
    {
        if (SchemaKey.TryParse($"iglu:{address}", out var key) && registry.Find(key) is { } text)
            return JsonAsync(context, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text));
        return JsonAsync(context, StatusCodes.Status404NotFound, JsonBytes.Write(WriteNotFound));
    }

    private void WriteCounts(Utf8JsonWriter writer)
    {
        var counts = store.Counts;
        writer.WriteStartObject();
        writer.WriteNumber("total", counts.Total);
        writer.WriteNumber("good", counts.Good);
        writer.WriteNumber("bad", counts.Bad);
        writer.WriteEndObject();
    }

    private void WriteNotFound(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("value");
        writer.WriteStartObject(CollectorIdentity.RegistryName);
        EventProblem.WriteLookup(writer, time.GetUtcNow());
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, IEnumerable<T> events, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var element in events)
            write(writer, element);
        writer.WriteEndArray();
    }

    private static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        // A POST without a body is a POST without filters.
        if (bytes.Length == 0)
            return default;
        return JsonText.TryParse(bytes.ToArray(), out var body) is { } error ? throw new JsonException(error) : body;
    }

    private static Task JsonAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonAsync(context, StatusCodes.Status200OK, JsonBytes.Write(write));

    private static Task JsonAsync(HttpContext context, int statusCode, byte[] json)
    {
        context.Response.ContentType = "application/json";
        return PlainText.AnswerAsync(context, statusCode, json);
    }
}
