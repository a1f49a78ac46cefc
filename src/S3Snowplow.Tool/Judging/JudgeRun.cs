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

    public static async Task<int> RunAsync(JudgeSettings settings, ToolConsole console, CancellationToken cancellationToken)
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
            return console.Refuse($"{string.Join(Environment.NewLine, wrong)}{Environment.NewLine}Nothing was done.");
        }

        CapacityBands? bands = settings.Bands is { } file ? CheckRun.Load(file, console.Errors) : null;
        if (settings.Bands is not null && bands is null)
        {
            return ExitCode.Refused;
        }

        using ILoggerFactory logging = new RunLog(console.Errors, settings.Collector is { } collector ? CollectorOption.Printed(collector) : "", relay.Delivery.RetryBudget).Factory("S3Snowplow.Capacity");
        LiveBands? live = bands is null ? null : new LiveBands(bands);
        ElasticsearchReceivedMinutes reader;
        try
        {
            reader = new ElasticsearchReceivedMinutes(settings.Elasticsearch, live);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            // What shows only when it is looked for: a region, a certificate's file.
            return console.Refuse($"{exception.Message} Nothing was done.");
        }

        using ElasticsearchReceivedMinutes minutes = reader;
        using var judge = new ThroughputJudge(minutes, live, options: options, loggerFactory: logging);
        JudgeResult result = await judge.RunOnceAsync(cancellationToken);
        foreach (string warning in minutes.Warnings)
        {
            console.Errors.WriteLine(warning);
        }

        ToldAnswer[] told = [.. result.Transitions.Select(one => ToldAnswer.Of(one, bands, Source, options))];
        foreach (ToldAnswer one in told)
        {
            console.Output.WriteLine($"{one.Time:yyyy-MM-dd HH:mm} UTC {one.State} {one.Headline}.");
        }

        PipelineStatus[] pipelines = [.. judge.Pipelines.OrderByDescending(one => one.Incident is not null).ThenByDescending(one => one.Figures.Behind).ThenBy(one => one.Name, StringComparer.Ordinal)];
        foreach (PipelineStatus pipeline in pipelines)
        {
            console.Output.WriteLine(Describe(pipeline, bands));
        }

        int undelivered = settings.Collector is null ? 0 : await SendAsync(result.Transitions, relay, logging, cancellationToken);
        string? problem = result.Problem ?? (undelivered > 0 ? $"{Count(undelivered, "event")} of {told.Length} were not delivered; the next run tells them." : null);
        console.Json(new
        {
            Told = told,
            Pipelines = pipelines.Select(PipelineAnswer.Of),
            Delivered = settings.Collector is null ? (int?)null : told.Length - undelivered,
            minutes.Warnings,
            Problem = problem,
        });
        if (problem is not null)
        {
            return console.Fail(problem);
        }

        string sent = settings.Collector is null ? "nothing was sent, since no --collector is given" : Count(told.Length, "event") + " delivered";
        console.Output.WriteLine($"{Count(pipelines.Length, "pipeline")} judged, {sent}.");
        return ExitCode.Success;
    }

    private static string Describe(PipelineStatus pipeline, CapacityBands? bands)
    {
        string state = pipeline.Incident is { } incident ? $"{(incident.IsCritical ? "critical" : "warning")} since {DateTimeOffset.UnixEpoch.AddMinutes(incident.StartMinute):yyyy-MM-dd HH:mm} UTC"
            : pipeline.IsUnknown ? "nothing is known of the last minute"
            : pipeline.IsSilent ? "silent for unusually long"
            : "well";

        // As the user wrote it, where the bands are at hand.
        string capacity = bands?.Find(pipeline.Name) is { } band ? $"{band.Throughput}" : pipeline.Figures.Rate > 0 ? $"{new Throughput(pipeline.Figures.Rate)}" : "no capacity known";
        return string.Create(CultureInfo.InvariantCulture, $"{pipeline.Name}: {state}; {pipeline.Figures.Behind / 60} min behind, capacity {capacity}, last data {(pipeline.LastData is { } last ? last.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "none")}");
    }

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static async Task<int> SendAsync(IReadOnlyList<ThroughputTransition> transitions, RelayOptions relay, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        await using var emitter = new BufferedEventEmitter(relay, loggerFactory: logging);
        var events = new CapacityEvents();
        IReadOnlyList<EventOutcome> outcomes = await emitter.SendAsync([.. transitions.Select(told => events.Transition(told, Source))], TimeSpan.FromSeconds(30), cancellationToken);
        return outcomes.Count(outcome => outcome.Outcome != DeliveryOutcome.Delivered);
    }
}
