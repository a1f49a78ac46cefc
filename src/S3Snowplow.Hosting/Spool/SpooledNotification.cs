namespace S3Snowplow.Hosting.Spool;

/// <summary>A stored notification.</summary>
/// <param name="Number">Its place in the order of arrival.</param>
/// <param name="Id">What its transport called it.</param>
/// <param name="ArrivedAt">When it arrived.</param>
/// <param name="Body">Its bytes.</param>
internal sealed record SpooledNotification(long Number, string Id, DateTimeOffset ArrivedAt, ReadOnlyMemory<byte> Body);
