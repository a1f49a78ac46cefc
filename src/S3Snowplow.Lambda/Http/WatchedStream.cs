using System.Net.Sockets;

namespace S3Snowplow.Lambda.Http;

/// <summary>
/// The bytes beneath TLS. Tells when all that has come has been looked at: bytes of the protocol itself (TLS 1.3 sends session tickets after the handshake) make a socket
/// readable just as an answer does that nobody asked for, and only whoever decrypts them knows which it is.
/// </summary>
/// <param name="socket">The socket, which it owns.</param>
internal sealed class WatchedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _asked;
    private bool _isReading;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        TaskCompletionSource? asked;
        lock (_gate)
        {
            _isReading = true;
            (asked, _asked) = (_asked, null);
        }

        asked?.TrySetResult();
        try
        {
            return await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _isReading = false;
            }
        }
    }

    /// <summary>Completes when <paramref name="reading"/> has, which then has found something; or when it waits for bytes, and none are there.</summary>
    /// <param name="reading">A read of what stands above.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask WhenAllIsReadAsync(Task reading, CancellationToken cancellationToken)
    {
        while (!reading.IsCompleted)
        {
            Task asked;
            lock (_gate)
            {
                if (_isReading && !Socket.Poll(0, SelectMode.SelectRead))
                {
                    return;
                }

                // Either bytes are there, and the read under way gets them; or it got some, and more is asked for once they are dealt with.
                asked = (_asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await Task.WhenAny(reading, asked).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
