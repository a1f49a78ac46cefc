using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What has to be said of recorded notifications.</summary>
internal static class NotificationNotes
{
    /// <summary>The notes, the most important first.</summary>
    /// <param name="source">What was read.</param>
    /// <param name="facts">What was found.</param>
    /// <param name="isBinary">Whether sizes are told in units of 1,024.</param>
    public static IEnumerable<string> Of(string source, ReadFacts facts, bool isBinary)
    {
        yield return facts.IsEmpty
            ? $"Read from {source}: no object that arrived."
            : $"Read from {source}: {CountText.Of(facts.Objects, "object")} that arrived, {AlertWords.Size(facts.Bytes, isBinary)}, {AlertWords.Time(facts.Oldest!.Value)} to {AlertWords.Time(facts.Newest!.Value)}. Judged is what they tell: what was not recorded is not in it.";
        if (facts.Duplicates > 0)
        {
            yield return $"Delivered more than once, and counted once: {CountText.Of(facts.Duplicates, "event")}.";
        }

        if (facts.NewerObjects > 0)
        {
            yield return $"With a time that is still to come, and left out: {CountText.Of(facts.NewerObjects, "event")}.";
        }

        if (facts.Problems > 0)
        {
            yield return $"{CountText.Of(facts.Problems, "part")} of notifications could not be read and {(facts.Problems == 1 ? "is" : "are")} not in it.";
        }
    }
}
