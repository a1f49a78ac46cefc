using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace S3Snowplow.Testing;

/// <summary>A request, with what the routes ask of it.</summary>
internal sealed class ElasticsearchRequest(HttpRequest request, string path, byte[] body, SearchServer server)
{
    private static readonly string[] OfEach = ["pretty", "filter_path", "human", "error_trace"];

    public string Path => path;

    public string Method => request.Method;

    public string[] Steps { get; } = path.Trim('/').Split('/');

    public byte[] Bytes => body;

    public bool HasBody => body.Length > 0;

    public string Text => Encoding.UTF8.GetString(body);

    /// <summary>A parameter; <see langword="null"/> where it is not there.</summary>
    public string? Parameter(string name) => request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value) ? value.ToString() : null;

    /// <summary>Refuses parameters that are not known: what is ignored here could matter there.</summary>
    public void Allow(params ReadOnlySpan<string> allowed)
    {
        foreach (string name in QueryHelpers.ParseQuery(request.QueryString.Value).Keys)
        {
            if (!allowed.Contains(name) && !OfEach.Contains(name))
            {
                throw ElasticsearchError.Illegal($"request [{path}] contains unrecognized parameter: [{name}]");
            }
        }
    }

    /// <summary>The body as JSON.</summary>
    public JsonElement Json()
    {
        CheckContentType("application/json");
        return JsonText.TryParse(body, out JsonElement parsed) is null ? parsed : throw Unreadable();
    }

    /// <exception cref="PlainError">It is another (90).</exception>
    public void CheckContentType(params ReadOnlySpan<string> allowed)
    {
        string type = (request.ContentType ?? "").Split(';')[0].Trim();
        if (!allowed.Contains(type))
        {
            throw new PlainError(406, $"Content-Type header [{type}] is not supported", hasStatus: true);
        }
    }

    // The words are those of the parser that the servers have (91), as far as it is a body that ends too early; each server names its place otherwise.
    private ElasticsearchError Unreadable()
    {
        string text = Text;
        int column = text.Length - text.LastIndexOf('\n');
        string what = text.Trim() is [] or [.., '}' or ']'] || !(text.TrimStart() is ['{' or '[', ..]) ? "Unexpected character: expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')" : "Unexpected end-of-input within/between Object entries";
        const string Redacted = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";
        string reason = (server.IsOpenSearch, server.Major) switch
        {
            (true, 2) => $"{what}\n at [Source: {Redacted}; line: 1, column: {column}]",
            (true, _) => $"{what}\n at [Source: {Redacted}; byte offset: #{body.Length}]",
            (_, <= 7) => $"{what}\n at [Source: (org.elasticsearch.common.io.stream.ByteBufferStreamInput); line: 1, column: {column}]",
            _ => $"{what}\n at [Source: (byte[])\"{text}\"; line: 1, column: {column}]",
        };
        ElasticsearchError parse = new(400, "json_parse_exception", reason);
        return server.NamesPlaces ? new(400, "x_content_parse_exception", $"[1:{column}] {reason}") { CausedBy = parse }
            : server is { IsOpenSearch: true, Major: 3 } ? new(400, "json_parse_exception", reason) { CausedBy = new(400, "stream_read_exception", reason) }
            : parse;
    }
}
