namespace S3Snowplow.Core.Tests.Options;

/// <summary>Options without a fault, for tests that bring in one.</summary>
internal static class Usable
{
    public static RelayOptions Options() => new() { CollectorUri = new Uri("https://collector.acme.com") };
}
