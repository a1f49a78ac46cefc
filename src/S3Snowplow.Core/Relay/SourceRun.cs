using System.Runtime.CompilerServices;
using S3Snowplow.Delivery;

namespace S3Snowplow;

/// <summary>Takes notifications from a source until it ends or is stopped: see <see cref="ObjectEventRelay.RunAsync"/>. Used once.</summary>
internal sealed class SourceRun(RelayContext context, NotificationProcessor processor)
{
    private readonly RelayContext _context = context;
    private readonly NotificationProcessor _processor = processor;
    private readonly OpenDeliveries _open = new(context.Options.Delivery.QueueCapacityBytes);
    private readonly Burst _burst = new(context.Delivery);
    private readonly List<NotificationDelivery> _taken = new(NotificationProcessor.MostTogether);
    private readonly EncodingRoom _room = new();

    public async Task RunAsync(IObjectEventSource source, CancellationToken cancellationToken)
    {
        using var failures = new SettleFailures(_context);
        var backlogged = source as IBackloggedSource;
        try
        {
            IAsyncEnumerator<Notification> notifications = source.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable closing = notifications.ConfigureAwait(false);
            while (true)
            {
                ValueTask<bool> next = Next(notifications);
                if (_taken.Count > 0 && !next.IsCompletedSuccessfully)
                {
                    await ProcessAsync(cancellationToken).ConfigureAwait(false);
                }

                bool more = backlogged is { HasBacklog: true } ? await WaitedBriefly(next).ConfigureAwait(false) : await Waited(next).ConfigureAwait(false);
                if (!more)
                {
                    await ProcessAsync(cancellationToken).ConfigureAwait(false);
                    break;
                }

                var delivery = new NotificationDelivery(_context, notifications.Current, Timeout.InfiniteTimeSpan, _open.Remove) { Failures = failures };
                _open.Add(delivery);
                _taken.Add(delivery);
                _burst.Begin();
                if (_taken.Count >= NotificationProcessor.MostTogether || !_open.HasRoom || _context.Delivery.State != EmitterState.Sending)
                {
                    await ProcessAsync(cancellationToken).ConfigureAwait(false);
                    await Waited(_open.WaitForRoomAsync(cancellationToken)).ConfigureAwait(false);
                    await Waited(_context.Delivery.WaitUntilReadyAsync(cancellationToken)).ConfigureAwait(false);
                    await Waited(_context.Delivery.WaitUntilWantedAsync(cancellationToken)).ConfigureAwait(false);
                    ObjectDisposedException.ThrowIf(_context.Delivery.State == EmitterState.Closed, _context.Delivery);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked for.
        }
        finally
        {
            _burst.End();
            await SettleAllAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // An enumerator may throw at once, but what was taken before is processed first.
    private static ValueTask<bool> Next(IAsyncEnumerator<Notification> notifications)
    {
        try
        {
            return notifications.MoveNextAsync();
        }
#pragma warning disable CA1031 // Goes to the caller of RunAsync, by the task.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ValueTask.FromException<bool>(exception);
        }
    }

    private async ValueTask ProcessAsync(CancellationToken cancellationToken)
    {
        await _processor.ProcessAsync(_taken, _room, cancellationToken).ConfigureAwait(false);
        _taken.Clear();
    }

    // More was said to be on its way: the burst goes on for as long as an event would linger anyway, but no longer, since others may use the emitter too.
    private async ValueTask<bool> WaitedBriefly(ValueTask<bool> wait)
    {
        if (wait.IsCompleted)
        {
            return await wait.ConfigureAwait(false);
        }

        Task<bool> more = wait.AsTask();
        try
        {
            return await more.WaitAsync(_context.Options.Delivery.Linger, _context.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // If the source itself threw it, awaiting the task throws it again.
            _burst.End();
            return await more.ConfigureAwait(false);
        }
    }

    // If there is no need to wait, the burst goes on; otherwise what is there is sent first.
    private ValueTask<bool> Waited(ValueTask<bool> wait)
    {
        if (!wait.IsCompleted)
        {
            _burst.End();
        }

        return wait;
    }

    private ValueTask Waited(ValueTask wait)
    {
        if (!wait.IsCompleted)
        {
            _burst.End();
        }

        return wait;
    }

    /// <summary>Waits until everything has settled; from the cancellation on, no longer than it takes to drain.</summary>
    private async Task SettleAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _open.WhenEmpty().WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException)
        {
            // Before the end of the source or after it: what is under way has the time to drain.
        }

        try
        {
            await _context.Delivery.FlushAsync(_context.Options.Delivery.DrainTimeout, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _context.Delivery.BeginClosing();
            try
            {
                _open.AbandonAll(OutcomeReason.Stopped);
            }
            finally
            {
                _context.Delivery.EndClosing();
            }

            await _open.WhenEmpty().ConfigureAwait(false);
        }
    }
}
