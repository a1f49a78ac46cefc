using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Dashboard.Live;

namespace S3Snowplow.Dashboard;

/// <summary>A file of the page, from the assembly itself.</summary>
internal sealed class PageFile
{
    /// <summary>The page.</summary>
    public const string Index = "index.html";

    /// <summary>The template of reports, which is no file of the page.</summary>
    public const string Report = "report.html";

    private readonly byte[] _content;
    private readonly string _tag;
    private readonly Lazy<byte[]> _gzip;

    private PageFile(string name, byte[] content)
    {
        (Name, _content, _gzip) = (name, content, new Lazy<byte[]>(() => Compression.Well(content)));
        _tag = Convert.ToHexStringLower(SHA256.HashData(content))[..32];
    }

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, PageFile> All { get; } = typeof(PageFile).Assembly.GetManifestResourceNames()
        .Where(name => name != Report)
        .ToDictionary(name => name, name => new PageFile(name, Read(name)!), StringComparer.Ordinal);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The text of a file; <see langword="null"/>: the page has no such file.</summary>
    public static string? Text(string name) => Read(name) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Sends it, or says that whoever asks has it already.</summary>
    public async Task SendAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        bool isCompressed = Compression.IsTaken(context.Request);

        // A tag is of the bytes that are sent.
        string tag = isCompressed ? $"\"{_tag}-gz\"" : $"\"{_tag}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.Any(had => had is not null && had.Contains(tag, StringComparison.Ordinal)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = TypeOf(Name);
        if (isCompressed)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        byte[] bytes = isCompressed ? _gzip.Value : _content;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".json" or ".webmanifest" => "application/json; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };

    private static byte[]? Read(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
