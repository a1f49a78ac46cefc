namespace S3Snowplow.AspNetCore.Receiving;

/// <summary>
/// The places of bodies that are being read. They are bounded, and nobody waits for one: whoever comes when all are taken gets that of the body that has been read for longest. A body
/// of an honest sender is there within milliseconds; so slow ones take places from one another, and from nobody else.
/// </summary>
/// <param name="most">How many there are.</param>
internal sealed class BodyPlaces(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Place> _taken = [];

    /// <summary>Takes a place; to be given back by disposing of it.</summary>
    public Place Take()
    {
        var place = new Place(this);
        Place? oldest = null;
        lock (_gate)
        {
            place.Node = _taken.AddLast(place);
            if (_taken.Count > most)
            {
                oldest = _taken.First!.Value;
                Remove(oldest);
            }
        }

        oldest?.GiveAway();
        return place;
    }

    // Under the lock.
    private void Remove(Place place)
    {
        if (place.Node is { } node)
        {
            _taken.Remove(node);
            place.Node = null;
        }
    }

    /// <summary>A body that is being read.</summary>
    public sealed class Place(BodyPlaces places) : IDisposable
    {
        private readonly CancellationTokenSource _lost = new();
        private bool _disposed;

        /// <summary>Is cancelled when the place goes to somebody else.</summary>
        public CancellationToken Lost => _lost.Token;

        internal LinkedListNode<Place>? Node { get; set; }

        public void Dispose()
        {
            lock (places._gate)
            {
                places.Remove(this);
            }

            lock (_lost)
            {
                _disposed = true;
                _lost.Dispose();
            }
        }

        internal void GiveAway()
        {
            lock (_lost)
            {
                if (!_disposed)
                {
                    // The reading goes on elsewhere: nothing of it runs here, under a lock, and nothing holds up who came.
                    _ = _lost.CancelAsync();
                }
            }
        }
    }
}
