using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using S3Snowplow.Aws;
using S3Snowplow.Hosting.Sqs;

namespace S3Snowplow.Tool;

/// <summary>Asks the queue of SQS what it says of itself: whether it is there, how much waits, and where messages go that always fail. Receives nothing.</summary>
internal sealed class SqsCheck(DoctorContext context) : IDoctorCheck
{
    public string Name => "SQS";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        if (!context.Settings.Has("Sqs"))
        {
            return Finding.Skipped("S3Snowplow:Sqs is not set");
        }

        SqsSourceOptions options = context.Options<SqsSourceOptions>("/sqs");
        string shown = options.QueueUrl?.GetLeftPart(UriPartial.Path) ?? options.QueueName!;
        try
        {
            (Uri endpoint, string region) = SqsAddress.Of(options);
            var client = new SqsClient(context.Http, endpoint, new AwsSigner("sqs", region, context.Credentials, context.Time), context.Time);
            string url = options.QueueUrl?.AbsoluteUri ?? await client.FindQueueAsync(options.QueueName!, options.QueueOwnerAccountId, cancellationToken);
            return Look(shown, await client.LookAsync(url, cancellationToken));
        }
        catch (SqsException exception)
        {
            return Finding.Wrong($"{shown}: {exception.Message.TrimEnd('.')}", exception.Code.Contains("Denied", StringComparison.Ordinal) || (int)exception.StatusCode == 403
                ? "Allow sqs:GetQueueAttributes besides sqs:ReceiveMessage, sqs:DeleteMessage and sqs:ChangeMessageVisibility, and check the credentials."
                : "Check QueueUrl or QueueName, Region and Endpoint.");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException or AmazonClientException)
        {
            return Finding.Wrong($"{shown} is not reached: {exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}", "Check QueueUrl, Endpoint and the network.");
        }
    }

    private static Finding Look(string shown, Dictionary<string, string> attributes)
    {
        string waiting = attributes.GetValueOrDefault("ApproximateNumberOfMessages", "?"), hidden = attributes.GetValueOrDefault("ApproximateNumberOfMessagesNotVisible", "?");
        string visibility = attributes.GetValueOrDefault("VisibilityTimeout", "?");
        string facts = $"{shown}: {waiting} messages wait, {hidden} are on their way, visibility timeout {visibility} s (the source sets its own)";
        if (attributes.GetValueOrDefault("RedrivePolicy") is not { Length: > 0 } policy)
        {
            return Finding.Wrong($"{facts}, no redrive policy", "Give the queue a dead letter queue (RedrivePolicy): without one, what is rejected comes again until it is too old, and is then lost.");
        }

        using JsonDocument json = JsonDocument.Parse(policy);
        string count = json.RootElement.TryGetProperty("maxReceiveCount", out JsonElement most) ? most.ToString() : "?";
        string queue = json.RootElement.TryGetProperty("deadLetterTargetArn", out JsonElement arn) ? arn.ToString().Split(':')[^1] : "?";
        return int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int times) && times < 3
            ? Finding.Wrong($"{facts}, to {queue} after {count} receipts", "Set maxReceiveCount to 3 or more: a restart gives messages back, and each time counts.")
            : Finding.Ok($"{facts}, to {queue} after {count} receipts");
    }
}
