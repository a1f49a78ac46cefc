namespace S3Snowplow.Benchmarks.Relay;

/// <summary>One of the programs that are compared: a name, and a piece of work that can be repeated.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Events">How many events one round of it handles.</param>
/// <param name="RunAsync">One round.</param>
/// <param name="Posts">Whether its events arrive at the collector, where they are counted.</param>
internal sealed record Arm(string Name, int Events, Func<Task> RunAsync, bool Posts = true);

/// <summary>What one round of an arm took, for one event.</summary>
/// <param name="Wall">Microseconds by the clock.</param>
/// <param name="Processor">Microseconds of this process's processor time: what remains comparable while other programs use the machine.</param>
/// <param name="Collector">Microseconds of the collector's processor time.</param>
/// <param name="Allocated">Bytes allocated.</param>
internal readonly record struct RoundCost(double Wall, double Processor, double Collector, double Allocated);

/// <summary>How many times cheaper one arm is than another.</summary>
/// <param name="Median">The median of the ratios within a round.</param>
/// <param name="Low">Their lower quartile.</param>
/// <param name="High">Their upper quartile.</param>
/// <param name="OfBest">The ratio of each arm's best round: what a machine without other work would show.</param>
internal readonly record struct ArmRatio(double Median, double Low, double High, double OfBest);
