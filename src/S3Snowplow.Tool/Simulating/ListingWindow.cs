namespace S3Snowplow.Tool;

/// <summary>Which objects of a listing are looked at.</summary>
/// <param name="First">The first minute that is kept.</param>
/// <param name="Until">The minute behind the last one.</param>
/// <param name="LeftOut">Minutes that are left out, because what was written in them did not arrive then.</param>
internal sealed record ListingWindow(long First, long Until, IReadOnlySet<long> LeftOut);
