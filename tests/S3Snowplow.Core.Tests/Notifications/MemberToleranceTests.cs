using System.Text.Json.Nodes;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Unknown members are passed over at every level, and members have no order.</summary>
public sealed class MemberToleranceTests
{
    private const string Unknown = """{"a":[1,{"b":null}]}""";

    // Where the last word of a place decides what an object is, the members that mean something there.
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["s3"] = ["configurationId"],
        ["object"] = ["key", "size", "eTag", "etag", "versionId", "version-id", "sequencer"],
        ["bucket"] = ["name"],
        ["detail"] = ["event-version", "requester", "source-ip-address", "reason", "deletion-type"],
        ["responseElements"] = ["x-amz-request-id"],
        ["requestParameters"] = ["sourceIPAddress"],
        ["userIdentity"] = ["principalId"],
        ["*"] = ["awsRegion", "eventVersion", "body"],
    };

    private static readonly string[] MemberNames =
    [
        "awsRegion", "body", "bucket", "configurationId", "deletion-type", "detail", "detail-type", "eTag", "etag", "Event", "eventName",
        "EventName", "eventSource", "EventSource", "eventTime", "eventVersion", "event-version", "id", "key", "Key", "Message", "name", "object",
        "principalId", "reason", "Records", "region", "requestContext", "request-id", "requestParameters", "requestPayload", "requester",
        "responseElements", "s3", "sequencer", "size", "Sns", "source", "sourceIPAddress", "source-ip-address", "time", "TopicArn", "Type",
        "userIdentity", "versionId", "version-id", "x-amz-request-id",
    ];

    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleWithAnUnknownMemberInEveryObject_IsTheSame(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;

        AssertSame(body, JsonEdits.Everywhere(body, (members, _) => members.Insert(0, "zzUnknown", JsonNode.Parse(Unknown))));
        AssertSame(body, JsonEdits.Everywhere(body, (members, _) => members.Add("zzUnknown", JsonNode.Parse(Unknown))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleWithAnUnknownMemberInOneObject_IsTheSame(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;

        for (int one = 0; one < JsonEdits.Count(body); one++)
        {
            int at = 0;
            AssertSame(body, JsonEdits.Everywhere(body, (members, _) =>
            {
                if (at++ == one)
                {
                    members.Insert(members.Count / 2, "zzUnknown", JsonNode.Parse(Unknown));
                }
            }));
        }
    }

    /// <remarks>
    /// The design ignores unknown members, and a name that is known elsewhere is unknown here. Left out is what has a meaning in the
    /// object itself, such as a size that a removal lacks: a notification with it says something else.
    /// </remarks>
    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleWithANameOfAnotherLevelInEveryObject_IsTheSame(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;

        foreach (string member in MemberNames)
        {
            foreach (string value in new[] { "7", "\"7\"", "null", "{\"key\":\"7\",\"name\":\"7\",\"Message\":\"7\"}" })
            {
                AssertSame(body, JsonEdits.Everywhere(body, (members, place) =>
                {
                    if (!members.ContainsKey(member) && !IsKnownAt(place, member) && !(value[0] == '{' && IsObjectAt(place, member)))
                    {
                        members.Insert(0, member, JsonNode.Parse(value));
                    }
                }));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleWithItsMembersReversed_IsTheSame(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;

        AssertSame(body, JsonEdits.Everywhere(body, (members, _) =>
        {
            KeyValuePair<string, JsonNode?>[] all = [.. members];
            members.Clear();
            foreach ((string member, JsonNode? value) in all.Reverse())
            {
                members.Add(member, value);
            }
        }));
    }

    [Fact]
    public void Read_NamesWithEscapes_AreTheNames()
    {
        string notification = Record.List(Record.Of("\"a+b\"", "7"));
        string tooLong = string.Concat(Enumerable.Repeat("\\u0061", 40));
        string escaped = notification
            .Replace("\"key\"", "\"\\u006bey\"", StringComparison.Ordinal)
            .Replace("\"Records\"", "\"\\u0052ecor\\u0064s\"", StringComparison.Ordinal)
            .Replace("{\"eventSource\"", "{\"\\ud800\":1,\"" + tooLong + "\":2,\"eventSource\"", StringComparison.Ordinal);

        Assert.Equal(Record.ReadOne(notification), Record.ReadOne(escaped));
    }

    [Fact]
    public void Read_NamesInOtherCase_AreUnknown()
    {
        string notification = Record.List(Record.Of()).Replace("bucket", "Bucket", StringComparison.Ordinal);

        Assert.Equal(NotificationProblemKind.UnknownShape, Record.ReadProblem(notification).Kind);
    }

    [Fact]
    public void Read_NameTwiceInAnObject_HasItsLastValue()
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of("\"first\",\"size\":1,\"key\":\"last\"", "2")));

        Assert.Equal(("last", 2L), (found.Key, found.Size));
    }

    private static bool IsKnownAt(string place, string member) =>
        Known.TryGetValue(place[(place.LastIndexOf('.') + 1)..], out string[]? known) && known.Contains(member);

    // The members that are objects, with what the inserted one holds: a bucket's name, an object's key.
    private static bool IsObjectAt(string place, string member) => place[(place.LastIndexOf('.') + 1)..] switch
    {
        "*" => member is "s3" or "Sns" or "userIdentity" or "requestParameters" or "responseElements",
        "s3" or "detail" => member is "bucket" or "object",
        _ => member is "detail" or "requestPayload",
    };

    private static void AssertSame(ReadOnlyMemory<byte> sample, byte[] edited)
    {
        NotificationContent expected = Read(sample);
        NotificationContent actual = Read(edited);

        Assert.Equal(expected.ObjectEvents.ToArray(), actual.ObjectEvents.ToArray());
        Assert.Equal(expected.TestEvents, actual.TestEvents);

        // The reason of an unknown shape names its members, and offsets move.
        Assert.Equal(expected.Problems.Select(problem => (problem.Kind, problem.Path)), actual.Problems.Select(problem => (problem.Kind, problem.Path)));
    }

    private static NotificationContent Read(ReadOnlyMemory<byte> notification)
    {
        var content = new NotificationContent { KeepsPersonalData = true };
        NotificationReader.Read(notification, content);
        return content;
    }
}
