namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>The tests that share one store, one after the other: the store and the processes that they kill are work enough for the machine.</summary>
[CollectionDefinition(Name)]
public sealed class CephCollection : ICollectionFixture<CephStore>
{
    public const string Name = "ceph";
}
