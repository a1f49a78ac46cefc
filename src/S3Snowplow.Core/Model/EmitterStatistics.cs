namespace S3Snowplow.Delivery;

/// <summary>
/// The books of an emitter, taken at one moment: <c>Accepted = Delivered + Rejected + Expired + Abandoned + Pending</c>.
/// </summary>
/// <param name="Accepted">Events accepted since the start.</param>
/// <param name="Delivered">Events that the collector accepted.</param>
/// <param name="Rejected">Events that will never be accepted.</param>
/// <param name="Expired">Events whose retry budget ended.</param>
/// <param name="Abandoned">Events given back.</param>
/// <param name="Pending">Events without an outcome: waiting, parked for a retry, or in flight.</param>
/// <param name="Late">Events whose answer came after they had been abandoned; not part of the sum.</param>
public readonly record struct EmitterStatistics(long Accepted, long Delivered, long Rejected, long Expired, long Abandoned, long Pending, long Late);
