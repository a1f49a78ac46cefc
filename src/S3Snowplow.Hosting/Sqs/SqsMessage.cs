using System.Diagnostics;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>A message as received: hidden from others until its lease ends, deleted by its receipt handle.</summary>
internal sealed class SqsMessage
{
    public required string MessageId { get; init; }

    public required string ReceiptHandle { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>1 at the first receipt, and where the service does not say.</summary>
    public int ReceiveCount { get; init; } = 1;

    public ActivityContext TraceContext { get; init; }

    /// <summary>The time stamp of its receipt. Set by <see cref="SqsLeases"/>.</summary>
    public long ReceivedAt { get; set; }

    /// <summary>The time stamp until which it is hidden. Guarded by <see cref="SqsLeases"/>.</summary>
    public long HiddenUntil { get; set; }
}
