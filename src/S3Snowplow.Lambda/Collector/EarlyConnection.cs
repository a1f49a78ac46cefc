using System.Net.Sockets;
using System.Security.Authentication;
using S3Snowplow.Lambda.Http;

namespace S3Snowplow.Lambda.Collector;

/// <summary>
/// A connection that is opened before there is a request for it, so that name, TCP and TLS are dealt with while a function waits for its first invocation. Whoever
/// takes it waits for as long as an opening takes that goes well, and no longer; one that is late, has failed, or was under way when the process was frozen, is thrown away, and
/// nobody meets it again.
/// </summary>
internal sealed class EarlyConnection : IDisposable
{
    /// <summary>The age from which on an opening is late. A handshake takes a few round trips; and a function has few seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly HttpConnection _connection;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly long _started;
    private readonly Task<bool> _opening;

    /// <summary>Begins to open a connection.</summary>
    /// <param name="connection">A connection that is not open.</param>
    /// <param name="time">The clock.</param>
    public EarlyConnection(HttpConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _started = time.GetTimestamp();
        _end = new CancellationTokenSource(Limit, time);
        _opening = OpenAsync();
    }

    /// <summary>Gives the connection, open, or <see langword="null"/> where it is thrown away. To be called once.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while it was waited for; it is thrown away.</exception>
    public async ValueTask<HttpConnection?> TakeAsync(CancellationToken cancellationToken)
    {
        bool isOpen = false;
        try
        {
            // By the clock, besides the timer: a process that was frozen may get here before its timers do.
            TimeSpan left = Limit - _time.GetElapsedTime(_started);
            if (_opening.IsCompleted || left > TimeSpan.Zero)
            {
                isOpen = await _opening.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TimeoutException)
        {
            // Late.
        }
        finally
        {
            if (!isOpen)
            {
                Dispose();
            }
        }

        if (!isOpen)
        {
            return null;
        }

        _end.Dispose();
        return _connection;
    }

    /// <summary>Throws the connection away, as soon as its opening has ended; does not wait for that.</summary>
    public void Dispose() => _ = EndAsync();

    private async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _opening.ConfigureAwait(false);
        _connection.Dispose();
        _end.Dispose();
    }

    private async Task<bool> OpenAsync()
    {
        try
        {
            await _connection.OpenAsync(_end.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            // Nobody's failure: the request that would have used it opens another, and tells.
            return false;
        }
    }
}
