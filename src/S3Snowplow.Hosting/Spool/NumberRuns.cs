namespace S3Snowplow.Hosting.Spool;

/// <summary>Numbers as runs of neighbours: what was delivered together stands together, as a rule, and one statement does for many.</summary>
internal static class NumberRuns
{
    public static IEnumerable<(long First, long Last)> Of(IReadOnlyList<long> numbers)
    {
        long[] sorted = [.. numbers.Order()];
        for (int first = 0, next; first < sorted.Length; first = next)
        {
            for (next = first + 1; next < sorted.Length && sorted[next] - sorted[next - 1] <= 1;)
            {
                next++;
            }

            yield return (sorted[first], sorted[next - 1]);
        }
    }
}
