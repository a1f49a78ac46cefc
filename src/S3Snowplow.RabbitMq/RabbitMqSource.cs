using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Hosting.Running;
using S3Snowplow.RabbitMq.Connecting;
using S3Snowplow.RabbitMq.Receiving;
using S3Snowplow.RabbitMq.Rejecting;
using Log = S3Snowplow.RabbitMq.Diagnostics.Log;

namespace S3Snowplow.RabbitMq;

/// <summary>
/// Consumes a queue by competing consumers. A message is acknowledged when all its events have settled; what has to come again is given back after a wait, what was rejected
/// is moved to the rejected queue.
/// </summary>
/// <remarks>
/// A lost connection is made anew only when the relay asks for more and its emitter takes more. So an outage of the collector that outlasts the broker's patience (<c>consumer_timeout</c>, 30 minutes
/// by default since RabbitMQ 3.8.17, which ends the channel) returns messages once, not every half hour, and a quorum queue's limit of deliveries is not used up by it.
/// Source: RabbitMQ's "Consumers", "Delivery Acknowledgement Timeout".
/// </remarks>
/// <param name="name">What logs and the health check call it.</param>
/// <param name="options">The settings.</param>
/// <param name="whenReady">Completes when there is a use for more messages: not during an outage of the collector.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads waits.</param>
/// <param name="logger">Takes the log messages.</param>
internal sealed class RabbitMqSource(string name, RabbitMqSourceOptions options, Func<CancellationToken, ValueTask> whenReady, TimeProvider time, Func<double> random, ILogger logger)
    : IObjectEventSource, ISourceStatus, IRunObserver
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    // A connection that held for so long was a good one: the next failure is a first one.
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LogWindow = TimeSpan.FromSeconds(10);

    private readonly GatheredLog _notMoved = new(time, LogWindow, firstAtOnce: true, (count, reason) => Log.RejectedNotMoved(logger, name, count, options.RejectedQueue ?? "", reason));
    private RabbitMqSession? _session;
    private string? _problem;
    private string? _rejectedProblem;
    private int _sessions;
    private int _failures;

    public string? Problem => Volatile.Read(ref _problem)
        ?? (Volatile.Read(ref _session)?.Lost is { } reason ? LostProblem(reason) : null)
        ?? Volatile.Read(ref _rejectedProblem);

    internal static double DefaultRandom() =>
#pragma warning disable RS0030, CA5394 // The one place where the default for the parameter is chosen; it spreads waits and protects nothing.
        Random.Shared.NextDouble();
