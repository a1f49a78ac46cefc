using System.Text.Json.Nodes;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>A problem says where and why, and never what stood there: it goes into logs.</summary>
public sealed class ProblemSecrecyTests
{
    private const string Marker = "s3cr3t";

    // What makes a sample be recognised and unwrapped.
    private static readonly string[] Telling = ["eventSource", "EventSource", "source", "Type", "Event", "body", "Message", "requestPayload"];

    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [InlineData("key")]
    [InlineData("size")]
    [InlineData("time")]
    [InlineData("name")]
    [InlineData("bucket")]
    [InlineData("source")]
    public void Read_FaultyRecord_TellsNoValueOfIt(string faulty)
    {
        string time = faulty == "time" ? Value("time") : "\"2026-03-01T06:00:01Z\"";
        string record = Record.Of(Value("key"), Value("size"), time, Value("source"), Value("name"), Value("bucket"));
        string Value(string member) => member == faulty ? $$"""{"{{Marker}}":"{{Marker}}"}""" : $"\"{Marker}\"";

        NotificationContent content = Record.Read(Record.InSqs(Record.InSns(Record.List(record))));

        Assert.Equal(1, content.ProblemCount);
        AssertTellsNothing(content);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleOfMarkersBrokenAnywhere_TellsNoValueOfIt(string name)
    {
        byte[] marked = JsonEdits.Everywhere(Samples.Named(name).Body, (members, _) =>
        {
            foreach ((string member, JsonNode? value) in members.ToArray())
            {
                if (value is JsonValue && !Telling.Contains(member))
                {
                    members[member] = Marker;
                }
            }
        });

        // Marked alone, a test event has nothing wrong with it; cut or broken, each has.
        int problems = TellsNothing(NotificationReader.Read(marked));
        for (int length = 0; length < marked.Length; length += 7)
        {
            problems += TellsNothing(NotificationReader.Read(marked.AsMemory(0, length)));
            byte[] broken = [.. marked[..length], (byte)'#', .. marked[(length + 1)..]];
            problems += TellsNothing(NotificationReader.Read(broken));
        }

        Assert.InRange(problems, marked.Length / 7, int.MaxValue);
    }

    [Fact]
    public void Read_UnknownShape_NamesItsMembersInPrintableAscii()
    {
        string notification = $$"""{"plain":"{{Marker}}","line\nfeed":1,"bell\u0007":2,"\u001b[31m":3,"café":4,"{{new string('x', 50)}}":5,"two words":6}""";

        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal(
            "the JSON has the shape of no known notification; its members are: "
            + $"plain, line\\nfeed, bell\\u0007, \\u001b[31m, caf??, {new string('x', 40)}, two?words",
            problem.Reason);
        Assert.All(problem.ToString(), letter => Assert.InRange(letter, ' ', '~'));
    }

    [Fact]
    public void Read_UnknownShapeOfManyMembers_NamesTheFirstTwelve()
    {
        NotificationProblem problem = Record.ReadProblem($$"""{{{string.Join(',', Enumerable.Range(1, 15).Select(number => $"\"m{number}\":{number}"))}}}""");

        Assert.EndsWith(" m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12 and 3 more", problem.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"Records":[{"s3":{"bucket":{"name":"s3cr3t"},"object":{"key":"s3cr3t"}},"eventName":"s3cr3t","eventTime":"s3cr3t"}]}""", 107, "$.Records[0].eventTime")]
    [InlineData("""{"Records":[{"eventSource":"aws:sqs","body":"s3cr3t"}]}""", 45, "$.Records[0].body|$")]
    [InlineData("""{"Key":"s3cr3t"}""", 0, "$")]
    [InlineData("""{"Key":s3cr3t}""", 7, "$")]
    public void ReadStrict_UnreadableDocument_ThrowsWithPlaceAndWithoutPayload(string notification, int offset, string path)
    {
        var thrown = Assert.Throws<NotificationFormatException>(() => NotificationReader.ReadStrict(notification.Bytes()));

        Assert.Equal((offset, path), (thrown.Problem.Offset, thrown.Problem.Path));
        Assert.Equal($"{path} (byte {offset}): {thrown.Problem.Reason}", thrown.Message);
        Assert.DoesNotContain(Marker, thrown.ToString(), StringComparison.Ordinal);
        Assert.Null(thrown.InnerException);
    }

    [Fact]
    public void ReadStrict_OneProblemAmongEvents_ThrowsTheFirst()
    {
        var thrown = Assert.Throws<NotificationFormatException>(() => NotificationReader.ReadStrict(NotificationSamples.S3BatchWithRecordWithoutKey.Body));

        Assert.Equal("$.Records[1].s3.object.key", thrown.Problem.Path);
    }

    [Fact]
    public void Read_SubscriptionConfirmation_DoesNotTellItsToken()
    {
        NotificationContent content = NotificationReader.Read(NotificationSamples.SnsSubscriptionConfirmation.Body);

        Assert.DoesNotContain("http", Assert.Single(content.Problems).ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertTellsNothing(NotificationContent content) => Assert.NotEqual(0, TellsNothing(content));

    // How many problems there were.
    private static int TellsNothing(NotificationContent content)
    {
        Assert.DoesNotContain(content.Problems, problem => problem.ToString().Contains(Marker, StringComparison.OrdinalIgnoreCase));
        return content.Problems.Count;
    }
}
