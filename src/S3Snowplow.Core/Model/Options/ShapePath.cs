using System.Text;

namespace S3Snowplow;

/// <summary>A path of a <see cref="NotificationShape"/>, taken apart.</summary>
/// <param name="List">The names that lead to the list, with <see cref="Separator"/> between them; <see langword="null"/> where the path goes through none.</param>
/// <param name="Names">The names that lead to the value, from the list's element or else from the root.</param>
internal readonly record struct ShapePath(string? List, string Names)
{
    /// <summary>Stands between names; no name has it.</summary>
    public const char Separator = '\0';

    /// <summary>Takes a path apart: <c>$</c>, then <c>.name</c>, <c>['name']</c> and once at most <c>[*]</c>, of which a name is first and last.</summary>
    public static bool TryParse(string? text, out ShapePath path)
    {
        path = default;
        if (text is null || text.Length < 2 || text[0] != '$')
        {
            return false;
        }

        string? list = null;
        var names = new StringBuilder();
        for (ReadOnlySpan<char> rest = text.AsSpan(1); !rest.IsEmpty;)
        {
            if (rest.StartsWith("[*]", StringComparison.Ordinal))
            {
                if (list is not null || names.Length == 0)
                {
                    return false;
                }

                list = names.ToString();
                names.Clear();
                rest = rest[3..];
            }
            else if (TryTakeName(ref rest, out ReadOnlySpan<char> name))
            {
                names.Append(names.Length > 0 ? Separator.ToString() : "").Append(name);
            }
            else
            {
                return false;
            }
        }

        path = new ShapePath(list, names.ToString());
        return names.Length > 0;
    }

    private static bool TryTakeName(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name)
    {
        bool isQuoted = rest.StartsWith("['", StringComparison.Ordinal);
        if (isQuoted)
        {
            int end = rest.IndexOf("']", StringComparison.Ordinal);
            name = end < 0 ? default : rest[2..end];
            rest = end < 0 ? default : rest[(end + 2)..];
        }
        else if (rest[0] == '.')
        {
            int end = rest[1..].IndexOfAny('.', '[');
            name = end < 0 ? rest[1..] : rest.Slice(1, end);
            rest = rest[(name.Length + 1)..];
        }
        else
        {
            name = default;
        }

        return !name.IsEmpty && !name.Contains(Separator) && (isQuoted || !name.ContainsAny(" *]'\"?@$,()".AsSpan()));
    }
}
