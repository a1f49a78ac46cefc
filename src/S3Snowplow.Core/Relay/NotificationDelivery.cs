using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;

namespace S3Snowplow;

/// <summary>A notification on its way through the relay, from its bytes to its settlement: the scope of its events, and what its result tells.</summary>
internal sealed class NotificationDelivery : DeliveryScope, INotificationOutcome
{
    private readonly RelayContext _context;
    private readonly Action<NotificationDelivery>? _settled;
    private readonly TaskCompletionSource<RelayResult>? _result;
    private RelayedEvents? _events;
    private Findings? _findings;

    /// <param name="context">What all deliveries of a relay share.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="deadline">The time from now to its deadline.</param>
    /// <param name="settled">Called when it has settled, or <see langword="null"/> where somebody awaits <see cref="Result"/>.</param>
    public NotificationDelivery(RelayContext context, Notification notification, TimeSpan deadline, Action<NotificationDelivery>? settled)
        : base(deadline, context.Delivery.Deadlines)
    {
        _context = context;
        _settled = settled;
        _result = settled is null ? new TaskCompletionSource<RelayResult>(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        Notification = notification;
    }

    public Notification Notification { get; }

    /// <summary>Gathers what the source throws; without, it is logged at once.</summary>
    public SettleFailures? Failures { get; init; }

    public Task<RelayResult> Result => _result!.Task;

    public string NotificationId => Notification.Id;

    public IReadOnlyList<EventResult> Events => _events ??= new RelayedEvents(_context, this);

    public IReadOnlyList<NotificationProblem> Problems => _findings?.Problems ?? [];

    public int ProblemCount => _findings?.ProblemCount ?? 0;

    public int Filtered => _findings?.Filtered ?? 0;

    public int TestEvents => _findings?.TestEvents ?? 0;

    /// <summary>What most notifications do not have; made when it is first asked for.</summary>
    public Findings Found => _findings ??= new Findings();

    /// <summary>The worst of the events and the problems; delivered where there is neither.</summary>
    public DeliveryOutcome Outcome => Max(WorstOutcome, ProblemCount > 0 ? DeliveryOutcome.Rejected : DeliveryOutcome.Delivered);

    public bool ShouldAcknowledge => Outcome == DeliveryOutcome.Delivered || (Outcome == DeliveryOutcome.Rejected && _context.Options.OnRejected == RejectedHandling.Acknowledge);

    /// <summary>What those need who look at its events once they have settled; <see langword="null"/> where they are read again.</summary>
    public KeptEvents? Kept { get; set; }

    // Neighbours in the list of a run's open deliveries.
    internal NotificationDelivery? Previous { get; set; }

    internal NotificationDelivery? Next { get; set; }

    // Whoever awaits the result goes on elsewhere; all else may take its time.
    /// <inheritdoc/>
    protected override bool HasCompletionWork => _settled is not null || Notification.HasCallback || _context.SettledObservers.Length > 0;

    /// <summary>Runs when every event has its outcome: tells the source, then whoever waits.</summary>
    protected override void OnCompleted() => _ = SettleAsync();

    private static DeliveryOutcome Max(DeliveryOutcome one, DeliveryOutcome other) => one > other ? one : other;

    private async Task SettleAsync()
    {
        var result = new RelayResult(this);
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
                Log.SettleFailed(_context.Logger, exception, Notification.Id, Outcome);
            }
            else
            {
                Failures.Add(exception, Notification.Id, Outcome);
            }
        }

        _context.Metrics.Notification(Outcome);
        _result?.TrySetResult(result);
        _settled?.Invoke(this);
    }

    private async ValueTask ShowAsync(ISettledObserver observer)
    {
        try
        {
            await observer.OnSettledAsync(new SettledNotification(_context, this)).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Protects the relay from its observers: the notification has settled, and its source has to hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.ObserverFailed(_context.Logger, exception);
        }
    }

    /// <summary>What was found beside events that are sent.</summary>
    internal sealed class Findings
    {
        public IReadOnlyList<NotificationProblem> Problems { get; set; } = [];

        public int ProblemCount { get; set; }

        public int Filtered { get; set; }

        public int TestEvents { get; set; }
    }
}