#pragma warning restore RS0030, CA5394

    public void OnRunEnded() => _notMoved.Tell();

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            RabbitMqSession session = await OpenAsync(cancellationToken).ConfigureAwait(false);
            long opened = time.GetTimestamp();
            try
            {
                while (await session.Messages.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    // What was not taken before the connection was lost comes again by the next one.
                    while (session.Lost is null && session.Messages.TryRead(out RabbitMqMessage? message))
                    {
                        yield return ToNotification(session, message);
                    }

                    if (session.Lost is not null)
                    {
                        break;
                    }
                }
            }
            finally
            {
                Volatile.Write(ref _session, null);
                await session.LeaveAsync().ConfigureAwait(false);
            }

            _failures = time.GetElapsedTime(opened) >= Steady ? 1 : _failures + 1;
            Volatile.Write(ref _problem, LostProblem(session.Lost));
            await Task.Delay(Backoff(), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RabbitMqSession> OpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await whenReady(cancellationToken).ConfigureAwait(false);
            try
            {
                RabbitMqSession session = await RabbitMqSession.OpenAsync(name, options, time, logger, cancellationToken).ConfigureAwait(false);
                _sessions++;
                Volatile.Write(ref _session, session);
                Volatile.Write(ref _problem, null);
                Log.Consuming(logger, name, options.Queue!, BrokerAddress.Shown(options), options.Consumers, options.Prefetch);
                return session;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception exception) when (BrokerRefusal.Of(exception, options) is { } refusal)
            {
                // To the host, which starts the source again with growing waits, and whose health check says so.
                Volatile.Write(ref _problem, refusal);
                throw new RabbitMqSourceException($"The source {refusal}.", exception);
            }
#pragma warning disable CA1031 // Whatever else keeps from connecting may pass: network, names, a broker that starts. It is said in the log and the health check.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _failures++;
                TimeSpan delay = Backoff();
                Volatile.Write(ref _problem, $"cannot reach its broker at {BrokerAddress.Shown(options)} ({exception.GetBaseException().GetType().Name}), {_failures} times in a row");
                Log.ConnectFailed(logger, exception, name, BrokerAddress.Shown(options), _failures, delay);
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static string LostProblem(string? reason) => $"has lost its connection ({reason}) and connects again when the relay takes more";

    private TimeSpan Backoff() => Spread(Math.Min(FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(_failures - 1, 20)), LongestBackoff.TotalSeconds));

    private TimeSpan RequeueDelay(RabbitMqMessage message) => Spread(Math.Min(
        options.RequeueDelay.TotalSeconds * Math.Pow(2, Math.Min(message.DeliveryCount, 20)), RabbitMqSourceOptionsValidator.LongestRequeueDelay.TotalSeconds));

    private TimeSpan Spread(double seconds) => TimeSpan.FromSeconds(seconds * (0.5 + (random() / 2)));

    private Notification ToNotification(RabbitMqSession session, RabbitMqMessage message) =>
        new(message.Body, $"{name}:{_sessions}.{message.Channel.ChannelNumber}.{message.DeliveryTag}", result => new ValueTask(SettleAsync(session, message, result)))
        {
            ReceivedAt = time.GetUtcNow() - time.GetElapsedTime(message.ReceivedAt),
            IsRedelivery = message.IsRedelivery,
            TraceContext = message.TraceContext,
        };

    private async Task SettleAsync(RabbitMqSession session, RabbitMqMessage message, RelayResult result)
    {
        if (result.ShouldAcknowledge || session.Lost is not null)
        {
            // Of a lost session nothing is said, and nothing moved: the message comes again.
            await session.AckAsync(message).ConfigureAwait(false);
        }
        else if (result.Outcome != DeliveryOutcome.Rejected)
        {
            await GiveBackAsync(session, message, RequeueDelay(message)).ConfigureAwait(false);
        }
        else if (options.RejectedQueue is null)
        {
            await session.DeadLetterAsync(message).ConfigureAwait(false);
        }
        else
        {
            await MoveAsync(session, message, result, options.RejectedQueue).ConfigureAwait(false);
        }
    }

    private async Task MoveAsync(RabbitMqSession session, RabbitMqMessage message, RelayResult result, string queue)
    {
        TimeSpan delay;
        try
        {
            await session.PublishRejectedAsync(RejectedProperties.Of(message.Properties, result, options.Queue!, time.GetUtcNow()), message.Body).ConfigureAwait(false);
            Volatile.Write(ref _rejectedProblem, null);
            Log.RejectedMoved(logger, result.NotificationId, queue);
            await session.AckAsync(message).ConfigureAwait(false);
            return;
        }
#pragma warning disable CA1031 // Protects the message: whatever kept it from the rejected queue, it must stay in its own.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            delay = RequeueDelay(message);
            string reason = exception is PublishException publish ? publish.IsReturn ? "no such queue" : "the broker refused it" : exception.GetBaseException().GetType().Name;
            Volatile.Write(ref _rejectedProblem, $"cannot move what was rejected to the queue {queue} ({reason})");
            _notMoved.Note(reason);
        }

        await GiveBackAsync(session, message, delay).ConfigureAwait(false);
    }

    private async Task GiveBackAsync(RabbitMqSession session, RabbitMqMessage message, TimeSpan delay)
    {
        await Task.Delay(delay, time, session.Leaving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await session.RequeueAsync(message).ConfigureAwait(false);
    }
}
