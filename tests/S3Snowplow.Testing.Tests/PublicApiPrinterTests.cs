using S3Snowplow.Testing.PublicApis;

namespace S3Snowplow.Testing.Tests;

public sealed class PublicApiPrinterTests
{
    [Fact]
    public void Describe_Fixtures_PrintsEverythingACallerCanReach() =>
        Snapshot.Match(
            PublicApi.Describe(
                "Fixtures",
                typeof(Fixtures.Options).Assembly.GetTypes().Where(type => type.Namespace == typeof(Fixtures.Options).Namespace && type.IsVisible)),
            "txt");

    [Fact]
    public void Describe_NoTypes_IsTheAssemblysName() => Assert.Equal("assembly Empty\n", PublicApi.Describe("Empty", []));

    [Fact]
    public void Describe_Assembly_ListsExportedTypesOnly()
    {
        string text = PublicApi.Describe(typeof(Snapshot).Assembly);

        Assert.Contains("\nstatic class Snapshot\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SnapshotFiles ", text, StringComparison.Ordinal);
    }
}
