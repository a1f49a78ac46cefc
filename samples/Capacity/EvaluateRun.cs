using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;

namespace S3Snowplow.CapacitySample;

/// <summary>What the command line of <c>evaluate</c> asked for.</summary>
internal sealed record EvaluateSettings(ElasticsearchOptions Elasticsearch, string Collector, TimeSpan Delay);

/// <summary>Judges once from Elasticsearch, for cron or any scheduler. Exit code 0: judged, and what there was to tell is told; 1: not; 2: the settings are wrong.</summary>
internal static class EvaluateRun
{
    public static async Task<int> RunAsync(EvaluateSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var relay = new RelayOptions
        {
            CollectorUri = Uri.TryCreate(settings.Collector, UriKind.Absolute, out Uri? collector) ? collector : null,
            Delivery = { RetryBudget = TimeSpan.FromSeconds(20), RetryMaxDelay = TimeSpan.FromSeconds(5) },
        };
        var options = new ThroughputEvaluationOptions { EvaluationDelay = settings.Delay };
        if ((string[])[.. relay.Validate(), .. settings.Elasticsearch.Validate(), .. options.Validate()] is { Length: > 0 } wrong)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, wrong));
            return 2;
        }

        using ILoggerFactory logging = LoggerFactory.Create(builder => builder.AddFilter("S3Snowplow", LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        using var store = new ElasticsearchThroughputStore(settings.Elasticsearch);
        await using var emitter = new BufferedEventEmitter(relay, loggerFactory: logging);
        EvaluationResult result = await new ThroughputEvaluation(store, emitter, options: options, loggerFactory: logging).RunOnceAsync(cancellationToken);
        foreach (ThroughputTransition told in result.Transitions)
        {
            await output.WriteLineAsync($"{told.Time:yyyy-MM-dd HH:mm} {(told.State == ThroughputState.Exceeded ? "EXCEEDED" : "recovered")} {new AlertText().For(new Alert(told))}");
        }

        await (result.Problem is null ? output : errors).WriteLineAsync(result.Problem ?? $"{result.Pipelines} pipelines judged, {result.Transitions.Count} events delivered.");
        return result.Problem is null ? 0 : 1;
    }
}
