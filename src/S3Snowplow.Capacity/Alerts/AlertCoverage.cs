namespace S3Snowplow.Capacity;

/// <summary>Whether what is critical reaches somebody when one service fails.</summary>
/// <remarks>"Taken over" is what most services answer, and it is not "delivered": only a second service of another maker covers that.</remarks>
public static class AlertCoverage
{
    /// <summary>What a pipeline's owner should know before the first incident, each a sentence. No errors: one channel is better than none.</summary>
    /// <param name="bands">The bands.</param>
    /// <param name="channels">The channels, name and type of each; those that keep records (<c>log</c>, <c>event</c>) wake nobody and do not count.</param>
    /// <param name="options">How alerts are told.</param>
    public static IReadOnlyList<string> Warnings(CapacityBands bands, IReadOnlyCollection<(string Name, string Type)> channels, AlertOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bands);
        ArgumentNullException.ThrowIfNull(channels);

        List<string> warnings = [];
        (string Name, string Type)[] all = [.. channels.Where(channel => channel.Type is not ("log" or "event"))];
        foreach (PipelineBand pipeline in bands.Pipelines)
        {
            // Where the second channel is told late, it is told all the same.
            (string Name, string Type)[] told = [.. all.Where(channel => pipeline.Alerts.Count == 0 || pipeline.Alerts.Contains(channel.Name, StringComparer.Ordinal) || channel.Name == options?.EscalateTo)];
            if (told.Length == 0)
            {
                warnings.Add($"Nobody is told when {pipeline.Name} is critical: it stands only in the log and in the events.");
            }
            else if (told.Select(MakerOf).Distinct(StringComparer.Ordinal).Count() == 1)
            {
                warnings.Add($"When {pipeline.Name} is critical, only one service is told ({string.Join(", ", told.Select(channel => channel.Name))}). "
                    + "It may take an alert and fail to pass it on. Add a channel of another maker.");
            }
        }

        return warnings;
    }

    private static string MakerOf((string Name, string Type) channel) => channel.Type == "slack-api" ? "slack" : channel.Type;
}
