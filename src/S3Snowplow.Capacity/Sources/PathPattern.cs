using System.IO.Enumeration;

namespace S3Snowplow.Capacity;

/// <summary>Whether a path has a form: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders, none included.</summary>
/// <remarks>
/// By names alone: no path is resolved, since a repository may hold names that this machine's file system does not take. That is why it is not the pattern matching of
/// Microsoft.Extensions.FileSystemGlobbing. Names that begin with a full stop match only a pattern that begins with one.
/// </remarks>
internal static class PathPattern
{
    /// <summary>Whether the path matches.</summary>
    /// <param name="path">A path with slashes.</param>
    /// <param name="pattern">A pattern with slashes.</param>
    public static bool Matches(string path, string pattern) => Matches(path.Split('/'), pattern.Split('/'));

    private static bool Matches(ReadOnlySpan<string> names, ReadOnlySpan<string> forms)
    {
        if (forms.IsEmpty)
        {
            return names.IsEmpty;
        }

        if (forms[0] == "**")
        {
            // Several in a row say no more than one, and would multiply the ways to try.
            while (forms.Length > 1 && forms[1] == "**")
            {
                forms = forms[1..];
            }

            for (int passed = 0; passed <= names.Length; passed++)
            {
                if (Matches(names[passed..], forms[1..]))
                {
                    return true;
                }

                if (passed < names.Length && names[passed].StartsWith('.'))
                {
                    return false;
                }
            }

            return false;
        }

        // A backslash would be an escape there; here it is a letter.
        return !names.IsEmpty
            && (!names[0].StartsWith('.') || forms[0].StartsWith('.'))
            && FileSystemName.MatchesSimpleExpression(forms[0].Replace("\\", "\\\\", StringComparison.Ordinal), names[0], ignoreCase: false)
            && Matches(names[1..], forms[1..]);
    }
}
