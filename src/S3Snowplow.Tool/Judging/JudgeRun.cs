using System.Globalization;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>judge</c> asked for.</summary>
internal sealed record JudgeSettings(ElasticsearchOptions Elasticsearch, Uri? Collector, TimeSpan Delay)
{
    /// <summary>A file or folder of bands; without one, the capacities in the index.</summary>
    public string? Bands { get; init; }
}

/// <summary>
/// Judges once from Elasticsearch, for cron or any scheduler: two days are read and judged, and what was told before is not told again. Exit code 0: judged, and what there was to tell is told; 1: not; 2: the
/// settings are wrong.
/// </summary>
internal static class JudgeRun
{
    private const string Source = "elasticsearch";

    public static async Task<int> RunAsync(JudgeSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var relay = new RelayOptions
        {
            CollectorUri = settings.Collector,
            Delivery = { RetryBudget = TimeSpan.FromSeconds(20), RetryMaxDelay = TimeSpan.FromSeconds(5) },
        };

        // A capacity's heartbeat comes each 15 minutes: with it a minute without objects is known to be empty.
        var options = new JudgementOptions { StoreDelay = settings.Delay, AliveReach = TimeSpan.FromMinutes(30), BlindAfter = TimeSpan.FromMinutes(45) };
        if ((string[])[.. settings.Collector is null ? [] : relay.Validate().Select(ElasticsearchSettings.Called), .. settings.Elasticsearch.Validate(), .. options.Validate().Select(ElasticsearchSettings.Called)] is { Length: > 0 } wrong)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, wrong));
            return 2;
        }

        CapacityBands? bands = settings.Bands is { } file ? CheckRun.Load(file, errors) : null;
        if (settings.Bands is not null && bands is null)
        {
            return 2;
        }

        using ILoggerFactory logging = LoggerFactory.Create(builder => builder.AddFilter("S3Snowplow", LogLevel.Error).AddFilter("S3Snowplow.Capacity", LogLevel.None).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        LiveBands? live = bands is null ? null : new LiveBands(bands);
        ElasticsearchReceivedMinutes reader;
        try
        {
            reader = new ElasticsearchReceivedMinutes(settings.Elasticsearch, live);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            // What shows only when it is looked for: a region, a certificate's file.
            await errors.WriteLineAsync(exception.Message);
            return 2;
        }

        using ElasticsearchReceivedMinutes minutes = reader;
        using var judge = new ThroughputJudge(minutes, live, options: options, loggerFactory: logging);
        JudgeResult result = await judge.RunOnceAsync(cancellationToken);
        foreach (string warning in minutes.Warnings)
        {
            await errors.WriteLineAsync(warning);
        }

        foreach (ThroughputTransition told in result.Transitions)
        {
            AlertNotice notice = DemoNotice.Of(told, told.Pipeline is null ? null : bands?.Find(told.Pipeline), Source);
            await output.WriteLineAsync($"{told.Time:yyyy-MM-dd HH:mm} {AlertText.State(notice)} {AlertText.Headline(notice)}.");
        }

        foreach (PipelineStatus pipeline in judge.Pipelines.OrderByDescending(one => one.Incident is not null).ThenByDescending(one => one.Figures.Behind).ThenBy(one => one.Name, StringComparer.Ordinal))
        {
            await output.WriteLineAsync(Describe(pipeline));
        }

        int undelivered = settings.Collector is null ? 0 : await SendAsync(result.Transitions, relay, logging, cancellationToken);
        string? problem = result.Problem ?? (undelivered > 0 ? $"{undelivered} events were not delivered; the next run tells them." : null);
        if (problem is not null)
        {
            await errors.WriteLineAsync(problem);
            return 1;
        }

        string sent = settings.Collector is null ? "nothing was sent, since no --collector is given" : Count(result.Transitions.Count, "event") + " delivered";
        await output.WriteLineAsync($"{Count(judge.Pipelines.Count, "pipeline")} judged, {sent}.");
        return 0;
    }

    private static string Describe(PipelineStatus pipeline)
    {
        string state = pipeline.Incident is { } incident ? $"{(incident.IsCritical ? "critical" : "warning")} since {DateTimeOffset.UnixEpoch.AddMinutes(incident.StartMinute):yyyy-MM-dd HH:mm}"
            : pipeline.IsUnknown ? "nothing is known of the last minute"
            : pipeline.IsSilent ? "silent for unusually long"
            : "well";
        string capacity = pipeline.Figures.Rate > 0 ? $"{new Throughput(pipeline.Figures.Rate)}" : "no capacity known";
        return string.Create(CultureInfo.InvariantCulture, $"{pipeline.Name}: {state}; {pipeline.Figures.Behind / 60} min behind, capacity {capacity}, last data {(pipeline.LastData is { } last ? last.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "none")}");
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static async Task<int> SendAsync(IReadOnlyList<ThroughputTransition> transitions, RelayOptions relay, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        await using var emitter = new BufferedEventEmitter(relay, loggerFactory: logging);
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(30));
        var events = new CapacityEvents();
        await emitter.EnqueueAsync([.. transitions.Select(told => events.Transition(told, Source))], scope, cancellationToken);
        scope.Seal();
        await scope.Completion;
        return scope.Outcomes.Count(outcome => outcome.Outcome != DeliveryOutcome.Delivered);
    }
}
