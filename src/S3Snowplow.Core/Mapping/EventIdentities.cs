namespace S3Snowplow.Mapping;

/// <summary>
/// Gives many events their ids, eight at a time where the processor can: the same ids as <see cref="EventIdentity.Of"/>, for a fifth of
/// the time. Not safe for several threads.
/// </summary>
internal sealed class EventIdentities
{
    // Below, the platform's SHA-1 is faster, one message after the other.
    private const int Worthwhile = 3;

    private readonly Sha1Lanes? _sha1 = Sha1Lanes.IsSupported ? new Sha1Lanes() : null;
    private readonly (EventResult[] Events, int Index, int Length)[] _lanes = new (EventResult[], int, int)[Sha1Lanes.Count];
    private int _used;

    /// <summary>Gives an event its id, at the latest with the next <see cref="Complete"/>.</summary>
    public void Add(EventResult[] events, int index)
    {
        if (_sha1 is null || !EventIdentity.TryWrite(events[index].ObjectEvent, _sha1.Message(_used), out int length))
        {
            Set(events, index, EventIdentity.Of(events[index].ObjectEvent));
            return;
        }

        _lanes[_used++] = (events, index, length);
        if (_used == Sha1Lanes.Count)
        {
            Complete();
        }
    }

    /// <summary>Gives all events that were added their ids, and forgets them.</summary>
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
                Set(_lanes[lane].Events, _lanes[lane].Index, EventIdentity.FromHash(_sha1!.Message(lane)[.._lanes[lane].Length]));
            }
        }

        Array.Clear(_lanes);
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
            Set(_lanes[lane].Events, _lanes[lane].Index, EventIdentity.FromDigest(digest));
        }
    }

    private static void Set(EventResult[] events, int index, Guid id) => events[index] = events[index] with { EventId = id };
}
