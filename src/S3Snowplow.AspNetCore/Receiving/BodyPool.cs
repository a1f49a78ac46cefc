using System.Buffers;
using System.Text;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>Lends the arrays that bodies are copied into.</summary>
/// <remarks>A body of some hundred records is a large object of the runtime, and each such object brings the next collection of everything nearer. A pool makes them once.</remarks>
/// <param name="arrays">Where the arrays come from; tests give one that records.</param>
internal sealed class BodyPool(ArrayPool<byte> arrays)
{
    /// <summary>The pool of all webhooks of the process.</summary>
    public static readonly BodyPool Shared = new(ArrayPool<byte>.Shared);

    /// <summary>Copies bytes out of a pipe, which takes its own memory back.</summary>
    public PooledBody Copy(in ReadOnlySequence<byte> bytes)
    {
        int length = checked((int)bytes.Length);
        byte[] array = arrays.Rent(length);
        bytes.CopyTo(array);
        return new PooledBody(arrays, array, length);
    }

    /// <summary>Copies a body with something before it and behind it.</summary>
    public PooledBody Join(ReadOnlySpan<byte> before, ReadOnlySpan<byte> body, ReadOnlySpan<byte> after)
    {
        int length = checked(before.Length + body.Length + after.Length);
        byte[] array = arrays.Rent(length);
        before.CopyTo(array);
        body.CopyTo(array.AsSpan(before.Length));
        after.CopyTo(array.AsSpan(before.Length + body.Length));
        return new PooledBody(arrays, array, length);
    }

    /// <summary>Encodes a text as UTF-8.</summary>
    public PooledBody Encode(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte[] array = arrays.Rent(length);
        Encoding.UTF8.GetBytes(text, array);
        return new PooledBody(arrays, array, length);
    }
}
