namespace S3Snowplow.Capacity;

/// <summary>What is remembered of a span of a pipeline's time, for pictures and pages. Approximate: seven significant digits.</summary>
/// <param name="Start">The begin of the span.</param>
/// <param name="Length">Its length: 5 or 30 minutes.</param>
/// <param name="Bytes">The bytes that arrived in it, late ones included.</param>
/// <param name="Capacity">The bytes that could be worked off in it; less than usual in the span of now, and 0 where nothing was judged.</param>
/// <param name="Behind">The longest time for which work waited in it.</param>
public readonly record struct HistoryCell(DateTimeOffset Start, TimeSpan Length, double Bytes, double Capacity, TimeSpan Behind);
