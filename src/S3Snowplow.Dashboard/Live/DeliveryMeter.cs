using S3Snowplow.Delivery;

namespace S3Snowplow.Dashboard.Live;

/// <summary>When the collector last took something, and how much in a minute: from an emitter's books, looked at again and again. Not safe for several threads.</summary>
internal sealed class DeliveryMeter
{
    private const long None = -1;

    private long _delivered;
    private long _minute = None;
    private long _atMinute = None;

    /// <summary>When a look first found more delivered than the one before; <see langword="null"/>: never yet.</summary>
    public DateTimeOffset? LastAnswer { get; private set; }

    /// <summary>Events delivered in the last minute that was looked at from its begin to its end.</summary>
    public long? EventsPerMinute { get; private set; }

    /// <summary>Looks.</summary>
    /// <param name="books">The books.</param>
    /// <param name="now">The present time.</param>
    public void Look(EmitterStatistics books, DateTimeOffset now)
    {
        if (books.Delivered > _delivered)
        {
            LastAnswer = now;
        }

        long minute = now.UtcTicks / TimeSpan.TicksPerMinute;
        if (minute != _minute)
        {
            // A minute that was looked at late, or not at all, tells nothing of one minute.
            EventsPerMinute = minute == _minute + 1 && _atMinute != None ? books.Delivered - _atMinute : null;
            _atMinute = _minute == None ? None : books.Delivered;
            _minute = minute;
        }

        _delivered = books.Delivered;
    }
}
