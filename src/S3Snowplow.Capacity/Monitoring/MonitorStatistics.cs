namespace S3Snowplow.Capacity;

/// <summary>What a monitor has counted since it was made.</summary>
/// <param name="Counted">Data arrivals that count for a pipeline.</param>
/// <param name="Unmatched">Data arrivals that belong to no pipeline.</param>
/// <param name="Duplicates">Data arrivals that were seen before and count no second time.</param>
/// <param name="Late">Data arrivals of minutes that were judged already; they still count.</param>
/// <param name="TooLate">Data arrivals older than the history; they do not count.</param>
/// <param name="Future">Data arrivals from a minute to come; they count for the present one.</param>
public readonly record struct MonitorStatistics(long Counted, long Unmatched, long Duplicates, long Late, long TooLate, long Future);
