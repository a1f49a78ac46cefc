namespace S3Snowplow.Tool;

/// <summary>What was most likely meant by a name that is not known.</summary>
internal static class NearestName
{
    /// <summary>The known name that differs least, by letters that are missing, too many, wrong or exchanged; <see langword="null"/>: each differs by more than a third of its letters.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What is allowed.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string written = name.ToUpperInvariant();
        return known.Select(candidate => (Name: candidate, Distance: Distance(written, candidate.ToUpperInvariant())))
            .Where(one => one.Distance <= Math.Max(1, Math.Max(name.Length, one.Name.Length) / 3))
            .OrderBy(one => one.Distance)
            .Select(one => one.Name)
            .FirstOrDefault();
    }

    // The restricted distance of Damerau and Levenshtein, with the last three rows of its table.
    /// <summary>How many letters have to be put in, taken out, changed or exchanged with their neighbour to make one of the other.</summary>
    public static int Distance(string one, string other)
    {
        (int[] before, int[] last, int[] row) = (new int[other.Length + 1], [.. Enumerable.Range(0, other.Length + 1)], new int[other.Length + 1]);
        for (int i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int changed = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                row[j] = Math.Min(changed, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[other.Length];
    }
}
