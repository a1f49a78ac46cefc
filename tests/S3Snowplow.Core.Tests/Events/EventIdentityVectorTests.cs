using System.Text.Json;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>The ids of <c>event-id-vectors.json</c>, which a few lines of Python in that file computed.</summary>
public sealed class EventIdentityVectorTests
{
    private static readonly JsonElement[] Vectors = ReadVectors();

    public static TheoryData<string> All => [.. Vectors.Select(What)];

    public static TheoryData<string> OfSamples => [.. Vectors.Where(vector => Text(vector, "sample") is not null).Select(What)];

    [Theory]
    [MemberData(nameof(All))]
    public void Of_ObjectEventOfAVector_HasItsId(string what)
    {
        JsonElement vector = Vector(what);
        string name = Text(vector, "name")!;
        string key = Text(vector, "key")!;
        var objectEvent = new ObjectEvent
        {
            Dialect = Enum.GetValues<NotificationDialect>().Single(dialect => dialect.Id() == Text(vector, "dialect")),
            Name = name,
            OriginalName = name,
            Time = default,
            TimeText = Text(vector, "time")!,
            Bucket = Text(vector, "bucket")!,
            Key = key,
            RawKey = key,
            KeyDecoded = true,
            VersionId = Text(vector, "versionId"),
            ETag = vector.TryGetProperty("etag", out JsonElement tag) ? tag.GetString() : "no part of the identity",
            Sequencer = Text(vector, "sequencer"),
            RequestId = Text(vector, "requestId"),
        };

        Assert.Equal(Text(vector, "id"), EventIdentity.Of(objectEvent).ToString());
    }

    [Theory]
    [MemberData(nameof(OfSamples))]
    public void Of_NotificationOfAVector_HasItsId(string what)
    {
        JsonElement vector = Vector(what);
        NotificationSample sample = NotificationSamples.All.Single(candidate => candidate.Name == Text(vector, "sample"));

        NotificationContent content = NotificationReader.Read(sample.Body);

        Assert.Equal(Text(vector, "id"), EventIdentity.Of(content[0]).ToString());
    }

    [Fact]
    public void Vectors_CoverEveryDialect()
    {
        IEnumerable<string?> covered = Vectors.Select(vector => Text(vector, "dialect")).Distinct();

        Assert.Equal(Enum.GetValues<NotificationDialect>().Select(dialect => dialect.Id()).Order(StringComparer.Ordinal), covered.Order(StringComparer.Ordinal));
    }

    private static JsonElement Vector(string what) => Vectors.Single(vector => What(vector) == what);

    private static string What(JsonElement vector) => Text(vector, "what")!;

    private static string? Text(JsonElement vector, string member) => vector.GetProperty(member).GetString();

    private static JsonElement[] ReadVectors()
    {
        using var document = JsonDocument.Parse(RepositoryFile.Read("tests/S3Snowplow.Core.Tests/Events/event-id-vectors.json"));
        return [.. document.RootElement.GetProperty("vectors").EnumerateArray().Select(vector => vector.Clone())];
    }
}
