using Microsoft.Extensions.Logging;
using S3Snowplow.Lambda.Logging;
using S3Snowplow.Lambda.RuntimeApi;

namespace S3Snowplow.Lambda;

/// <summary>Takes one invocation after the other, has it handled, and answers it. Where several run, each has a client of its own.</summary>
/// <param name="client">The Runtime API.</param>
/// <param name="handler">Handles an invocation; what it throws is reported as that invocation's error.</param>
/// <param name="setsTraceVariable">
/// Whether the trace header is put into <c>_X_AMZN_TRACE_ID</c>, as AWS's SDKs expect. Not where loops run side by side: there is one environment for all.
/// </param>
/// <param name="logger">Takes errors.</param>
internal sealed class RuntimeLoop(RuntimeApiClient client, Func<Invocation, CancellationToken, Task<ReadOnlyMemory<byte>>> handler, bool setsTraceVariable, ILogger logger)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    private string? _trace;

    /// <summary>Runs until it is stopped; an invocation that is under way then is answered first.</summary>
    /// <param name="stop">Ends the wait for the next invocation.</param>
    /// <param name="giveUp">Tells the handler to come to an end at once.</param>
    /// <exception cref="RuntimeApiException">The Runtime API cannot be worked with: the process ends.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken giveUp)
    {
        while (!stop.IsCancellationRequested)
        {
            Invocation invocation;
            try
            {
                invocation = await client.NextAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            if (setsTraceVariable && invocation.TraceId != _trace)
            {
                _trace = invocation.TraceId;
                Environment.SetEnvironmentVariable(TraceVariable, _trace);
            }

            await AnswerAsync(invocation, giveUp).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(Invocation invocation, CancellationToken giveUp)
    {
        CurrentRequest.Id = invocation.RequestId;
        ReadOnlyMemory<byte> response;
        try
        {
            response = await handler(invocation, giveUp).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // An invocation's error is reported, and the next invocation is taken; nothing of it may end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is NotDeliveredException)
            {
                LambdaLog.NotDelivered(logger, exception.Message);
            }
            else if (exception is ScheduledHandlerException { InnerException: { } cause })
            {
                LambdaLog.ScheduledHandlerFailed(logger, cause, cause.Message.TrimEnd('.'));
                exception = cause;
            }
            else
            {
                LambdaLog.InvocationFailed(logger, exception);
            }

            await client.ReportAsync(invocation, ErrorReport.Of(exception), CancellationToken.None).ConfigureAwait(false);
            return;
        }

        await client.RespondAsync(invocation, response, CancellationToken.None).ConfigureAwait(false);
    }
}
