namespace S3Snowplow.Delivery;

/// <summary>
/// The outcomes of a scope by index: a byte for each event, and more only for those that were not delivered with HTTP 200, which are few. The first one, which is the only one of most
/// scopes, takes no array.
/// </summary>
internal struct OutcomeList
{
    private DeliveryOutcome _first;
    private byte[]? _kinds;
    private Dictionary<int, EventOutcome>? _others;

    public int Count { get; private set; }

    public EventOutcome this[int index]
    {
        readonly get => Kind(index) switch
        {
            DeliveryOutcome.Pending => default,
            _ when _others is not null && _others.TryGetValue(index, out EventOutcome other) => other,
            _ => EventOutcome.Delivered,
        };
        set
        {
            if (index == 0)
            {
                _first = value.Outcome;
            }
            else
            {
                _kinds![index] = (byte)value.Outcome;
            }

            Worst = value.Outcome > Worst ? value.Outcome : Worst;
            if (value.Outcome != DeliveryOutcome.Pending && value != EventOutcome.Delivered)
            {
                (_others ??= [])[index] = value;
            }
        }
    }

    /// <summary>The worst of the outcomes so far; <see cref="DeliveryOutcome.Pending"/>, the lowest, before the first.</summary>
    public DeliveryOutcome Worst { get; private set; }

    public readonly bool IsPending(int index) => Kind(index) == DeliveryOutcome.Pending;

    public void Add(EventOutcome outcome)
    {
        if (Count > 0 && Count >= (_kinds?.Length ?? 0))
        {
            Array.Resize(ref _kinds, Math.Max(8, (_kinds?.Length ?? 0) * 2));
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

    private readonly DeliveryOutcome Kind(int index) => index == 0 ? _first : (DeliveryOutcome)_kinds![index];
}
