using System.Buffers;
using System.Text.Json;
using S3Snowplow.Delivery;

namespace S3Snowplow.Lambda;

/// <summary>What an invocation is answered with.</summary>
/// <remarks>
/// Source: AWS Lambda Developer Guide, "Handling errors for an SQS event source in Lambda": an unknown or empty id in the list, or JSON that is none, fails the
/// whole batch; from a FIFO queue the first failed message and all after it are returned.
/// </remarks>
internal static class LambdaResponse
{
    /// <summary>The messages that the queue is to keep, by index: those that may not be acknowledged, of a FIFO queue also all after the first of them.</summary>
    public static List<int> Failed(IReadOnlyList<RelayResult> results, bool isFifo)
    {
        List<int> failed = [];
        for (int i = 0; i < results.Count; i++)
        {
            if (!results[i].ShouldAcknowledge || (isFifo && failed.Count > 0))
            {
                failed.Add(i);
            }
        }

        return failed;
    }

    /// <summary>The partial batch response: <c>{"batchItemFailures":[{"itemIdentifier":"…"}]}</c>.</summary>
    public static ReadOnlyMemory<byte> OfBatch(IReadOnlyList<Notification> messages, IReadOnlyList<int> failed)
    {
        var json = new ArrayBufferWriter<byte>(64 + (64 * failed.Count));
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        writer.WriteStartArray("batchItemFailures"u8);
        foreach (int index in failed)
        {
            writer.WriteStartObject();
            writer.WriteString("itemIdentifier"u8, messages[index].Id);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    /// <summary>Counts, for whoever looks at the function's response; Lambda reads nothing of it.</summary>
    public static ReadOnlyMemory<byte> OfNotification(RelayResult result)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using var writer = new Utf8JsonWriter(json);
        writer.WriteStartObject();
        writer.WriteString("outcome"u8, Name(result.Outcome));
        writer.WriteNumber("events"u8, result.Outcomes.Count);
        writer.WriteNumber("filtered"u8, result.Filtered);
        writer.WriteNumber("testEvents"u8, result.TestEvents);
        writer.WriteNumber("problems"u8, result.ProblemCount);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenMemory;
    }

    /// <summary>Says what was not delivered, and the first reason.</summary>
    public static string Describe(RelayResult result)
    {
        int undelivered = 0;
        string? reason = result.Problems.Count > 0 ? result.Problems[0].ToString() : null;
        IReadOnlyList<EventOutcome> outcomes = result.Outcomes;
        foreach (EventOutcome outcome in outcomes)
        {
            if (outcome.Outcome != DeliveryOutcome.Delivered)
            {
                undelivered++;
                reason ??= outcome.Text;
            }
        }

        string events = outcomes.Count == 0 ? "" : $"not delivered: {undelivered} of {outcomes.Count} events; ";
        string problems = result.ProblemCount == 0 ? "" : $"unreadable parts: {result.ProblemCount}; ";
        return $"{events}{problems}the worst outcome is {Name(result.Outcome)}: {reason}";
    }

    private static string Name(DeliveryOutcome outcome) => outcome switch
    {
        DeliveryOutcome.Delivered => "delivered",
        DeliveryOutcome.Rejected => "rejected",
        DeliveryOutcome.Expired => "expired",
        _ => "abandoned",
    };
}
