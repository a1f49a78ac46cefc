using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity.Tests;

/// <summary>The program of the package's README; compiled here, and compared with it by a test of the documents.</summary>
internal static class DocExample
{
    public static async Task RunAsync(Uri webhookAddress, string bandsFile, string stateFile, IEventEmitter emitter, CancellationToken stopping)
    {
        // example: monitor
        var bands = new LiveBands();
        using var webhook = new WebhookAlertChannel(webhookAddress, WebhookBody.Slack);
        await using var alerts = new AlertDispatcher([webhook, new EventAlertChannel(emitter)]);
        var monitor = new ThroughputMonitor(bands, store: new FileThroughputStateStore(stateFile), alerts: alerts);
        var feed = new CapacityFeed(new BandsFileSource(bandsFile), emitter, bands, monitor);

        // The relay gets the monitor as an observer, and new PipelineEntityProvider(bands) as an entity provider.
        await Task.WhenAll(feed.RunAsync(stopping), monitor.RunAsync(stopping));
        // end
    }

    public static async Task<EvaluationResult> EvaluateAsync(Uri elasticsearch, string apiKey, IAlertChannel webhook, IEventEmitter emitter, CancellationToken stopping)
    {
        // example: elasticsearch
        using var store = new ElasticsearchThroughputStore(new ElasticsearchOptions { Address = elasticsearch, ApiKey = apiKey });
        await using var alerts = new AlertDispatcher([webhook]);
        var evaluation = new ThroughputEvaluation(store, emitter, alerts);

        // From a schedule, each minute or each five. In a process that stays, RunAsync does it each minute.
        EvaluationResult result = await evaluation.RunOnceAsync(stopping);
        // end
        return result;
    }
}
