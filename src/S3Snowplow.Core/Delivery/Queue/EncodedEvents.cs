using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Delivery;

/// <summary>
/// Events that are encoded and not accepted yet, in their order, of one scope or several one behind the other. Used again and again by who encodes them: an emitter copies what it accepts
/// into the slab of a coming request.
/// </summary>
internal sealed class EncodedEvents
{
    private const int UsualCount = 64;

    // A longer array is lent until the next Clear.
    private const int MostKept = 512;

    private readonly List<EventOutcome> _refusals = [];
    private GrowingArray<Event> _events;

    public EncodedEvents()
        : this(UsualCount, new ScratchBuffer(), new ScratchBuffer())
    {
    }

    private EncodedEvents(int count, ScratchBuffer parameters, ScratchBuffer messages) => (_events, Parameters, Messages) = (new GrowingArray<Event>(count, MostKept), parameters, messages);

    /// <summary>Takes the events' own parameters, one behind the other.</summary>
    public ScratchBuffer Parameters { get; }

    /// <summary>Takes what the ids that are open are derived from.</summary>
    public ScratchBuffer Messages { get; }

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first that is not accepted yet.</summary>
    public int Next { get; set; }

    public bool IsDone => Next == Count;

    public ref readonly Event this[int index] => ref _events.Items[index];

    /// <summary>The scope of the first event that is not accepted yet.</summary>
    public DeliveryScope NextScope => _events.Items[Next].Scope;

    /// <summary>The events of a scope that somebody else encoded, who seals it himself.</summary>
    public static EncodedEvents Of(IReadOnlyList<SnowplowEvent> events, DeliveryScope scope)
    {
        int bytes = 0;
        for (int i = 0; i < events.Count; i++)
        {
            bytes += events[i].Parameters.Length;
        }

        var encoded = new EncodedEvents(events.Count, new ScratchBuffer(bytes), new ScratchBuffer(0));
        for (int i = 0; i < events.Count; i++)
        {
            int start = encoded.Parameters.Length;
            encoded.Parameters.Write(events[i].Parameters.Span);
            encoded.Add(scope, start, encoded.Messages.Length);
        }

        return encoded;
    }

    /// <summary>Adds the event that was written behind these places.</summary>
    public void Add(DeliveryScope scope, int parametersStart, int messageStart) => Add(new Event
    {
        Scope = scope,
        Start = parametersStart,
        Length = Parameters.Length - parametersStart,
        MessageStart = messageStart,
        MessageLength = Messages.Length - messageStart,
    });

    /// <summary>Adds an event that could not be made, in its place among the others.</summary>
    public void AddRefused(DeliveryScope scope, EventOutcome outcome)
    {
        _refusals.Add(outcome);
        Add(new Event { Scope = scope, Start = Parameters.Length, MessageStart = Messages.Length, Refusal = _refusals.Count });
    }

    /// <summary>Forgets the events behind the first <paramref name="count"/>, none of which was refused or accepted.</summary>
    public void Withdraw(int count)
    {
        if (count < Count)
        {
            Parameters.Truncate(_events.Items[count].Start);
            Messages.Truncate(_events.Items[count].MessageStart);
            Array.Clear(_events.Items, count, Count - count);
            Count = count;
        }
    }

    /// <summary>Says that a scope gets no more events: it is sealed with its last event, or at once where no event of it waits here.</summary>
    public void End(DeliveryScope scope)
    {
        if (Count > Next && _events.Items[Count - 1].Scope == scope)
        {
            _events.Items[Count - 1].IsLast = true;
        }
        else
        {
            scope.Seal();
        }
    }

    public ReadOnlySpan<byte> ParametersOf(in Event one) => Parameters.Written.Slice(one.Start, one.Length);

    public ReadOnlySpan<byte> MessageOf(in Event one) => Messages.Written.Slice(one.MessageStart, one.MessageLength);

    /// <summary>The outcome of an event that could not be made.</summary>
    public EventOutcome RefusalOf(in Event one) => _refusals[one.Refusal - 1];

    /// <summary>An event as those see it who send it in another way.</summary>
    public SnowplowEvent ToSnowplowEvent(in Event one)
    {
        byte[] parameters = ParametersOf(one).ToArray();
        if (one.MessageLength > 0)
        {
            EventIdentity.FromHash(MessageOf(one)).TryFormat(parameters.AsSpan(EventWriter.IdAt, EventWriter.IdLength), out _, "D");
        }

        return SnowplowEvent.OfParameters(parameters);
    }

    /// <summary>The events that are not accepted yet, by themselves: whoever waits with them keeps no more than they need.</summary>
    public EncodedEvents TakeRest()
    {
        Event first = _events.Items[Next];
        var rest = new EncodedEvents(Count - Next, new ScratchBuffer(Parameters.Length - first.Start), new ScratchBuffer(Messages.Length - first.MessageStart));
        for (; Next < Count; Next++)
        {
            Event one = _events.Items[Next];
            int start = rest.Parameters.Length;
            int messageStart = rest.Messages.Length;
            if (one.Refusal > 0)
            {
                rest.AddRefused(one.Scope, RefusalOf(one));
            }
            else
            {
                rest.Parameters.Write(ParametersOf(one));
                rest.Messages.Write(MessageOf(one));
                rest.Add(one.Scope, start, messageStart);
            }

            rest._events.Items[rest.Count - 1].IsLast = one.IsLast;
        }

        return rest;
    }

    /// <summary>Forgets all events, and the room for them where that is large.</summary>
    public void Clear()
    {
        _events.Shrink(Count);
        _refusals.Clear();
        Parameters.Clear();
        Messages.Clear();
        (Count, Next) = (0, 0);
    }

    private void Add(in Event one)
    {
        if (Count == _events.Items.Length)
        {
            _events.Grow(Count, Count + 1);
        }

        _events.Items[Count++] = one;
    }

    /// <summary>One event: its scope, and where its bytes stand.</summary>
    internal struct Event
    {
        public DeliveryScope Scope;
        public int Start, Length, MessageStart, MessageLength;

        /// <summary>Above zero for an event that could not be made.</summary>
        public int Refusal;

        /// <summary>Whether its scope gets no more events.</summary>
        public bool IsLast;
    }
}
