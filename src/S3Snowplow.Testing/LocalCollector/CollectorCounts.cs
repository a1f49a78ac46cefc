using System.Runtime.InteropServices;

namespace S3Snowplow.Testing;

/// <summary>How many events a <see cref="LocalCollector"/> has judged since its start or last reset.</summary>
/// <param name="Good">Events that passed every check, redelivered ones counted each time.</param>
/// <param name="Bad">Bad rows: failed events, and bodies that failed as a whole, which count once whatever they hold.</param>
/// <param name="DistinctEventIds">Different event ids among the good events; less than <paramref name="Good"/> after a redelivery. With <see cref="LocalCollectorOptions.KeptEvents"/>, among those that are kept.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CollectorCounts(int Good, int Bad, int DistinctEventIds)
{
    /// <summary>Good and bad together.</summary>
    public int Total => Good + Bad;
}
