using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.Hosting.Running;

namespace S3Snowplow.Tool;

/// <summary>Relays what stands in a dead letter queue until it is empty: what is delivered is deleted, what is not shows in the queue again.</summary>
internal static class QueueReplay
{
    /// <summary>Relays.</summary>
    /// <returns>How it ended, and in words what is left in the queue.</returns>
    public static async Task<(PassEnd End, string Left)> RunAsync(RelayPass pass, QueueSettings queue, RelayOptions relay, long? most, ToolConsole console, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(queue.Handler()) { Timeout = Timeout.InfiniteTimeSpan };
        using ILoggerFactory logging = new RunLog(console.Errors, CollectorOption.Printed(relay.CollectorUri!), relay.Delivery.RetryBudget).Factory();
        var source = new SqsSource("queue", queue.Options(), http, console.Time, RelayWorker.DefaultRandom, logging.CreateLogger<SqsSource>()) { IsUntilEmpty = true };
        PassEnd end = await pass.RunAsync(source, totalBytes: null, most, exception => Failure(queue, exception), cancellationToken);
        await source.GiveBackKeptAsync();
        source.OnRunEnded();

        RelayTally tally = pass.Tally;
        long kept = tally.Notifications - tally.NotificationsDelivered;
        long deleted = tally.NotificationsDelivered - Math.Min(source.UnsettledCount, tally.NotificationsDelivered);
        string left = $"{CountText.Number(deleted)} messages were delivered and deleted from the queue"
            + (kept > 0 ? $"; {CountText.Number(kept)} were not delivered and are in the queue still" : "")
            + (source.UnsettledCount > 0 ? $"; {source.UnsettledCount} could not be deleted, and may come again: that gives the same event ids" : "")
            + (end == PassEnd.Done && tally.Notifications == most ? "; there may be more in it, for --max was reached" : "")
            + ".";
        return (end, left);
    }

    private static string? Failure(QueueSettings queue, Exception exception) =>
        exception is SqsException or HttpRequestException or TimeoutException or IOException or System.Text.Json.JsonException or Amazon.Runtime.AmazonClientException
            ? $"The queue {queue.Queue.GetLeftPart(UriPartial.Path)} cannot be read: {exception.Message}{(exception.Message.EndsWith('.') ? "" : ".")}"
            : null;
}
