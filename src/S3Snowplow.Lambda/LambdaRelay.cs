using System.Globalization;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;

namespace S3Snowplow.Lambda;

/// <summary>
/// Relays the payload of one invocation within its time, and makes of the outcomes what its trigger understands. Whatever runs the function may call it:
/// <see cref="LambdaFunction"/>, or a handler of somebody else's runtime client.
/// </summary>
/// <remarks>
/// <para>A batch of SQS messages is answered with those that failed, and an HTTP request (of a function URL, an API Gateway, a load balancer) with a status; anything else succeeds, or throws <see cref="NotDeliveredException"/> so that Lambda
/// brings it again. See <c>docs/delivery.md</c>, "Who keeps what".</para>
/// <para>Safe for use by several threads: invocations that overlap share requests, and each keeps to its own deadline.</para>
/// </remarks>
public sealed class LambdaRelay
{
    // At the deadline less the margin requests are called off at once; this much of the margin is left for the response.
    private static readonly TimeSpan ResponseTime = TimeSpan.FromMilliseconds(100);

    private readonly ObjectEventRelay _relay;
    private readonly TimeSpan _margin;
    private readonly bool _reportsItems;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes a relay for invocations.</summary>
    /// <param name="relay">The relay, which stays its owner's.</param>
    /// <param name="options">The settings; read once.</param>
    /// <param name="timeProvider">The clock, the same as the relay's; the system's by default.</param>
    /// <param name="loggerFactory">Takes the log messages; nobody by default.</param>
    /// <exception cref="RelayOptionsException">A setting is not allowed.</exception>
    public LambdaRelay(ObjectEventRelay relay, LambdaRelayOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(relay);

        options ??= new LambdaRelayOptions();
        List<string> errors = [];
        options.Validate(errors);
        if (errors.Count > 0)
        {
            throw new RelayOptionsException(errors);
        }

        _relay = relay;
        _margin = options.DeadlineMargin;
        _reportsItems = options.ReportBatchItemFailures;
        _time = timeProvider ?? TimeProvider.System;
        _logger = loggerFactory?.CreateLogger(typeof(LambdaRelay).FullName!) ?? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
    }

    /// <summary>Relays an invocation's payload, and returns when each event has its outcome and no request is under way for it.</summary>
    /// <param name="invocation">The invocation. Its deadline less <see cref="LambdaRelayOptions.DeadlineMargin"/> is that of its notifications.</param>
    /// <param name="cancellationToken">Brings the deadline forward to now.</param>
    /// <returns>The response, as JSON.</returns>
    /// <exception cref="NotDeliveredException">Something was not delivered, and the trigger has no better way to be told.</exception>
    public Task<ReadOnlyMemory<byte>> HandleAsync(Invocation invocation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(invocation);

        return HandleAsync(invocation, InvocationPayload.Read(invocation.Payload, invocation.RequestId), cancellationToken);
    }

    internal async Task<ReadOnlyMemory<byte>> HandleAsync(Invocation invocation, InvocationPayload payload, CancellationToken cancellationToken)
    {
        TimeSpan remaining = invocation.Remaining(_time);
        TimeSpan deadline = remaining > _margin ? remaining - _margin : TimeSpan.Zero;
        if (payload.Kind != PayloadKind.SqsBatch)
        {
            RelayResult result = await _relay.RelayAsync(payload.Notifications[0], deadline, cancellationToken).ConfigureAwait(false);
            await QuietAsync(invocation).ConfigureAwait(false);
            if (payload.Kind == PayloadKind.HttpRequest)
            {
                return HttpTriggerResponse.Of(result);
            }

            return result.ShouldAcknowledge ? LambdaResponse.OfNotification(result) : throw new NotDeliveredException(LambdaResponse.Describe(result));
        }

        IReadOnlyList<RelayResult> results = await _relay.RelayAllAsync(payload.Notifications, deadline, cancellationToken).ConfigureAwait(false);
        await QuietAsync(invocation).ConfigureAwait(false);
        List<int> failed = LambdaResponse.Failed(results, payload.IsFifo);
        if (failed.Count > 0)
        {
            LambdaLog.BatchFailures(_logger, results.Count, failed.Count);
            int unlisted = failed.FindIndex(index => !payload.CanBeListed(index));
            if (unlisted >= 0)
            {
                throw new NotDeliveredException($"An element of the batch that has no messageId was not delivered. It cannot be listed as failed, so the whole batch goes back, of which {failed.Count} of {results.Count} were not delivered. The element: {LambdaResponse.Describe(results[failed[unlisted]])}");
            }

            if (!_reportsItems)
            {
                throw new NotDeliveredException($"{failed.Count} of {results.Count} messages were not delivered, so the whole batch goes back (SQS_REPORT_BATCH_ITEM_FAILURES is false). The first: {LambdaResponse.Describe(results[failed[0]])}");
            }
        }

        return LambdaResponse.OfBatch(payload.Notifications, failed);
    }

    /// <summary>Has a scheduled event handled within the invocation's time, and returns when no request is under way for it.</summary>
    /// <exception cref="NotDeliveredException">Its time was up.</exception>
    /// <exception cref="ScheduledHandlerException">The handler threw.</exception>
    internal async Task HandleScheduledAsync(Invocation invocation, Func<Invocation, IEventEmitter, CancellationToken, Task> handler, CancellationToken cancellationToken)
    {
        TimeSpan time = invocation.Remaining(_time) - _margin;
        using var deadline = new CancellationTokenSource(TimeSpan.FromTicks(Math.Clamp(time.Ticks, 0, TimeSpan.TicksPerDay)), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await handler(invocation, _relay.Emitter, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (either.IsCancellationRequested)
        {
            throw new NotDeliveredException(cancellationToken.IsCancellationRequested
                ? "The handler of the scheduled event was called off, since the environment ends."
                : string.Create(CultureInfo.InvariantCulture, $"The handler of the scheduled event was called off {_margin.TotalMilliseconds:0} ms (DEADLINE_MARGIN_MS) before the invocation's deadline; it had {Math.Max(0, time.TotalSeconds):0.0} s. Where that happens again, give the function a longer timeout."), exception);
        }
#pragma warning disable CA1031 // Whatever it is, it is told as the handler's.
        catch (Exception exception) when (exception is not NotDeliveredException)
#pragma warning restore CA1031
        {
            throw new ScheduledHandlerException(exception);
        }
        finally
        {
            await QuietAsync(invocation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until no request is under way that only this invocation needed: the environment may be frozen once it is answered.</summary>
    private async ValueTask QuietAsync(Invocation invocation)
    {
        Task quiet = _relay.WhenQuietAsync();
        if (quiet.IsCompleted)
        {
            return;
        }

        TimeSpan left = invocation.Remaining(_time) - ResponseTime;
        try
        {
            // Far less than the longest time that a timer takes.
            await quiet.WaitAsync(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, TimeSpan.TicksPerHour)), _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LambdaLog.StillBusy(_logger);
        }
    }
}
