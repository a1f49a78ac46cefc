using System.IO.Hashing;
using System.Runtime.InteropServices;
using S3Snowplow.Notifications;

namespace S3Snowplow.Capacity;

/// <summary>Remembers the last object events, so that a redelivered one counts once. Not safe for several threads.</summary>
/// <remarks>
/// By 64 bits over the same parts that make an event's id: with a million remembered, one event in 10^13 is taken for another. The id itself is a SHA-1,
/// which would cost more than all the rest of the monitor.
/// </remarks>
internal sealed class TrackedEventIds(int capacity)
{
    private readonly HashSet<ulong> _known = [];
    private readonly Queue<ulong> _order = new();

    public int Count => _known.Count;

    /// <summary>Remembers an event; <see langword="false"/> where it is known already.</summary>
    public bool Add(ulong id)
    {
        if (capacity == 0)
        {
            return true;
        }

        if (!_known.Add(id))
        {
            return false;
        }

        _order.Enqueue(id);
        if (_known.Count > capacity)
        {
            _known.Remove(_order.Dequeue());
        }

        return true;
    }

    /// <summary>What an event is recognised by; pure, so it may be made outside of a lock.</summary>
    public static ulong IdOf(in ObjectEvent one)
    {
        ulong hash = Hash(one.Key, (ulong)one.Dialect);
        hash = Hash(one.Bucket, hash);
        hash = Hash(one.Name, hash);
        hash = Hash(one.TimeText, hash);
        hash = Hash(one.VersionId, hash);
        return one.Sequencer is { } sequencer ? Hash(sequencer, hash) : Hash(one.RequestId, hash + 1);
    }

    // The length goes in, so that no two parts run into each other; the sequencer's spelling is one a source keeps.
    private static ulong Hash(string? text, ulong seed) =>
        XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), (long)(seed + (((ulong)(text?.Length ?? 0)) << 32)));
}
