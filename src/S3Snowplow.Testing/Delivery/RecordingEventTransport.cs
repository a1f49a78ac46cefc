using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Testing;

/// <summary>
/// A transport that sends nothing: it records each attempt and gives the answer that the test chose, accepted unless said otherwise. Queue, batches, retries and deadlines in front of it
/// are the real ones.
/// </summary>
/// <remarks>Safe for use by several threads.</remarks>
/// <example>
/// <code>
/// var transport = new RecordingEventTransport { Answer = _ => CollectorAnswer.NoAnswer("connection_error") };
/// await using var relay = new ObjectEventRelay(options, transport: transport);
/// </code>
/// </example>
public sealed class RecordingEventTransport : IEventTransport
{
    private readonly Lock _gate = new();
    private readonly List<RecordedBatch> _batches = [];

    /// <summary>Gives the answer to an attempt.</summary>
    /// <value>Default: accepted, with status 200. An exception comes out of <see cref="SendAsync"/>; the attempt was then recorded.</value>
    public Func<RecordedBatch, CollectorAnswer> Answer { get; set; } = static _ => CollectorAnswer.Accepted();

    /// <summary>The attempts so far, in their order. A snapshot that does not change.</summary>
    public IReadOnlyList<RecordedBatch> Batches
    {
        get
        {
            lock (_gate)
            {
                return [.. _batches];
            }
        }
    }

    /// <inheritdoc/>
    public Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();

        var recorded = new RecordedBatch([.. batch.Events], batch.Body.ToArray());
        lock (_gate)
        {
            _batches.Add(recorded);
        }

        return Task.FromResult(Answer(recorded));
    }
}

/// <summary>An attempt that a <see cref="RecordingEventTransport"/> saw.</summary>
/// <param name="Events">The events.</param>
/// <param name="Body">A copy of the body.</param>
public sealed record RecordedBatch(IReadOnlyList<SnowplowEvent> Events, ReadOnlyMemory<byte> Body);
