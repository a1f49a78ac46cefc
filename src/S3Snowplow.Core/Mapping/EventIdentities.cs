namespace S3Snowplow.Mapping;

/// <summary>
/// Puts the ids of many events where they belong, eight at a time where the processor can: the same ids as <see cref="EventIdentity.Of"/>, for a fifth of
/// the time. Not safe for several threads.
/// </summary>
internal sealed class EventIdentities
{
    // Below, the platform's SHA-1 is faster, one message after the other.
    private const int Worthwhile = 3;

    private readonly Sha1Lanes? _sha1 = Sha1Lanes.IsSupported ? new Sha1Lanes() : null;
    private readonly (byte[] Target, int At, int Length)[] _lanes = new (byte[], int, int)[Sha1Lanes.Count];
    private int _used;

    /// <summary>Writes an id, at the latest with the next <see cref="Complete"/>.</summary>
    /// <param name="message">What the id is derived from, as <see cref="EventIdentity.TryWrite"/> wrote it.</param>
    /// <param name="target">Takes the id as text, 36 bytes.</param>
    /// <param name="at">Where.</param>
    public void Add(ReadOnlySpan<byte> message, byte[] target, int at)
    {
        if (_sha1 is null || message.Length > Sha1Lanes.MaxLength)
        {
            Write(EventIdentity.FromHash(message), target, at);
            return;
        }

        message.CopyTo(_sha1.Message(_used));
        _lanes[_used++] = (target, at, message.Length);
        if (_used == Sha1Lanes.Count)
        {
            Complete();
        }
    }

    /// <summary>Writes all ids that were asked for, and forgets them.</summary>
    public void Complete()
    {
        if (_used >= Worthwhile)
        {
            Hash(_sha1!);
        }
        else
        {
            for (int lane = 0; lane < _used; lane++)
            {
                Write(EventIdentity.FromHash(_sha1!.Message(lane)[.._lanes[lane].Length]), _lanes[lane].Target, _lanes[lane].At);
            }
        }

        Array.Clear(_lanes, 0, _used);
        _used = 0;
    }

    private void Hash(Sha1Lanes sha1)
    {
        for (int lane = 0; lane < _used; lane++)
        {
            sha1.Close(lane, _lanes[lane].Length);
        }

        sha1.Hash(_used);
        Span<byte> digest = stackalloc byte[16];
        for (int lane = 0; lane < _used; lane++)
        {
            sha1.Digest(lane, digest);
            Write(EventIdentity.FromDigest(digest), _lanes[lane].Target, _lanes[lane].At);
        }
    }

    private static void Write(Guid id, byte[] target, int at) => id.TryFormat(target.AsSpan(at, EventWriter.IdLength), out _, "D");
}
