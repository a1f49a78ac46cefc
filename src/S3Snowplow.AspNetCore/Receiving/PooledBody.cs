using System.Buffers;

namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>The bytes of a body, in an array that was lent. They stay as they are until somebody gives the array back.</summary>
/// <remarks>
/// An array that is given back too early is written over while the relay reads it. One that is never given back is collected like any other. So whoever is not sure whether the bytes
/// are still read does not give them back.
/// </remarks>
internal sealed class PooledBody
{
    private readonly ArrayPool<byte> _pool;
    private byte[]? _array;

    /// <param name="pool">Where the array goes back to.</param>
    /// <param name="array">The array.</param>
    /// <param name="length">How many of its bytes are the body.</param>
    public PooledBody(ArrayPool<byte> pool, byte[] array, int length) => (_pool, _array, Bytes) = (pool, array, array.AsMemory(0, length));

    /// <summary>The body. Not to be looked at any more once it was given back.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Gives the array back. A second call does nothing.</summary>
    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            Bytes = default;
            _pool.Return(array);
        }
    }
}
