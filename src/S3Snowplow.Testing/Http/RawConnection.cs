using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace S3Snowplow.Testing;

/// <summary>Writes to a connection past the HTTP server, for responses that no HTTP server would send.</summary>
internal static class RawConnection
{
    /// <summary>Sends bytes in place of a response and closes the connection in order (FIN), so that all of them arrive.</summary>
    /// <param name="context">A request that has not been answered.</param>
    /// <param name="bytes">What to send.</param>
    /// <param name="interval">The time between two bytes; <see langword="null"/> to send all at once.</param>
    /// <param name="time">The clock of the interval.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> bytes, TimeSpan? interval, TimeProvider time, CancellationToken cancellationToken)
    {
        // Kestrel's own writer wraps this pipe and has written nothing for this request yet.
        var output = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output;
        var step = interval is null ? bytes.Length : 1;
        for (var i = 0; i < bytes.Length; i += step)
        {
            if (i > 0 && interval is { } wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(bytes.Slice(i, step), cancellationToken).ConfigureAwait(false);
        }

        // Aborting now could overtake bytes that are not sent yet; completing sends them, then closes. Only then may the server clean up.
        await output.CompleteAsync().ConfigureAwait(false);
        await WhenClosedAsync(context, cancellationToken).ConfigureAwait(false);
        context.Abort();
    }

    private static async Task WhenClosedAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registration = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(() => closed.TrySetResult());
        await using (registration.ConfigureAwait(false))
            await closed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
