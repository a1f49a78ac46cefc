using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>A notification on its way through the relay, from its bytes to its settlement.</summary>
internal sealed class NotificationDelivery : IThreadPoolWorkItem
{
    private readonly RelayContext _context;
    private readonly Action<NotificationDelivery>? _settled;
    private readonly TaskCompletionSource<RelayResult>? _result;

    /// <param name="context">What all deliveries of a relay share.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="deadline">The time from now to its deadline.</param>
    /// <param name="settled">Called when it has settled, or <see langword="null"/> where somebody awaits <see cref="Result"/>.</param>
    public NotificationDelivery(RelayContext context, Notification notification, TimeSpan deadline, Action<NotificationDelivery>? settled)
    {
        _context = context;
        _settled = settled;
        _result = settled is null ? new TaskCompletionSource<RelayResult>(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        Notification = notification;
        Scope = new DeliveryScope(deadline, context.Time) { CompletionWork = this };
    }

    public Notification Notification { get; }

    public DeliveryScope Scope { get; }

    /// <summary>Gathers what the source throws; without, it is logged at once.</summary>
    public SettleFailures? Failures { get; init; }

    public Task<RelayResult> Result => _result!.Task;

    /// <summary>The events to be sent; the index in the scope is the index here. Outcomes are filled in at the end.</summary>
    public EventResult[] Events { get; set; } = [];

    public IReadOnlyList<NotificationProblem> Problems { get; set; } = [];

    public int ProblemCount { get; set; }

    public int Filtered { get; set; }

    /// <summary>The filtered events, where somebody looks at them once they have settled.</summary>
    public ObjectEvent[] FilteredEvents { get; set; } = [];

    public int TestEvents { get; set; }

    // Neighbours in the list of a run's open deliveries.
    internal NotificationDelivery? Previous { get; set; }

    internal NotificationDelivery? Next { get; set; }

    /// <summary>Runs when every event has its outcome: tells the source, then whoever waits.</summary>
    public void Execute() => _ = SettleAsync();

    private async Task SettleAsync()
    {
        Scope.CopyOutcomes(Events);
        var result = new RelayResult(Notification.Id, Events, Problems, ProblemCount, Filtered, TestEvents, _context.Options.OnRejected);
        foreach (ISettledObserver observer in _context.SettledObservers)
        {
            await ShowAsync(observer).ConfigureAwait(false);
        }

        try
        {
            await Notification.SettleAsync(result).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Protects the relay from its sources: one that cannot acknowledge gets the notification again, as if it had been lost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (Failures is null)
            {
                Log.SettleFailed(_context.Logger, exception, Notification.Id, result.Outcome);
            }
            else
            {
                Failures.Add(exception, Notification.Id, result.Outcome);
            }
        }

        _context.Metrics.Notification(result.Outcome);
        _result?.TrySetResult(result);
        _settled?.Invoke(this);
    }

    private async ValueTask ShowAsync(ISettledObserver observer)
    {
        try
        {
            await observer.OnSettledAsync(new SettledNotification(Events, FilteredEvents)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Protects the relay from its observers: the notification has settled, and its source has to hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ObserverFailed(_context.Logger, exception);
        }
    }
}
