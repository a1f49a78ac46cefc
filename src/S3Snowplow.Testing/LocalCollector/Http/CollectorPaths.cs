namespace S3Snowplow.Testing;

/// <summary>What the path of a request means to a collector.</summary>
/// <remarks>Source: routes of the collectors 2 and 3.</remarks>
internal static class CollectorPaths
{
    private const string Pixel = $"/{CollectorIdentity.TrackerVendor}/{CollectorIdentity.PixelVersion}";

    /// <summary>Whether it has two segments: any two are a vendor and a version.</summary>
    public static bool HasTwoSegments(string path) => path.Split('/') is ["", { Length: > 0 }, { Length: > 0 }];

    /// <summary>Whether it is one of the short ones of the pixel.</summary>
    public static bool IsPixel(string path) => path is "/i" or "/ice.png";

    /// <summary>Whether it is one of redirects.</summary>
    public static bool IsRedirect(string path) => HasTwoSegments(path) && path.StartsWith("/r/", StringComparison.Ordinal);

    /// <summary>The path that the pipeline sees: that of the pixel's protocol for the pixel, what a path of one's own stands for, else the same.</summary>
    public static string Protocol(string path, LocalCollectorOptions options) =>
        IsPixel(path) ? Pixel : options.Paths.TryGetValue(path, out var protocol) ? protocol : path;
}
