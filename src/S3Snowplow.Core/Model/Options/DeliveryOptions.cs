namespace S3Snowplow;

/// <summary>How events are batched, bounded, sent and retried.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The largest body of a POST in bytes, envelope included. An event larger than this is sent alone.</summary>
    /// <value>The default value is 131,072; 1,024 to 2,097,152.</value>
    public int MaxBatchBytes { get; set; } = 131_072;

    /// <summary>The most events of a POST.</summary>
    /// <value>The default value is 500; 1 to 100,000, and at most <see cref="QueueCapacity"/>.</value>
    public int MaxBatchEvents { get; set; } = 500;

    /// <summary>
    /// The largest event in bytes, measured as the body that carries it alone; a larger one is rejected before sending.
    /// </summary>
    /// <value>
    /// The default value is 190,000: a collector that buffers in SQS takes 192,000. For one on Kinesis or Kafka it may be raised to 1,000,000, the largest that is allowed; the smallest is 1,024.
    /// </value>
    public int MaxEventBytes { get; set; } = 190_000;

    /// <summary>
    /// How long a batch that is not full waits for more events while a request is in flight, at most. Once answers are known it waits no longer than their mean time divided by the requests that may be
    /// in flight, but never less than 1 ms. Before a collector that answers in less than 2 ms it waits for the next answer. An idle emitter sends at once.
    /// </summary>
    /// <value>The default value is 50 milliseconds; zero to one minute.</value>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// How many requests are in flight at most. The emitter begins with two, allows more while events wait and the collector's answers are good, halves that on a
    /// failure, and sends one at a time in an outage.
    /// </summary>
    /// <value>The default value is 16; 1 to 100.</value>
    public int MaxConcurrentRequests { get; set; } = 16;

    /// <summary>How many events are held at most, those in flight included; beyond it the relay and <see cref="Delivery.IEventEmitter.SendAsync"/> wait.</summary>
    /// <value>The default value is 10,000; 1 to 10,000,000.</value>
    public int QueueCapacity { get; set; } = 10_000;

    /// <summary>How many bytes of events are held at most, those in flight included; beyond it the relay and <see cref="Delivery.IEventEmitter.SendAsync"/> wait.</summary>
    /// <value>The default value is 33,554,432 (32 MiB); at least <see cref="MaxEventBytes"/>.</value>
    public long QueueCapacityBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>How long one request may take, from its first byte to its answer. Half of it is for opening a connection, where there is none.</summary>
    /// <value>The default value is 10 seconds; more than zero, at most 10 minutes.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// What else says that the events have been taken, beside 200 with the body <c>ok</c>, which all of Snowplow's collectors answer: a status of 201 to 299, such as
    /// <c>204</c>, whatever its body; or the whole body of a 200, such as <c>{"message":"ok"}</c>, at most 64 bytes, compared as it is but for white space around it.
    /// Whatever else answers 2xx is no collector: sending is paused, and nothing is lost.
    /// </summary>
    /// <value>The default value is empty: nothing else.</value>
    public IList<string> AcceptedAnswers { get; set; } = [];

    /// <summary>The bound of the random wait after the first failed attempt; it doubles with each further one.</summary>
    /// <value>The default value is 100 milliseconds; more than zero, at most one hour.</value>
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The largest bound of the random wait.</summary>
    /// <value>The default value is 30 seconds; <see cref="RetryBaseDelay"/> to one hour.</value>
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an event is tried, from its acceptance on; then it expires. <see cref="Timeout.InfiniteTimeSpan"/> leaves it to the scopes'
    /// deadlines. A request in flight at that time is waited for.
    /// </summary>
    /// <value>The default value is 10 minutes; S3Snowplow.Hosting sets 11 hours. More than zero, at most 14 days, or infinite.</value>
    public TimeSpan RetryBudget { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an asynchronous disposal goes on sending before it abandons the rest.</summary>
    /// <value>The default value is 5 seconds; zero to one hour.</value>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The settings as they are now, which nobody changes afterwards.</summary>
    internal DeliveryOptions Copy()
    {
        var copy = (DeliveryOptions)MemberwiseClone();
        copy.AcceptedAnswers = [.. AcceptedAnswers];
        return copy;
    }

    /// <summary>Adds a message for each value that is not allowed, naming the setting, the value and what is allowed.</summary>
    internal void Validate(ICollection<string> errors)
    {
        const int Smallest = 1024;
        const int Largest = 2_097_152;
        Check(errors, MaxBatchBytes is >= Smallest and <= Largest, nameof(MaxBatchBytes), MaxBatchBytes, $"{Smallest} to {Largest} (a collector refuses larger bodies)");
        Check(errors, MaxBatchEvents is >= 1 and <= 100_000, nameof(MaxBatchEvents), MaxBatchEvents, "1 to 100000");
        Check(errors, MaxEventBytes is >= Smallest and <= 1_000_000, nameof(MaxEventBytes), MaxEventBytes, $"{Smallest} to 1000000");
        Check(errors, Linger >= TimeSpan.Zero && Linger <= TimeSpan.FromMinutes(1), nameof(Linger), Linger, "00:00:00 to 00:01:00");
        Check(errors, MaxConcurrentRequests is >= 1 and <= 100, nameof(MaxConcurrentRequests), MaxConcurrentRequests, "1 to 100");
        Check(errors, QueueCapacity is >= 1 and <= 10_000_000, nameof(QueueCapacity), QueueCapacity, "1 to 10000000");
        Check(errors, QueueCapacityBytes >= MaxEventBytes, nameof(QueueCapacityBytes), QueueCapacityBytes, $"at least {nameof(MaxEventBytes)}, which is {MaxEventBytes}: an event has to fit in");
        Check(errors, RequestTimeout > TimeSpan.Zero && RequestTimeout <= TimeSpan.FromMinutes(10), nameof(RequestTimeout), RequestTimeout, "more than 00:00:00, at most 00:10:00");
        Check(errors, RetryBaseDelay > TimeSpan.Zero && RetryBaseDelay <= TimeSpan.FromHours(1), nameof(RetryBaseDelay), RetryBaseDelay, "more than 00:00:00, at most 01:00:00");
        Check(errors, RetryMaxDelay >= RetryBaseDelay && RetryMaxDelay <= TimeSpan.FromHours(1), nameof(RetryMaxDelay), RetryMaxDelay, $"{nameof(RetryBaseDelay)}, which is {RetryBaseDelay}, to 01:00:00");
        Check(errors, (RetryBudget > TimeSpan.Zero && RetryBudget <= TimeSpan.FromDays(14)) || RetryBudget == Timeout.InfiniteTimeSpan, nameof(RetryBudget), RetryBudget, "more than 00:00:00, at most 14.00:00:00, or infinite (-00:00:00.0010000)");
        Check(errors, DrainTimeout >= TimeSpan.Zero && DrainTimeout <= TimeSpan.FromHours(1), nameof(DrainTimeout), DrainTimeout, "00:00:00 to 01:00:00");
        S3Snowplow.AcceptedAnswers.Validate(AcceptedAnswers, errors);
        Check(errors, MaxBatchEvents <= QueueCapacity, nameof(MaxBatchEvents), MaxBatchEvents, $"at most {nameof(QueueCapacity)}, which is {QueueCapacity}: a batch could never be full");
    }

    private static void Check(ICollection<string> errors, bool isAllowed, string setting, object value, string allowed)
    {
        if (!isAllowed)
        {
            errors.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{nameof(RelayOptions.Delivery)}.{setting} is {value}; allowed: {allowed}."));
        }
    }
}
