using System.Text;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing.Tests;

/// <summary>The head of an answer without what is another in each run: times, made-up ids, lengths of documents, ports. The order of headers says nothing.</summary>
internal static partial class RecordedHead
{
    /// <summary>The status line and the headers, sorted.</summary>
    public static IEnumerable<string> Lines(string[] head)
    {
        bool isDocument = Array.Exists(head, line => line.StartsWith("Content-Type: application/json", StringComparison.OrdinalIgnoreCase));
        return head
            .Where(line => !isDocument || !line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal) && line.Length > "Content-Length: 77".Length + 1 ? "Content-Length: long" : line)
            // The web server below writes this one in its own case; its case says nothing (RFC 9110 §7.6.1).
            .Select(line => line.StartsWith("Connection:", StringComparison.Ordinal) ? line.ToLowerInvariant() : line)
            .Select(line => Date().Replace(Id().Replace(line, "ID"), "DATE"))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>A text that may name the sender's port.</summary>
    public static string WithoutPort(byte[] text) => Peer().Replace(Encoding.Latin1.GetString(text), " from PEER");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Date();

    [GeneratedRegex(" from [0-9.]+:[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Peer();
}
