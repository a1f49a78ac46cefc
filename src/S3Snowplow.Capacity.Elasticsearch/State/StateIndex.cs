using System.Buffers;

namespace S3Snowplow.Capacity;

/// <summary>Whether an index may hold a judge's state. Servers have to accept its name, and the pattern of the loader's indices must not match it.</summary>
/// <remarks>Source: Elasticsearch Guide, "Create index API", its list of what a name may not have.</remarks>
internal static class StateIndex
{
    private const int MaxBytes = 255;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>What is wrong with a name; <see langword="null"/>: nothing.</summary>
    /// <param name="index">The name.</param>
    /// <param name="pattern">The pattern of the loader's indices.</param>
    /// <param name="names">What settings are called.</param>
    public static string? Problem(string index, string pattern, SettingNames names) =>
        index.Length is 0 or > MaxBytes || index.AsSpan().ContainsAnyExcept(Letters) || index[0] is '-' or '_' or '.'
            ? $"'{index}' is no name of an index: lower case letters, digits, '-', '_' and '.' are allowed, the first a letter or a digit, {MaxBytes} of them at most, for example {ElasticsearchJudgeState.DefaultIndex}."
            : pattern.Split(',').FirstOrDefault(part => Matches(index, part)) is { } part
            ? $"the index '{index}' is one of those that the judge reads events from ({names.Of(nameof(ElasticsearchOptions.IndexPattern))} has '{part}'), so that each search would meet the state; another name is allowed, for example {ElasticsearchJudgeState.DefaultIndex}."
            : null;

    // '*' stands for any letters.
    private static bool Matches(ReadOnlySpan<char> name, ReadOnlySpan<char> pattern)
    {
        int star = pattern.IndexOf('*');
        if (star < 0)
        {
            return name.SequenceEqual(pattern);
        }

        if (!name.StartsWith(pattern[..star], StringComparison.Ordinal))
        {
            return false;
        }

        name = name[star..];
        pattern = pattern[(star + 1)..];
        for (int skipped = 0; skipped <= name.Length; skipped++)
        {
            if (Matches(name[skipped..], pattern))
            {
                return true;
            }
        }

        return false;
    }
}
