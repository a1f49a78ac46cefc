namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>Tests that move a clock and wait until the process stands still: no other test may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
