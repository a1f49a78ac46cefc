namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>An entity tag is the same whether it is sent with the quotes that HTTP puts around it or without.</summary>
public sealed class EntityTagTests
{
    public static TheoryData<string, string?> Tags => new()
    {
        { "\"9dd4e461\"", "9dd4e461" },
        { "\"\\\"9dd4e461\\\"\"", "9dd4e461" },
        { "\"\\u00229dd4e461\\u0022\"", "9dd4e461" },
        { "\"\\\"9dd4\\u0065461\\\"\"", "9dd4e461" },
        { "\"\\\"\\\"9dd4e461\\\"\\\"\"", "\"9dd4e461\"" },
        { "\"\\\"9dd4e461\"", "\"9dd4e461" },
        { "\"9dd4e461\\\"\"", "9dd4e461\"" },
        { "\"W/\\\"9dd4e461\\\"\"", "W/\"9dd4e461\"" },
        { "\"\\\"\"", "\"" },
        { "\"\\\"\\\"\"", null },
        { "\"\"", null },
        { "null", null },
    };

    [Theory]
    [MemberData(nameof(Tags))]
    public void Read_TagOfARecord_LosesOnePairOfQuotes(string json, string? expected) =>
        Assert.Equal(expected, Record.ReadOne(Record.List(Record.Of($"\"k\",\"eTag\":{json}"))).ETag);

    [Theory]
    [MemberData(nameof(Tags))]
    public void Read_TagOfEventBridge_LosesOnePairOfQuotes(string json, string? expected) =>
        Assert.Equal(expected, Record.ReadOne(Record.InEventBridge($"\"k\",\"etag\":{json}")).ETag);
}
