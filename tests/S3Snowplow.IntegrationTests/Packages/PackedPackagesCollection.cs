namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>The tests that look at packages, or build with them, share what was packed: packing takes longer than they do.</summary>
[CollectionDefinition(Name)]
public sealed class PackedPackagesCollection : ICollectionFixture<PackedPackages>
{
    public const string Name = "packed packages";
}
