using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Tells every alert to every channel: each in its own time and order, so that one that fails or hangs holds up no other.</summary>
public sealed class AlertDispatcher : IAsyncDisposable, IDisposable
{
    private readonly List<(IAlertChannel Channel, Channel<Waiting> Queue)> _channels;
    private readonly AlertOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly AlertMetrics _metrics;
    private readonly Task _running;
    private TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    /// <summary>Starts telling.</summary>
    /// <param name="channels">Who is told.</param>
    /// <param name="options">How often is tried.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="random">Gives numbers of [0, 1) for the waits between attempts.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    public AlertDispatcher(
        IEnumerable<IAlertChannel> channels,
        AlertOptions? options = null,
        TimeProvider? timeProvider = null,
        Func<double>? random = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(channels);

        (_options, _time) = (options ?? new AlertOptions(), timeProvider ?? TimeProvider.System);
#pragma warning disable CA5394 // Spreads attempts in time; protects nothing.
        _random = random ?? new Random().NextDouble;
#pragma warning restore CA5394
        _logger = GuardedLogger.Create<AlertDispatcher>(loggerFactory);
        _metrics = new AlertMetrics(meterFactory);
        _channels = [.. channels.Select(channel => (channel, Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true })))];
        _running = Task.WhenAll(_channels.Select(one => RunAsync(one.Channel, one.Queue.Reader)));
    }

    /// <summary>Tells an alert; completes when each channel has taken it or was given up. Never faults.</summary>
    public Task PostAsync(Alert alert)
    {
        ArgumentNullException.ThrowIfNull(alert);

        List<Task> told = [];
        foreach ((_, Channel<Waiting> queue) in _channels)
        {
            // Refused once this is closed: then it is never told, and whoever keeps the untold ones goes on to keep it.
            var waiting = new Waiting(alert, _time.GetUtcNow());
            queue.Writer.TryWrite(waiting);
            told.Add(waiting.Told.Task);
        }

        return Task.WhenAll(told);
    }

    /// <summary>
    /// Says that somebody waits with a deadline: what waits for its next attempt has it now. A function's runs are shorter than the waits, which would keep a channel that works
    /// again from being tried within one.
    /// </summary>
    internal void Hurry() => Interlocked.Exchange(ref _hurry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Stops telling. What is not told yet is not told; a monitor with a store tells it after its restart.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach ((_, Channel<Waiting> queue) in _channels)
        {
            queue.Writer.TryComplete();
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _closing.Dispose();
        _metrics.Dispose();
    }

    /// <summary>As <see cref="DisposeAsync"/>, without waiting for what is being told.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async Task RunAsync(IAlertChannel channel, ChannelReader<Waiting> queue)
    {
        try
        {
            while (await queue.WaitToReadAsync(_closing.Token).ConfigureAwait(false))
            {
                while (queue.TryRead(out Waiting? waiting))
                {
                    await SendAsync(channel, waiting).ConfigureAwait(false);
                    waiting.Told.TrySetResult();
                }
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Closed: what is in the queue stays untold.
        }
    }

    private async Task SendAsync(IAlertChannel channel, Waiting waiting)
    {
        Guid incident = waiting.Alert.Transition.IncidentId;
        for (int attempt = 1; ; attempt++)
        {
            string reason;

            // Before the attempt: who hurries while it fails is heard as well.
            Task hurried = Volatile.Read(ref _hurry).Task;
            try
            {
                using var limit = new CancellationTokenSource(_options.AttemptTimeout, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);

                // Off this loop's thread: a channel that blocks before its first await must not hold up the others.
                await Task.Run(() => channel.SendAsync(waiting.Alert, either.Token), either.Token).WaitAsync(either.Token).ConfigureAwait(false);
                _metrics.Told(channel.Name, isSent: true);
                return;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                throw;
            }
            catch (AlertRefusedException exception)
            {
                _metrics.Told(channel.Name, isSent: false);
                Log.AlertGivenUp(_logger, channel.Name, incident, exception.Message);
                return;
            }
#pragma warning disable CA1031 // Protects the other alerts from what a channel throws. Its message may have an address in it, so only its type is told.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                reason = exception is OperationCanceledException ? "timeout" : exception is AlertFailedException failed ? failed.Message : exception.GetType().Name;
            }

            double bound = Math.Min(_options.RetryMaxDelay.TotalSeconds, _options.RetryBaseDelay.TotalSeconds * Math.Pow(2, Math.Min(attempt - 1, 30)));
            TimeSpan delay = TimeSpan.FromSeconds(bound * (0.5 + (_random() / 2)));
            if (_time.GetUtcNow() + delay - waiting.Since > _options.RetryBudget)
            {
                _metrics.Told(channel.Name, isSent: false);
                Log.AlertGivenUp(_logger, channel.Name, incident, $"{reason}; the budget of {_options.RetryBudget} is used up");
                return;
            }

            Log.AlertRetried(_logger, channel.Name, incident, reason);
            try
            {
                await hurried.WaitAsync(delay, _time, _closing.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // It is due.
            }
        }
    }

    private sealed record Waiting(Alert Alert, DateTimeOffset Since)
    {
        public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
