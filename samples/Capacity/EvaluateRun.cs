using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;

namespace S3Snowplow.CapacitySample;

/// <summary>What the command line of <c>evaluate</c> asked for.</summary>
internal sealed record EvaluateSettings(ElasticsearchOptions Elasticsearch, string Collector, TimeSpan Delay);

/// <summary>
/// Judges once from Elasticsearch, for cron or any scheduler: two days are read and judged, and what was told before is not told again. Exit code 0: judged, and what there was to tell is told; 1: not; 2: the
/// settings are wrong.
/// </summary>
internal static class EvaluateRun
{
    private const string Source = "elasticsearch";

    public static async Task<int> RunAsync(EvaluateSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var relay = new RelayOptions
        {
            CollectorUri = Uri.TryCreate(settings.Collector, UriKind.Absolute, out Uri? collector) ? collector : null,
            Delivery = { RetryBudget = TimeSpan.FromSeconds(20), RetryMaxDelay = TimeSpan.FromSeconds(5) },
        };

        // A capacity's heartbeat comes each 15 minutes: with it a minute without objects is known to be empty.
        var options = new JudgementOptions { StoreDelay = settings.Delay, AliveReach = TimeSpan.FromMinutes(30), BlindAfter = TimeSpan.FromMinutes(45) };
        if ((string[])[.. relay.Validate().Select(ElasticsearchSettings.Called), .. settings.Elasticsearch.Validate(), .. options.Validate().Select(ElasticsearchSettings.Called)] is { Length: > 0 } wrong)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, wrong));
            return 2;
        }

        using ILoggerFactory logging = LoggerFactory.Create(builder => builder.AddFilter("S3Snowplow", LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        using var minutes = new ElasticsearchReceivedMinutes(settings.Elasticsearch);
        await using var emitter = new BufferedEventEmitter(relay, loggerFactory: logging);
        using var judge = new ThroughputJudge(minutes, options: options, loggerFactory: logging);
        JudgeResult result = await judge.RunOnceAsync(cancellationToken);
        foreach (ThroughputTransition told in result.Transitions)
        {
            AlertNotice notice = DemoNotice.Of(told, pipeline: null, Source);
            await output.WriteLineAsync($"{told.Time:yyyy-MM-dd HH:mm} {AlertText.State(notice)} {AlertText.Headline(notice)}.");
        }

        int undelivered = await SendAsync(result.Transitions, emitter, cancellationToken);
        string? problem = result.Problem ?? (undelivered > 0 ? $"{undelivered} events were not delivered; the next run tells them." : null);
        await (problem is null ? output : errors).WriteLineAsync(problem ?? $"{judge.Pipelines.Count} pipelines judged, {result.Transitions.Count} events delivered.");
        return problem is null ? 0 : 1;
    }

    private static async Task<int> SendAsync(IReadOnlyList<ThroughputTransition> transitions, BufferedEventEmitter emitter, CancellationToken cancellationToken)
    {
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(30));
        var events = new CapacityEvents();
        await emitter.EnqueueAsync([.. transitions.Select(told => events.Transition(told, Source))], scope, cancellationToken);
        scope.Seal();
        await scope.Completion;
        return scope.Outcomes.Count(outcome => outcome.Outcome != DeliveryOutcome.Delivered);
    }
}
