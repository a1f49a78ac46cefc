using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity;

/// <summary>Sends each transition as the event <c>throughput_exceeded</c>, with the emitter of the present run.</summary>
internal sealed class RunEventChannel(CapacityEvents events, string source) : IAlertChannel
{
    public const string TypeName = "snowplow";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private volatile IEventEmitter? _emitter;

    public string Name => "collector";

    public string Type => TypeName;

    public AlertChannelTraits Traits => AlertChannelTraits.Record;

    /// <summary>What was not delivered last in this run, for people; <see langword="null"/> where all was.</summary>
    public string? Problem { get; private set; }

    /// <summary>Begins a run.</summary>
    public void Begin(IEventEmitter emitter) => (_emitter, Problem) = (emitter, null);

    /// <inheritdoc/>
    public async Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        if (_emitter is not { } emitter)
        {
            return new AlertAnswer(AlertOutcome.Unreachable, "no run is under way");
        }

        if (notice.Topic == AlertTopic.Test)
        {
            return AlertAnswer.Delivered;
        }

        Problem = await EventDelivery.SendAsync(emitter, [events.Transition(notice.Transition, source)], "throughput_exceeded", Deadline, cancellationToken).ConfigureAwait(false);
        return Problem is null ? AlertAnswer.Delivered : new AlertAnswer(AlertOutcome.Unknown, Problem.Length <= 512 ? Problem : Problem[..512]);
    }
}
