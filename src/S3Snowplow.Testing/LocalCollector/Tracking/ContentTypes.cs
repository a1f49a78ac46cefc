using Microsoft.Net.Http.Headers;

namespace S3Snowplow.Testing;

/// <summary>The content type of a request as a collector keeps it: read, and printed again in lower case. That is what Enrich compares.</summary>
/// <remarks>Source: recordings of the collector 2.8.1; source of the collector 3 (http4s).</remarks>
internal static class ContentTypes
{
    private const string Json = "application/json";
    private const string Unknown = "application/octet-stream";

    /// <summary>Reads and prints a content type.</summary>
    /// <param name="sent">The header; <see langword="null"/> for none.</param>
    /// <param name="software">A collector 2 knows that JSON has one character set, and drops whatever is said about it; a collector 3 keeps it.</param>
    /// <returns>The type; <see langword="null"/> where a collector 3 got none, or one that is broken.</returns>
    public static string? Print(string? sent, SnowplowSoftware software)
    {
        if (!MediaTypeHeaderValue.TryParse(sent, out var type) || type.MediaType.IndexOf('/') < 0)
            return software.IsSecondGeneration() ? Unknown : null;
        var parameters = type.Parameters.Where(parameter => !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).Select(parameter => $"; {parameter}");
        var name = $"{type.MediaType}{string.Concat(parameters)}".ToLowerInvariant();
        return !type.Charset.HasValue || (software.IsSecondGeneration() && name == Json)
            ? name
            : $"{name}; charset={type.Charset.ToString().Trim('"').ToLowerInvariant()}";
    }

    /// <summary>Whether Enrich takes a body of this type for tracker protocol 2.</summary>
    public static bool IsJson(string? printed) => printed is Json or $"{Json}; charset=utf-8";
}
