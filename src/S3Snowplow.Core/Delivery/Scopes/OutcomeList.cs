namespace S3Snowplow.Delivery;

/// <summary>
/// The outcomes of a scope by index: a byte for each event, and more only for those that were not delivered with HTTP 200, which are few.
/// </summary>
/// <param name="capacity">How many events are expected.</param>
internal struct OutcomeList(int capacity)
{
    private byte[] _kinds = capacity == 0 ? [] : new byte[capacity];
    private Dictionary<int, EventOutcome>? _others;

    public int Count { get; private set; }

    public EventOutcome this[int index]
    {
        readonly get => (DeliveryOutcome)_kinds[index] switch
        {
            DeliveryOutcome.Pending => default,
            _ when _others is not null && _others.TryGetValue(index, out EventOutcome other) => other,
            _ => EventOutcome.Delivered,
        };
        set
        {
            _kinds[index] = (byte)value.Outcome;
            if (value.Outcome != DeliveryOutcome.Pending && value != EventOutcome.Delivered)
            {
                (_others ??= [])[index] = value;
            }
        }
    }

    public readonly bool IsPending(int index) => _kinds[index] == (byte)DeliveryOutcome.Pending;

    public void Add(EventOutcome outcome)
    {
        if (Count == _kinds.Length)
        {
            Array.Resize(ref _kinds, Math.Max(4, _kinds.Length * 2));
        }

        this[Count++] = outcome;
    }

    public readonly EventOutcome[] ToArray()
    {
        var all = new EventOutcome[Count];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = this[i];
        }

        return all;
    }
}
