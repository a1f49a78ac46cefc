using System.Net;
using System.Text;

namespace S3Snowplow.Tool;

/// <summary>What a store answered to one request, its body whole.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body; valid until the next request of the same client.</param>
/// <param name="BucketRegion">The region of which the store says that the bucket is there.</param>
internal readonly record struct StoreAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, string? BucketRegion)
{
    private const int LongestWord = 64;

    /// <summary>Whether it is what was asked for.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The code of an error; empty where the answer has none.</summary>
    public string Code => Word("Code");

    /// <summary>Whether it may be otherwise in a moment: nothing is wrong with the request.</summary>
    public bool IsTransient => (int)Status >= 500 && Status is not HttpStatusCode.NotImplemented || Status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || Code is "SlowDown" or "ServiceUnavailable" or "InternalError" or "RequestTimeout" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded";

    /// <summary>The region of the bucket, where the answer names it in a header or in the error.</summary>
    public string? Region => BucketRegion is { Length: > 0 } region && region.All(IsLetter) ? region : Word("Region") is { Length: > 0 } inError ? inError : null;

    // What a server sends must not make lines of a terminal, so a word has letters, digits, dots and hyphens only.
    private string Word(string element)
    {
        ReadOnlySpan<byte> content = Body.Span;
        int at = content.IndexOf(Encoding.ASCII.GetBytes($"<{element}>"));
        if (at < 0)
        {
            return "";
        }

        content = content[(at + element.Length + 2)..];
        int length = content.IndexOf("</"u8);
        string word = length is <= 0 or > LongestWord ? "" : Encoding.Latin1.GetString(content[..length]);
        return word.All(IsLetter) ? word : "";
    }

    private static bool IsLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-';
}
