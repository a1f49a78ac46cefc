using System.Text.Json;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>
/// An ADDITION takes everything that the version before it takes: the older members as they were, nothing more required. Source: Snowplow's documentation, "Versioning your data structures".
/// </summary>
public sealed class SchemaVersionTests
{
    public static TheoryData<string> Additions => [.. RegistryFolder.Files().Where(path => Before(path) is not null)];

    [Theory]
    [MemberData(nameof(Additions))]
    public void Addition_ToAPublishedVersion_ChangesNothingOfIt(string path)
    {
        string before = Before(path)!;
        using var addition = JsonDocument.Parse(File.ReadAllBytes(RegistryFolder.Locate(path)));
        using var published = JsonDocument.Parse(File.ReadAllBytes(RegistryFolder.Locate(before)));

        Assert.Equal(Required(published), Required(addition));
        JsonElement members = addition.RootElement.GetProperty("properties");
        Assert.All(published.RootElement.GetProperty("properties").EnumerateObject(), member =>
            Assert.True(JsonElement.DeepEquals(member.Value, members.GetProperty(member.Name)), $"{path} changes {member.Name}."));
    }

    [Fact]
    public void Additions_InTheRegistry_HaveTheVersionBeforeThemBesideThem()
    {
        // What was published stays: whoever has events of it resolves it for good.
        IReadOnlyList<string> files = RegistryFolder.Files();
        Assert.Contains("io.s3snowplow/processor_capacity/jsonschema/1-0-0", files);
        Assert.Contains("io.s3snowplow/throughput_exceeded/jsonschema/1-0-0", files);
        Assert.All(files.Select(Before).OfType<string>(), before => Assert.Contains(before, files));
    }

    // The path of the version that a version adds to; null for one that adds to none.
    private static string? Before(string path)
    {
        int at = path.LastIndexOf('-') + 1;
        int addition = int.Parse(path.AsSpan(at), System.Globalization.CultureInfo.InvariantCulture);
        return addition == 0 ? null : $"{path.AsSpan(0, at)}{addition - 1}";
    }

    private static string[] Required(JsonDocument schema) =>
        [.. schema.RootElement.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Order(StringComparer.Ordinal)];
}
