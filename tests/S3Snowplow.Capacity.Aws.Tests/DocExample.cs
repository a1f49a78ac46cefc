using S3Snowplow.Aws;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity.Aws.Tests;

/// <summary>The code of the packages' READMEs: compiled here, compared by the tests of the documents.</summary>
internal static class DocExample
{
    public static async Task SignAsync(HttpClient http, CancellationToken cancellationToken)
    {
        // example: sign
        var signer = new AwsSigner("s3", "eu-west-1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://acme-raw.s3.eu-west-1.amazonaws.com/enriched/good/part-0.gz");
        await signer.SignAsync(request, body: [], cancellationToken);
        using HttpResponseMessage answer = await http.SendAsync(request, cancellationToken);
        // end
    }

    public static async Task<JudgeResult> JudgeAsync(IReceivedMinutes minutes, LiveBands bands, AlertOutbox alerts, CancellationToken cancellationToken)
    {
        // example: state
        using var state = new S3JudgeState(S3ObjectOptions.Parse("s3://acme-state/s3snowplow/judge"));
        using var judge = new ThroughputJudge(minutes, bands, state, alerts);
        JudgeResult result = await judge.RunOnceAsync(cancellationToken);
        // end
        return result;
    }

    public static async Task FeedAsync(IEventEmitter emitter, LiveBands bands, CancellationToken cancellationToken)
    {
        // example: bands
        using var source = new S3BandsSource(S3ObjectOptions.Parse("s3://acme-config/bands.yml"));
        var feed = new CapacityFeed(source, emitter, bands);
        // end
        await feed.RunAsync(cancellationToken);
    }

    public static async Task TellAsync(CancellationToken cancellationToken)
    {
        // example: topic
        using var topic = new SnsAlertChannel(new SnsAlertOptions { TopicArn = "arn:aws:sns:eu-west-1:123456789012:s3snowplow-alerts" });
        await using var alerts = new AlertOutbox("s3snowplow", [topic]);
        // end
        await alerts.DeliverAsync(TimeSpan.Zero, cancellationToken);
    }
}
