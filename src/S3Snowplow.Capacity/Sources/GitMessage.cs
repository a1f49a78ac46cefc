using System.Text.RegularExpressions;

namespace S3Snowplow.Capacity;

/// <summary>What git said of a failure, as it may be shown: without passwords and tokens, in one line, and not too long.</summary>
internal static partial class GitMessage
{
    private const int MaxLength = 1000;
    private const string Mask = "***";

    /// <summary>The message.</summary>
    /// <param name="said">What git wrote.</param>
    /// <param name="secrets">What must not be shown in any case: an address with a password.</param>
    public static string Of(string said, params ReadOnlySpan<string> secrets)
    {
        foreach (string secret in secrets)
        {
            // As it was set, and what is secret in it by itself: git may write the address in another way.
            foreach (string part in SecretParts(secret).OrderByDescending(part => part.Length))
            {
                said = said.Replace(part, Mask, StringComparison.Ordinal);
            }
        }

        said = UserInfo().Replace(said, $"://{Mask}@");
        said = Query().Replace(said, $"${{address}}?{Mask}");
        said = Token().Replace(said, Mask);
        said = Header().Replace(said, $"${{name}}: {Mask}");

        // Lines become one, and nothing of it can forge another or move a terminal's cursor.
        said = string.Join("; ", said.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        said = BandsText.Shown(said);
        return said.Length > MaxLength ? $"{said[..MaxLength]}…" : said;
    }

    // Of an address with a user and a password: both, as they are and decoded. A user alone may be a token.
    private static IEnumerable<string> SecretParts(string address)
    {
        int start = address.IndexOf("://", StringComparison.Ordinal) + 3;
        int at = start < 3 ? -1 : address.IndexOfAny(['?', '#'], start) is >= 0 and int end ? address.LastIndexOf('@', end) : address.LastIndexOf('@');
        if (at <= start)
        {
            yield break;
        }

        string userInfo = address[start..at];
        yield return userInfo;
        foreach (string part in userInfo.Split(':', 2).Where(part => part.Length > 3 && part is not "oauth2" and not "x-access-token"))
        {
            yield return part;
            yield return Uri.UnescapeDataString(part);
        }
    }

    [GeneratedRegex(@"://[^\s/]*@", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<address>\w://[^\s?'""]*)\?[^\s'""]*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Query();

    // The tokens of GitHub, GitLab, Bitbucket, Azure and the like begin in a way of their own.
    [GeneratedRegex(@"\b(gh[a-z]_|github_pat_|gl[a-z]+-|ATBB|ATCTT|x-token-auth:)[\w.=-]{8,}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex(@"(?<name>\b(?:authorization|private-token|cookie))\s*:[^\r\n]*", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Header();
}
