using System.Buffers;
using S3Snowplow.Mapping;

namespace S3Snowplow.Delivery;

/// <summary>
/// The body of a request, from its first event on: the envelope's opening, then each event as it will be sent, in one array of the pool. Before an attempt the ids that are open are put in,
/// eight at a time, and the time of the attempt; nothing is copied unless an event has left.
/// </summary>
/// <param name="body">What stands around the events.</param>
internal sealed class Slab(PostBody body)
{
    private const int LeastBytes = 4096;

    [ThreadStatic]
    private static EventIdentities? t_identities;

    private byte[] _bytes = [];
    private int _length;
    private byte[] _messages = [];
    private int _messagesLength;

    /// <summary>The bytes that it holds for events, whether there are any or not.</summary>
    public long RoomBytes => (long)_bytes.Length + _messages.Length;

    /// <summary>Writes an event behind the others.</summary>
    /// <param name="queued">Is told where it stands.</param>
    /// <param name="parameters">Its own parameters.</param>
    /// <param name="message">What its id is derived from; empty where it has its id.</param>
    public void Append(ref QueuedEvent queued, ReadOnlySpan<byte> parameters, ReadOnlySpan<byte> message)
    {
        if (_length == 0)
        {
            Reserve(ref _bytes, 0, PostBody.Opening.Length + queued.Bytes + 1);
            PostBody.Opening.CopyTo(_bytes);
            _length = PostBody.Opening.Length;
        }

        // And one byte for the last of the closing.
        Reserve(ref _bytes, _length, queued.Bytes + 1);
        queued.Start = _length;
        body.BeforeEvent.CopyTo(_bytes.AsSpan(_length));
        _length += body.BeforeEvent.Length;
        parameters.CopyTo(_bytes.AsSpan(_length));
        _length += parameters.Length;
        PostBody.AfterEvent.CopyTo(_bytes.AsSpan(_length));
        _length += PostBody.AfterEvent.Length;

        (queued.MessageStart, queued.MessageLength) = (_messagesLength, message.Length);
        if (!message.IsEmpty)
        {
            Reserve(ref _messages, _messagesLength, message.Length);
            message.CopyTo(_messages.AsSpan(_messagesLength));
            _messagesLength += message.Length;
        }
    }

    /// <summary>Writes an event of another slab behind the others.</summary>
    public void Append(ref QueuedEvent queued, Slab from) =>
        Append(ref queued, from.ParametersOf(queued), from._messages.AsSpan(queued.MessageStart, queued.MessageLength));

    /// <summary>An event's own parameters; with its id once a body was made.</summary>
    public ReadOnlySpan<byte> ParametersOf(in QueuedEvent queued) =>
        _bytes.AsSpan(queued.Start + body.BeforeEvent.Length, queued.Bytes - body.BeforeEvent.Length - PostBody.AfterEvent.Length);

    /// <summary>Makes the body of an attempt.</summary>
    /// <param name="events">The events that it has, in their order. They are told where they stand now.</param>
    /// <param name="now">The time of the attempt. Each writes its own <c>stm</c>: Enrich corrects a device's clock by the time between creation and sending.</param>
    public ReadOnlyMemory<byte> Body(Span<QueuedEvent> events, DateTimeOffset now)
    {
        Span<byte> stm = stackalloc byte[PostBody.StmDigits];
        PostBody.WriteStm(now, stm);
        int at = PostBody.Opening.Length;
        foreach (ref QueuedEvent queued in events)
        {
            if (queued.Start != at)
            {
                _bytes.AsSpan(queued.Start, queued.Bytes).CopyTo(_bytes.AsSpan(at));
                queued.Start = at;
            }

            stm.CopyTo(_bytes.AsSpan(at + PostBody.StmAt));
            at += queued.Bytes;

            // The closing of a former attempt may stand there.
            _bytes[at - 1] = PostBody.AfterEvent[^1];
        }

        WriteIds(events);
        PostBody.Closing.CopyTo(_bytes.AsSpan(at - 1));
        return _bytes.AsMemory(0, at - 1 + PostBody.Closing.Length);
    }

    /// <summary>Forgets all events; the room is kept for others.</summary>
    public void Clear() => (_length, _messagesLength) = (0, 0);

    /// <summary>Gives the room back to the pool.</summary>
    public void Recycle()
    {
        Clear();
        Return(ref _bytes);
        Return(ref _messages);
    }

    private void WriteIds(Span<QueuedEvent> events)
    {
        EventIdentities identities = t_identities ??= new EventIdentities();
        int before = body.BeforeEvent.Length + EventWriter.IdAt;
        foreach (ref QueuedEvent queued in events)
        {
            if (queued.MessageLength > 0)
            {
                identities.Add(_messages.AsSpan(queued.MessageStart, queued.MessageLength), _bytes, queued.Start + before);
                queued.MessageLength = 0;
            }
        }

        identities.Complete();
    }

    private static void Reserve(ref byte[] bytes, int length, int more)
    {
        if (bytes.Length - length >= more)
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(length + more, bytes.Length * 2), LeastBytes));
        bytes.AsSpan(0, length).CopyTo(larger);
        Return(ref bytes);
        bytes = larger;
    }

    private static void Return(ref byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = [];
        }
    }
}
