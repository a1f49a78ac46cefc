using System.Text.Json.Nodes;
using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Clouds;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

/// <summary>Whatever a member of another world's notification turns into, reading it gives events that are whole, or problems, and never throws.</summary>
public sealed class HostileCloudTests
{
    private const string Folder = "tests/Data/cases/other-stores";

    private static readonly string?[] Values = [null, "null", "true", "-1", "1e400", "7", "\"\"", "\"/\"", "\"/buckets/\"", "\"null\"", "\"eyJ9\"", "[]", "[null]", "[{}]", "{}", "{\"a\":{}}"];

    public static TheoryData<string> Bodies =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryFile.Root, Folder), "*.json").Select(path => Path.GetFileName(path)).Where(name => name != "answers.json").Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Read_BodyWithOneMemberChanged_NeverThrows(string body)
    {
        byte[] original = RepositoryFile.Read($"{Folder}/{body}");
        var places = new List<(int Object, string Member)>();
        int objects = 0;
        JsonEdits.Everywhere(original, (members, _) =>
        {
            places.AddRange(members.Select(member => (objects, member.Key)));
            objects++;
        });

        foreach ((int at, string member) in places)
        {
            foreach (string? value in Values)
            {
                int index = 0;
                Check(JsonEdits.Everywhere(original, (members, _) =>
                {
                    if (index++ == at)
                    {
                        Change(members, member, value);
                    }
                }));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Read_BodyCutOff_IsAProblemAndNothingElse(string body)
    {
        byte[] whole = RepositoryFile.Read($"{Folder}/{body}").AsSpan().TrimEnd("\r\n "u8).ToArray();
        for (int length = 1; length < whole.Length; length++)
        {
            NotificationContent content = NotificationReader.Read(whole.AsMemory(0, length));

            Assert.Equal((0, 0, 1), (content.Count, content.TestEvents, content.ProblemCount));
        }
    }

    [Theory]
    [InlineData("bucket_name")]
    [InlineData("object_name")]
    [InlineData("request_time")]
    [InlineData("request_id")]
    public void Read_TextThatIsNotUtf8_IsAProblem(string member)
    {
        string notification = """{"request_id":"r","request_time":"2018-07-04T17:12:28.030Z","event_type":"Object:Write","bucket_name":"b","object_name":"k","object_length":"7"}""";
        int at = notification.IndexOf(member, StringComparison.Ordinal) + member.Length + 3;
        byte[] bytes = notification.Bytes();
        bytes[at] = 0xFF;

        Assert.Equal(NotificationProblemKind.InvalidRecord, Record.ReadProblem(bytes).Kind);
    }

    private static void Change(JsonObject members, string member, string? value)
    {
        if (value is null)
        {
            members.Remove(member);
        }
        else
        {
            members[member] = JsonNode.Parse(value);
        }
    }

    private static void Check(byte[] notification)
    {
        var content = new NotificationContent
        {
            Shapes = ConfiguredShape.Of([new NotificationShape { Source = "x", Bucket = "$.data.bucket", Key = "$.data.name", Time = "$.time" }, new NotificationShape { Source = "y", Bucket = "$.bucket", Key = "$.events[*].a", Time = "$.events[*].t" }]),
        };
        NotificationReader.Read(notification, content);

        foreach (ObjectEvent found in content.ObjectEvents)
        {
            Assert.False(string.IsNullOrEmpty(found.Name) || string.IsNullOrEmpty(found.OriginalName) || string.IsNullOrEmpty(found.Bucket) || string.IsNullOrEmpty(found.Key) || string.IsNullOrEmpty(found.RawKey) || found.TimeText is null);
            Assert.True(found.Size is null or >= 0);
            Assert.NotEqual(Guid.Empty, EventIdentity.Of(found));
        }
    }
}
