using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Diagnostics;

namespace S3Snowplow.Hosting.Running;

/// <summary>How a source is doing.</summary>
internal enum SourceState
{
    /// <summary>It gives notifications, or waits for some.</summary>
    Running,

    /// <summary>It failed, and is started again after a wait.</summary>
    Restarting,

    /// <summary>It has no more.</summary>
    Ended,

    /// <summary>It failed and is not started again.</summary>
    Failed,
}

/// <summary>Runs one source of a relay until the host stops, and starts it again when it fails.</summary>
internal sealed class SourceRunner(string relayName, string sourceName, IObjectEventSource source, ObjectEventRelay relay, SourceRestartOptions options, TimeProvider time, Func<double> random, ILogger logger)
{
    private int _failures;
    private int _state;

    public string Name => sourceName;

    public SourceState State => (SourceState)Volatile.Read(ref _state);

    /// <summary>Failures in a row, without a notification in between.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>What the source itself says is wrong.</summary>
    public string? Problem => (source as ISourceStatus)?.Problem;

    /// <param name="stopping">Ends the reading; what is open may finish.</param>
    /// <param name="hurry">Ends the finishing: what is open has the drain time, and is then given back.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken hurry)
    {
        while (!stopping.IsCancellationRequested)
        {
            Volatile.Write(ref _state, (int)SourceState.Running);
            Log.SourceStarted(logger, relayName, sourceName);
            try
            {
                await RunOnceAsync(stopping, hurry).ConfigureAwait(false);
                if (!stopping.IsCancellationRequested)
                {
                    Log.SourceEnded(logger, relayName, sourceName);
                    Volatile.Write(ref _state, (int)SourceState.Ended);
                }

                return;
            }
#pragma warning disable CA1031 // Protects the other sources and the host from this one, whose code is not ours; it is said in the log and the health check.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (!await MayRestartAsync(exception, stopping).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
    }

    private async Task RunOnceAsync(CancellationToken stopping, CancellationToken hurry)
    {
        try
        {
            await relay.RunAsync(new StoppableSource(source, () => Volatile.Write(ref _failures, 0), stopping), hurry).ConfigureAwait(false);
        }
        finally
        {
            (source as IRunObserver)?.OnRunEnded();
        }
    }

    private async Task<bool> MayRestartAsync(Exception exception, CancellationToken stopping)
    {
        if (stopping.IsCancellationRequested)
        {
            // It is not started again, and what it was at no longer matters.
            Log.SourceFailedStopping(logger, relayName, sourceName, exception.GetType().Name);
            return false;
        }

        int failures = Interlocked.Increment(ref _failures);
        bool isOver = failures >= options.MaxFailures || relay.State == EmitterState.Closed;
        if (isOver)
        {
            Log.SourceGivenUp(logger, exception, relayName, sourceName, failures);
            Volatile.Write(ref _state, (int)SourceState.Failed);
            return false;
        }

        TimeSpan delay = options.Delay(failures, random());
        Log.SourceFailed(logger, exception, relayName, sourceName, failures, delay);
        Volatile.Write(ref _state, (int)SourceState.Restarting);
        try
        {
            await Task.Delay(delay, time, stopping).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
