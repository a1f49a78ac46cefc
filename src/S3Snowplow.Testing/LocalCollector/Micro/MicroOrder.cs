namespace S3Snowplow.Testing;

/// <summary>The order in which Micro shows what came: the newest request first, and the events of one by version.</summary>
internal static class MicroOrder
{
    /// <summary>Turns the order of arrival into that of Micro.</summary>
    /// <param name="events">In the order of arrival.</param>
    /// <param name="request">Gives the request that brought an event.</param>
    /// <param name="software">The version.</param>
    public static IEnumerable<T> Sort<T>(IReadOnlyList<T> events, Func<T, CollectorRequest> request, SnowplowSoftware software)
    {
        if (!software.KeepsOrderInRequest())
            return events.Reverse();
        // Requests are judged one after the other, so the events of one stand together.
        return events.GroupBy(request, ReferenceEqualityComparer.Instance).Reverse().SelectMany(group => group);
    }
}
