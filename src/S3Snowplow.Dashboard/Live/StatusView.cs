using System.Diagnostics;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Delivery;

namespace S3Snowplow.Dashboard.Live;

/// <summary>How the relay, its channels and the judge are, in words. Pure but for what it looks at.</summary>
/// <param name="inputs">What it looks at.</param>
internal sealed class StatusView(DashboardInputs inputs)
{
    /// <summary>The relay; <see langword="null"/> where none runs here.</summary>
    /// <param name="meter">What was seen of deliveries.</param>
    public DashboardRelay? Relay(DeliveryMeter meter)
    {
        if (inputs.Relay is not { } relay)
        {
            return null;
        }

        EmitterStatistics books = relay.Statistics;
        return new DashboardRelay(
            WordOf(relay.State),
            meter.LastAnswer,
            books.Pending,
            inputs.Spool?.Count,
            books.Delivered,
            books.Rejected,
            inputs.Spool?.RejectedCount,
            meter.EventsPerMinute,
            inputs.Sources());
    }

    /// <summary>The channels, in the order of the settings.</summary>
    public IReadOnlyList<DashboardChannel> Channels() => [.. (inputs.Alerts?.Channels ?? []).Select(channel => new DashboardChannel(channel.Name, WordOf(channel.Health), TextOf(channel), channel.Owed))];

    /// <summary>Why not all was judged, kept or told; <see langword="null"/> where all is well.</summary>
    public string? Problem()
    {
        List<string> problems = [];
        if (inputs.Judge is null)
        {
            problems.Add("No pipelines are judged here: the relay has no judge. AddCapacity(\"bands.yml\") and AddThroughputJudge() give it one.");
        }
        else if (inputs.Bands is { Current: null })
        {
            problems.Add("There are no bands yet, nothing is compared.");
        }

        if (inputs.BandsSource?.Problem is { } refused)
        {
            problems.Add($"Bands not taken, those before stay in effect: {refused}");
        }

        if (inputs.Judge?.Last?.Problem is { } unjudged)
        {
            problems.Add(unjudged);
        }

        return problems.Count == 0 ? null : string.Join(" ", problems);
    }

    private static string WordOf(EmitterState state) => state switch
    {
        EmitterState.Sending => "delivering",
        EmitterState.Retrying => "retrying",
        EmitterState.Misdirected => "misdirected",
        EmitterState.Closed => "closed",
        _ => throw new UnreachableException($"{state} has no word."),
    };

    private static string WordOf(AlertChannelHealth health) => health switch
    {
        AlertChannelHealth.Working => "working",
        AlertChannelHealth.Failing => "failing",
        AlertChannelHealth.Broken => "broken",
        _ => throw new UnreachableException($"{health} has no word."),
    };

    private static string TextOf(AlertChannelStatus channel) => channel switch
    {
        { Health: AlertChannelHealth.Working, LastTaken: { } taken } => $"took its last alert {AlertWords.Time(taken)}",
        { Health: AlertChannelHealth.Working } => "was sent nothing yet",
        { Since: { } since } => $"takes nothing since {AlertWords.Time(since)}: {AlertWords.OneLine(channel.Reason ?? "nobody knows why")}",
        _ => $"takes nothing: {AlertWords.OneLine(channel.Reason ?? "nobody knows why")}",
    };
}
