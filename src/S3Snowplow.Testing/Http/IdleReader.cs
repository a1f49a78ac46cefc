using System.IO.Pipelines;

namespace S3Snowplow.Testing;

/// <summary>Reads, and tells when nothing came for a time while something was waited for.</summary>
internal sealed class IdleReader(PipeReader inner, TimeProvider time, TimeSpan idleTime, Action onIdle) : PipeReader
{
    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var reading = inner.ReadAsync(cancellationToken);
        return reading.IsCompleted ? reading : WatchAsync(reading);
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private async ValueTask<ReadResult> WatchAsync(ValueTask<ReadResult> reading)
    {
        await using (time.CreateTimer(_ => onIdle(), null, idleTime, Timeout.InfiniteTimeSpan).ConfigureAwait(false))
            return await reading.ConfigureAwait(false);
    }
}
