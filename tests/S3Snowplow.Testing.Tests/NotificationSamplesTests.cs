using System.Reflection;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

public sealed class NotificationSamplesTests
{
    private static readonly NotificationSample[] Everything = [.. NotificationSamples.All, .. NotificationSamples.NotNotifications];

    public static TheoryData<string> Names => [.. Everything.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Body_EverySample_IsOneJsonDocumentAsOnTheWire(string name)
    {
        NotificationSample sample = Everything.Single(each => each.Name == name);

        using var document = JsonDocument.Parse(sample.Body, new JsonDocumentOptions { AllowDuplicateProperties = false });

        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        // An emitter sends neither a byte order mark nor the newline that an editor would add to the file.
        Assert.Equal((byte)'{', sample.Body.Span[0]);
        Assert.Equal((byte)'}', sample.Body.Span[^1]);
    }

    [Fact]
    public void Everything_EmbeddedFiles_IsExactlyTheListed()
    {
        IEnumerable<string> embedded = typeof(NotificationSamples).Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith("Notifications/", StringComparison.Ordinal));

        Assert.Equal(
            embedded.Order(StringComparer.Ordinal),
            Everything.Select(sample => $"Notifications/{sample.Name}.json").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_PublicProperties_IsExactlyTheListed()
    {
        IEnumerable<NotificationSample> properties = typeof(NotificationSamples)
            .GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(NotificationSample))
            .Select(property => (NotificationSample)property.GetValue(null)!);

        Assert.Equal(
            properties.Select(sample => sample.Name).Order(StringComparer.Ordinal),
            Everything.Select(sample => sample.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_Names_AreUnique() => Assert.Equal(Everything.Length, Everything.DistinctBy(sample => sample.Name).Count());

    [Fact]
    public void Everything_Description_SaysWhoSendsIt() => Assert.All(Everything, sample => Assert.NotEmpty(sample.Description));

    [Fact]
    public void Everything_Bodies_DifferFromEachOther()
    {
        Assert.Equal(Everything.Length, Everything.DistinctBy(sample => Convert.ToHexString(sample.Body.Span)).Count());
    }

    [Fact]
    public void All_Expectations_AreThatSomethingIsFound() =>
        Assert.All(NotificationSamples.All, sample => Assert.True(sample.ExpectedEvents + sample.ExpectedTestEvents > 0));

    [Fact]
    public void NotNotifications_Expectations_AreOneProblemEach() =>
        Assert.All(NotificationSamples.NotNotifications, sample =>
            Assert.Equal((0, 0, 1), (sample.ExpectedEvents, sample.ExpectedTestEvents, sample.ExpectedProblems)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Expectations_CountedByAnotherWay_Agree(string name)
    {
        NotificationSample sample = Everything.Single(each => each.Name == name);
        string text = Encoding.UTF8.GetString(sample.Body.Span).Replace("\\", "", StringComparison.Ordinal);

        // Crude on purpose, so that it shares no thought with the reader: a change names its object's key once, whatever it is wrapped in.
        int keys = Occurrences(text, "\"object\":{\"key\":");

        Assert.Equal(sample.ExpectedEvents, keys);
        Assert.Equal(sample.ExpectedTestEvents, Occurrences(text, "\"Event\":\"s3:TestEvent\""));
    }

    [Fact]
    public void ToString_Sample_IsItsName() => Assert.Equal(NotificationSamples.S3Put.Name, NotificationSamples.S3Put.ToString());

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
