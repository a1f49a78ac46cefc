using System.Globalization;
using System.Text;

namespace S3Snowplow;

/// <summary>
/// Which answers say that a collector has the events. The one sign that all collectors share is status 200 with the body <c>ok</c>; a web site, a log-in page or a
/// proxy answers 200 as well, and would have the events acknowledged that it throws away.
/// </summary>
/// <remarks>
/// Sources: recorded answers of collector 2.8.1 and Micro 1.7.2, the code of the collectors 0.9 to 3.4 (Service.scala). Cookies, content types and other headers differ by
/// version and settings, so they do not count. Collectors of other makers answer 204, or 200 with another text: those are what the setting is for.
/// </remarks>
internal sealed class AcceptedAnswers
{
    /// <summary>The longest body, in bytes, that can be an accepted one. No more of an answer is read.</summary>
    public const int MaxBodyBytes = 64;

    private readonly byte[][] _bodies;
    private readonly int[] _statuses;

    /// <param name="further">What <see cref="DeliveryOptions.AcceptedAnswers"/> lists; valid.</param>
    public AcceptedAnswers(IEnumerable<string> further)
    {
        List<byte[]> bodies = ["ok"u8.ToArray()];
        List<int> statuses = [];
        foreach (string entry in further)
        {
            string text = entry.Trim();
            if (IsNumber(text))
            {
                statuses.Add(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
            }
            else
            {
                bodies.Add(Encoding.UTF8.GetBytes(text));
            }
        }

        (_bodies, _statuses) = ([.. bodies], [.. statuses]);
    }

    /// <summary>Whether an answer of this status is known for what it is only when its body has been read to its end.</summary>
    public static bool NeedsBody(int status) => status == 200;

    /// <summary>Whether an answer says that the events have been taken.</summary>
    /// <param name="status">The status.</param>
    /// <param name="body">The body, or of a longer one the first <see cref="MaxBodyBytes"/> + 1 bytes; not looked at unless <see cref="NeedsBody"/>.</param>
    public bool Include(int status, ReadOnlySpan<byte> body) =>
        NeedsBody(status) ? body.Length <= MaxBodyBytes && IncludeBody(body.Trim(" \t\r\n"u8)) : Array.IndexOf(_statuses, status) >= 0;

    /// <summary>Adds a message for each entry that is not allowed.</summary>
    public static void Validate(IList<string>? further, ICollection<string> errors)
    {
        const string Setting = $"{nameof(RelayOptions.Delivery)}.{nameof(DeliveryOptions.AcceptedAnswers)}";
        if (further is null)
        {
            errors.Add($"{Setting} is not set; allowed: a list, empty for 200 with the body ok alone.");
            return;
        }

        foreach (string? entry in further)
        {
            string text = entry?.Trim() ?? "";
            if (IsNumber(text) ? !(text.Length == 3 && text[0] == '2' && text != "200") : text.Length == 0 || Encoding.UTF8.GetByteCount(text) > MaxBodyBytes)
            {
                string why = text == "200" ? " (with any body, that is what a page on the way answers too)" : "";
                errors.Add($"{Setting} has '{entry}'{why}; allowed: a status of 201 to 299, or a text of at most {MaxBodyBytes} bytes that is the whole body of a 200.");
            }
        }
    }

    private bool IncludeBody(ReadOnlySpan<byte> body)
    {
        foreach (byte[] accepted in _bodies)
        {
            if (body.SequenceEqual(accepted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');
}
