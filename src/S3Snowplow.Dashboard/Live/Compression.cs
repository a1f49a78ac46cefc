using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace S3Snowplow.Dashboard.Live;

/// <summary>Compression by gzip, which every browser takes, over http as well.</summary>
internal static class Compression
{
    /// <summary>For what is sent to many and changes soon.</summary>
    public static byte[] Quickly(ReadOnlySpan<byte> bytes) => Compress(bytes, CompressionLevel.Fastest);

    /// <summary>For what never changes.</summary>
    public static byte[] Well(ReadOnlySpan<byte> bytes) => Compress(bytes, CompressionLevel.SmallestSize);

    /// <summary>Whether who asks takes it.</summary>
    public static bool IsTaken(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out IList<StringWithQualityHeaderValue>? taken)
        && taken.Any(one => one.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);

    private static byte[] Compress(ReadOnlySpan<byte> bytes, CompressionLevel level)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, level, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
