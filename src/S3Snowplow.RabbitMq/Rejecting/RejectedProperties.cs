using RabbitMQ.Client;
using S3Snowplow.Delivery;

namespace S3Snowplow.RabbitMq.Rejecting;

/// <summary>The properties of a rejected message on its way to the rejected queue: its own, less what would mislead the broker, and what was wrong.</summary>
internal static class RejectedProperties
{
    /// <summary>What was wrong: one line for each problem and each reason, at most ten.</summary>
    public const string ReasonHeader = "x-s3snowplow-reason";

    /// <summary>The queue that it was in.</summary>
    public const string QueueHeader = "x-s3snowplow-queue";

    /// <summary>What the log calls it.</summary>
    public const string NotificationHeader = "x-s3snowplow-notification";

    /// <summary>When it was rejected, ISO 8601.</summary>
    public const string TimeHeader = "x-s3snowplow-rejected-at";

    private const int MostReasons = 10;

    // All headers have to fit into one frame, of which a broker allows 128 KiB by default.
    private const int LongestReason = 2048;

    public static BasicProperties Of(IReadOnlyBasicProperties original, RelayResult result, string queue, DateTimeOffset now)
    {
        var properties = new BasicProperties(original)
        {
            Headers = original.Headers is null ? [] : new Dictionary<string, object?>(original.Headers),
            DeliveryMode = DeliveryModes.Persistent,
        };

        // It must not vanish from the rejected queue by a time that was meant for another one, and a broker refuses a message in another user's name.
        properties.ClearExpiration();
        properties.ClearUserId();

        // More places to send it to, which have had it. Source: RabbitMQ's "Sender-selected Distribution".
        properties.Headers.Remove("CC");
        properties.Headers.Remove("BCC");
        properties.Headers[ReasonHeader] = ReasonOf(result);
        properties.Headers[QueueHeader] = queue;
        properties.Headers[NotificationHeader] = result.NotificationId;
        properties.Headers[TimeHeader] = now.ToString("O");
        return properties;
    }

    /// <summary>What was wrong, for people. Neither problems nor reasons have a key or a payload in them.</summary>
    public static string ReasonOf(RelayResult result)
    {
        string reason = string.Join('\n', result.Problems.Select(problem => $"{problem.Kind} at {problem}")
            .Concat(result.Outcomes.Where(sent => sent.Outcome == DeliveryOutcome.Rejected).Select(sent => sent.Text ?? "rejected").Distinct(StringComparer.Ordinal))
            .Take(MostReasons));
        return reason.Length <= LongestReason ? reason : reason[..LongestReason];
    }
}
