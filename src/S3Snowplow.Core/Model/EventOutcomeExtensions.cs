namespace S3Snowplow;

/// <summary>What became of events that were sent together.</summary>
public static class EventOutcomeExtensions
{
    /// <summary>Says for people how many were not delivered, and why the first of them: <c>2 of 5 events were not delivered; the first is Expired: ...</c>.</summary>
    /// <param name="outcomes">The outcomes.</param>
    /// <param name="what">What the events are, such as their name; empty by default.</param>
    /// <returns>The sentence, without its full stop; <see langword="null"/> where all were delivered.</returns>
    public static string? DescribeUndelivered(this IReadOnlyList<EventOutcome> outcomes, string what = "")
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(what);

        int count = 0;
        EventOutcome first = default;
        foreach (EventOutcome outcome in outcomes)
        {
            if (outcome.Outcome != DeliveryOutcome.Delivered && count++ == 0)
            {
                first = outcome;
            }
        }

        return count == 0 ? null : $"{count} of {outcomes.Count} events {(what.Length == 0 ? "" : what + " ")}were not delivered; the first is {first.Outcome}: {first.Text}";
    }
}
