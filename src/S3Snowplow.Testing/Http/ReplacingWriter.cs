using System.Buffers;
using System.IO.Pipelines;

namespace S3Snowplow.Testing;

/// <summary>Writes what it is given, until it is told what to write in place of all that follows.</summary>
internal sealed class ReplacingWriter(PipeWriter inner) : PipeWriter
{
    private ArrayBufferWriter<byte>? _dropped;
    private byte[]? _replacement;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>Sends these bytes with the next flush, and nothing else from now on.</summary>
    public void Replace(byte[] bytes)
    {
        _dropped = new ArrayBufferWriter<byte>();
        _replacement = bytes;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _dropped?.GetMemory(sizeHint) ?? inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _dropped is null ? inner.GetSpan(sizeHint) : _dropped.GetSpan(sizeHint);

    public override void Advance(int bytes)
    {
        if (_dropped is null)
            inner.Advance(bytes);
        else
            _dropped.Advance(bytes);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _replacement, null) is { } bytes ? inner.WriteAsync(bytes, cancellationToken) : inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
}
