using System.Text;

namespace S3Snowplow.Tool;

/// <summary>What went wrong with Micro or with Elasticsearch, for people: which address, which answer.</summary>
internal sealed class IndexException(string message) : Exception(message)
{
    private const int LongestQuote = 200;

    /// <summary>The beginning of an answer, on one line.</summary>
    public static string Quote(int status, ReadOnlySpan<byte> body)
    {
        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 4 * LongestQuote)]).ReplaceLineEndings(" ").Trim();
        return $"{status}{(text.Length == 0 ? "" : $" {(text.Length > LongestQuote ? text[..LongestQuote] + "…" : text)}")}";
    }

    /// <summary>Why an address could not be asked: the innermost cause, which names it.</summary>
    public static string CauseOf(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception is OperationCanceledException ? "it did not answer in time" : exception.Message;
    }
}
