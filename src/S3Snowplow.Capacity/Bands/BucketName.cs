using System.Buffers;
using System.Net;

namespace S3Snowplow.Capacity;

/// <summary>Which names a bucket can have in Amazon S3.</summary>
/// <remarks>
/// The rules are those of the page "General purpose bucket naming rules" of the Amazon S3 User Guide: 3 to 63 of lower-case letters, digits, hyphens and full stops; a letter or
/// digit at both ends; no two full stops side by side; no IP address; some beginnings and ends are reserved. Other stores allow more, and so did S3 once, so this only warns.
/// </remarks>
internal static class BucketName
{
    private const int Shortest = 3;
    private const int Longest = 63;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private static readonly string[] ReservedStarts = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedEnds = ["-s3alias", "--ol-s3", ".mrap", "--table-s3"];

    /// <summary>Why no bucket has this name, or <see langword="null"/> where one may.</summary>
    /// <param name="name">The name, or the beginning of names.</param>
    /// <param name="isStart">Whether more may follow it.</param>
    public static string? Problem(string name, bool isStart)
    {
        int other = name.AsSpan().IndexOfAnyExcept(Letters);
        return other >= 0 ? $"'{name[other]}' is not among lower-case letters, digits, hyphens and full stops"
            : name.Length > Longest || (!isStart && name.Length < Shortest) ? $"it has {name.Length} characters, and {Shortest} to {Longest} are possible"
            : name.Length > 0 && (IsEdge(name[0]) || (!isStart && IsEdge(name[^1]))) ? "its first and last character are letters or digits"
            : name.Contains("..", StringComparison.Ordinal) ? "two full stops do not stand side by side"
            : !isStart && IPAddress.TryParse(name, out _) && name.Count(letter => letter == '.') == 3 ? "it is an IP address"
            : Array.Find(ReservedStarts, start => name.StartsWith(start, StringComparison.Ordinal)) is { } begin ? $"names that begin with '{begin}' are reserved"
            : !isStart && Array.Find(ReservedEnds, end => name.EndsWith(end, StringComparison.Ordinal)) is { } end ? $"names that end with '{end}' are reserved"
            : null;
    }

    private static bool IsEdge(char letter) => letter is '-' or '.';
}
