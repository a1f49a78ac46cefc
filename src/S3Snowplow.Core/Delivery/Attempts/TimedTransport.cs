using System.Diagnostics;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>One attempt over any transport: its time limit, its span and its measurement.</summary>
/// <param name="transport">Carries the batch.</param>
/// <param name="options">The settings, which are valid.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">Takes the attempts' durations.</param>
internal sealed class TimedTransport(IEventTransport transport, RelayOptions options, TimeProvider time, RelayMetrics metrics) : IEventTransport
{
    private readonly Uri? _collector = options.CollectorUri;
    private readonly TimeSpan _timeout = options.Delivery.RequestTimeout;

    /// <inheritdoc/>
    public async Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        using RelaySpan span = RelaySpan.Start("collector post", ActivityKind.Client);
        Activity? activity = span.Activity;
        if (_collector is not null)
        {
            activity?.SetTag("server.address", _collector.Host).SetTag("server.port", _collector.Port).SetTag("http.request.method", "POST");
        }

        long started = time.GetTimestamp();
        CollectorAnswer answer = default;
        try
        {
            answer = await SendWithinTimeAsync(batch, cancellationToken).ConfigureAwait(false);
            return answer;
        }
        finally
        {
            if (answer.ErrorType is not null)
            {
                activity?.SetTag("error.type", answer.ErrorType).SetStatus(ActivityStatusCode.Error);
            }

            if (answer.StatusCode is { } status)
            {
                activity?.SetTag("http.response.status_code", status);
            }

            metrics.Request(time.GetElapsedTime(started), batch.Count, batch.Body.Length, answer.Tag, answer.StatusCode, answer.ErrorType);
        }
    }

    private async Task<CollectorAnswer> SendWithinTimeAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_timeout, time);
        using CancellationTokenRegistration both = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), timeout);
        try
        {
            return await transport.SendAsync(batch, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time of the attempt, or a limit of the transport's own within it.
            return CollectorAnswer.NoAnswer("timeout");
        }
    }
}
