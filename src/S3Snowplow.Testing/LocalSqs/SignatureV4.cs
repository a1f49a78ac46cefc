using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>Computes a signature of Version 4, independently of Amazon's library, to check what a client sent.</summary>
/// <remarks>Source: "Create a signed AWS API request" (IAM User Guide); checked against the published test suite by this project's tests.</remarks>
internal static class SignatureV4
{
    /// <param name="method">The method.</param>
    /// <param name="path">The path, encoded.</param>
    /// <param name="query">The canonical query.</param>
    /// <param name="headers">The headers that are signed, by lower-case name.</param>
    /// <param name="body">The body.</param>
    /// <param name="timestamp">The value of <c>X-Amz-Date</c>.</param>
    /// <param name="region">The region.</param>
    /// <param name="service">The service.</param>
    /// <param name="secret">The secret key.</param>
    public static string Of(string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body, string timestamp, string region, string service, string secret)
    {
        KeyValuePair<string, string>[] sorted = [.. headers.OrderBy(header => header.Key, StringComparer.Ordinal)];
        var canonical = new StringBuilder($"{method}\n{path}\n{query}\n");
        foreach ((string name, string value) in sorted)
        {
            canonical.Append(CultureInfo.InvariantCulture, $"{name}:{string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries))}\n");
        }

        canonical.Append('\n').AppendJoin(';', sorted.Select(header => header.Key)).Append('\n').Append(Hex(SHA256.HashData(body)));
        string date = timestamp[..8];
        string toSign = $"AWS4-HMAC-SHA256\n{timestamp}\n{date}/{region}/{service}/aws4_request\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in (string[])[date, region, service, "aws4_request", toSign])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(key);
    }

#pragma warning disable CA1308 // Lower case is what the signature is made of.
    private static string Hex(byte[] bytes) => Convert.ToHexString(bytes).ToLowerInvariant();
#pragma warning restore CA1308
}
