using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Reading;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

/// <summary>Carriers around a notification that is complete without them.</summary>
public sealed class PubSubAndBase64Tests
{
    private static readonly string Inner = Record.List(Record.Of());

    public static TheoryData<string, string> Carriers => new()
    {
        { "base64", CloudEvent.Base64(Inner) },
        { "base64 with line breaks", Convert.ToBase64String(Inner.Bytes(), Base64FormattingOptions.InsertLineBreaks) },
        { "base64 of a pretty text", CloudEvent.Base64("\r\n " + Inner) },
        { "base64 of a list", CloudEvent.Base64($"[{Inner}]") },
        { "base64 of a text with a byte order mark", CloudEvent.Base64("\uFEFF" + Inner) },
        { "base64 in base64", CloudEvent.Base64($"\"{CloudEvent.Base64(Inner)}\"") },
        { "base64 in a JSON string", $"\"{CloudEvent.Base64(Inner)}\"" },
        { "base64 in SNS", Record.InSns(CloudEvent.Base64(Inner)) },
        { "Pub/Sub, pushed", $$"""{"message":{"data":"{{CloudEvent.Base64(Inner)}}","messageId":"1"},"subscription":"s"}""" },
        { "Pub/Sub, pulled", $$"""{"receivedMessages":[{"message":{"data":"{{CloudEvent.Base64(Inner)}}","attributes":{"a":"b"} } }]}""" },
        { "CloudEvents with an object", $$"""{"specversion":"1.0","type":"t","source":"s","id":"1","data":{{Inner}}}""" },
        { "CloudEvents with a text", $$"""{"specversion":"1.0","type":"t","source":"s","id":"1","data":{{Record.Quoted(Inner)}}}""" },
        { "CloudEvents with base64", $$"""{"specversion":"1.0","type":"t","source":"s","id":"1","data_base64":"{{CloudEvent.Base64(Inner)}}"}""" },
        { "CloudEvents in a batch", $$"""[{"specversion":"1.0","type":"t","source":"s","id":"1","data":{{Inner}}}]""" },
        { "a pulled Cloudflare queue", $$"""{"success":true,"result":{"messages":[{"id":"1","body":"{{CloudEvent.Base64(Inner)}}","lease_id":"l"}]} }""" },
        { "Huawei's SMN", $$"""{"type":"Notification","topic_urn":"urn:smn:r:p:t","message":{{Record.Quoted(Inner)}}}""" },
    };

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Read_InCarrier_IsTheSameEvent(string carrier, string notification)
    {
        ObjectEvent found = Record.ReadOne(notification);

        Assert.True(found with { Wrappings = default } == Record.ReadOne(Inner), $"{carrier} changes the event.");
        Assert.NotEqual(NotificationWrappings.None, found.Wrappings & ~NotificationWrappings.JsonString);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\r\n", " ")]
    public void Read_FaultInBase64_PointsAtItsCharacters(string lineBreak, string between)
    {
        // A size that is no number, at each place within a group of three bytes.
        for (int shift = 0; shift < 3; shift++)
        {
            string inner = Record.List(Record.Of(), new string(' ', shift) + Record.Of(size: "-7"));
            string base64 = string.Join(lineBreak + between, CloudEvent.Base64(inner).Chunk(64).Select(chunk => new string(chunk)));

            NotificationProblem problem = Assert.Single(Record.Read(base64).Problems);

            int decoded = inner.IndexOf("-7", StringComparison.Ordinal);
            int character = (decoded / 3 * 4) + (decoded % 3);
            Assert.Equal("$.Records[1].s3.object.size", problem.Path);
            Assert.Equal(character + (character / 64 * (lineBreak + between).Length), problem.Offset);
        }
    }

    [Fact]
    public void Read_BrokenJsonInBase64_IsAProblemOfTheInnerText()
    {
        NotificationProblem problem = Record.ReadProblem(CloudEvent.Base64("""{"Records":[}"""));

        Assert.Equal((NotificationProblemKind.NotJson, 16L), (problem.Kind, problem.Offset));
    }

    [Theory]
    [InlineData("eyJ")]
    [InlineData("Warsaw")]
    [InlineData("eyJSZWNvcmRzIjpb!!!!")]
    [InlineData("12345678")]
    public void Read_TextThatIsNoBase64OfJson_IsRefusedAsBefore(string text)
    {
        NotificationContent content = Record.Read(text);

        Assert.Equal((0, 1), (content.Count, content.ProblemCount));
    }

    [Fact]
    public void Read_ManyCarriers_EndsAtTheLimit()
    {
        string nested = Inner;
        for (int level = 0; level < 12; level++)
        {
            nested = $"\"{CloudEvent.Base64(nested)}\"";
        }

        Assert.Equal(NotificationProblemKind.TooDeep, Record.ReadProblem(nested).Kind);
    }

    [Fact]
    public void Read_PulledMessageWithoutData_LeavesItsSiblings()
    {
        NotificationContent content = Record.Read($$"""{"receivedMessages":[{"message":{"data":"{{CloudEvent.Base64(Inner)}}","messageId":"1"} },{"message":null}]}""");

        Assert.Equal((1, 1), (content.Count, content.ProblemCount));
        Assert.Equal("$.receivedMessages[1].message", content.Problems[0].Path);
    }
}
