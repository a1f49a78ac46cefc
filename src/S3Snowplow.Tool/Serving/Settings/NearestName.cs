namespace S3Snowplow.Tool;

/// <summary>Finds the name that was most likely meant.</summary>
internal static class NearestName
{
    /// <summary>The nearest of the names, or <see langword="null"/> where each would need more than a third of its letters changed.</summary>
    public static string? Of(string written, IEnumerable<string> names) =>
        names.Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(one => one.Distance <= Math.Max(1, Math.Min(written.Length, one.Name.Length) / 3))
            .OrderBy(one => one.Distance)
            .ThenBy(one => one.Name, StringComparer.Ordinal)
            .Select(one => one.Name)
            .FirstOrDefault();

    /// <summary>How many letters have to be put in, taken out, changed, or swapped with their neighbour to make one word of the other.</summary>
    public static int Distance(string one, string other)
    {
        // Three rows of the usual table: two before this one are needed for swapped neighbours.
        int[] before = new int[other.Length + 1], last = [.. Enumerable.Range(0, other.Length + 1)], next = new int[other.Length + 1];
        for (int i = 1; i <= one.Length; i++)
        {
            next[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int change = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                next[j] = Math.Min(Math.Min(last[j], next[j - 1]) + 1, change);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                }
            }

            (before, last, next) = (last, next, before);
        }

        return last[other.Length];
    }
}
