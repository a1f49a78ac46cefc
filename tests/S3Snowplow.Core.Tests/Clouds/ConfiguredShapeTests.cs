using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Core.Tests.Relay;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Clouds;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

public sealed class ConfiguredShapeTests
{
    private const string Arrived = """{"what":"file.created","when":1772359380,"where":{"store":"b","file.name":"in/a+b.csv"},"bytes":"2048","mark":5}""";

    [Fact]
    public void Read_Object_HasItsFacts()
    {
        ObjectEvent found = ReadOne(Arrived, Plain());

        Assert.Equal((NotificationDialect.Configured, "acme:files", "ObjectCreated:Put", "file.created"), (found.Dialect, found.Source, found.Name, found.OriginalName));
        Assert.Equal(("b", "in/a+b.csv", 2048L, "5", "1772359380"), (found.Bucket, found.Key, found.Size, found.Sequencer, found.TimeText));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 3, 0, TimeSpan.Zero), found.Time);
    }

    [Theory]
    [InlineData("file.created", "ObjectCreated:Put")]
    [InlineData("file.moved.in", "ObjectCreated:Put")]
    [InlineData("file.deleted", "ObjectRemoved:Delete")]
    [InlineData("file.read", "file.read")]
    [InlineData("s3:ObjectCreated:Copy", "ObjectCreated:Copy")]
    public void Read_Name_MeansWhatTheSettingsSay(string original, string name) =>
        Assert.Equal(name, ReadOne(Arrived.Replace("file.created", original, StringComparison.Ordinal), Plain()).Name);

    [Fact]
    public void Read_ShapeWithoutName_IsAnArrival()
    {
        var shape = new NotificationShape { Source = "acme:files", Bucket = "$.where.store", Key = "$.where['file.name']", Time = "$.when", KeyIsEncoded = true };

        ObjectEvent found = ReadOne(Arrived, shape);

        Assert.Equal(("ObjectCreated:Put", "in/a b.csv", "in/a+b.csv", null), (found.Name, found.Key, found.RawKey, found.Size));
    }

    [Fact]
    public void Read_List_IsOneEventForEachElement()
    {
        const string Notification = """{"store":"b","sent":"2026-03-01T10:03:00Z","files":[{"n":"x","s":1},{"n":"y","s":"many"},{"s":3},{"n":"z"}]}""";

        NotificationContent content = Read(Notification, Listed("files"));

        Assert.Equal(["x", "z"], content.ObjectEvents.ToArray().Select(found => found.Key));
        Assert.Equal(["$.files[1].s", "$.files[2]"], content.Problems.Select(problem => problem.Path));
        Assert.Equal(Notification.IndexOf("many", StringComparison.Ordinal), content.Problems[0].Offset);
    }

    [Fact]
    public void Read_ListOfRecords_IsReadElementByElement()
    {
        const string Notification = """{"Records":[{"n":"x","s":1},{"n":"y"}],"store":"b","sent":"2026-03-01T10:03:00Z"}""";

        NotificationContent content = Read(Notification, Listed("Records"));

        Assert.Equal((2, 0), (content.Count, content.ProblemCount));
        Assert.Equal(("b", "y"), (content[1].Bucket, content[1].Key));
    }

    [Fact]
    public void Read_ObjectInCarriers_IsReadAsWell() =>
        Assert.Equal("in/a+b.csv", ReadOne(Record.InSqs(Record.InSns(CloudEvent.Base64($"[{Arrived}]"))), Plain()).Key);

    [Theory]
    [InlineData("\"store\":\"b\",", "")]
    [InlineData("\"file.name\":\"in/a+b.csv\"", "\"file.name\":7")]
    public void Read_ObjectWithoutBucketOrKey_IsOfUnknownShape(string part, string instead) =>
        Assert.Equal(NotificationProblemKind.UnknownShape, Assert.Single(Read(Arrived.Replace(part, instead, StringComparison.Ordinal), Plain()).Problems).Kind);

    [Theory]
    [InlineData("1772359380", "\"soon\"", "$.when")]
    [InlineData("\"2048\"", "-1", "$.bytes")]
    [InlineData("\"what\"", "\"who\"", "$.what")]
    public void Read_FactMissingOrWrong_IsAProblemAtItsPlace(string part, string instead, string path)
    {
        NotificationProblem problem = Assert.Single(Read(Arrived.Replace(part, instead, StringComparison.Ordinal), Plain()).Problems);

        Assert.Equal((NotificationProblemKind.InvalidRecord, path), (problem.Kind, problem.Path));
    }

    [Fact]
    public void Read_KnownShape_NeverComesToTheSettings()
    {
        var greedy = new NotificationShape { Source = "acme:files", Bucket = "$.s3.bucket.name", Key = "$.s3.object.key", Time = "$.eventTime" };

        Assert.Equal(NotificationDialect.AmazonS3, ReadOne(Record.List(Record.Of()), greedy).Dialect);
    }

    [Fact]
    public void Of_SourceOfAShape_TakesPartInTheId()
    {
        NotificationShape other = Plain();
        other.Source = "acme:media";

        Assert.NotEqual(EventIdentity.Of(ReadOne(Arrived, Plain())), EventIdentity.Of(ReadOne(Arrived, other)));
    }

    [Fact]
    public async Task RelayAsync_ShapeOfTheSettings_IsSentWithItsSource()
    {
        await using var rig = new RelayRig(options => options.Shapes.Add(Plain()));

        RelayResult result = await rig.RelayAsync(Arrived.Bytes());

        Assert.Equal("acme:files", Assert.Single(result.Events).ObjectEvent.Source);
        Assert.Contains("\"source\":\"acme:files\"", System.Text.Encoding.UTF8.GetString(Assert.Single(rig.Emitter.Events).Event.Parameters.Span).Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static NotificationShape Plain() => new()
    {
        Source = "acme:files",
        Bucket = "$.where.store",
        Key = "$.where['file.name']",
        Time = "$.when",
        Size = "$.bytes",
        Name = "$.what",
        ArrivalNames = ["file.created", "file.moved*"],
        RemovalNames = ["file.deleted"],
        Sequencer = "$.mark",
    };

    private static NotificationShape Listed(string list) =>
        new() { Source = "acme:files", Bucket = "$.store", Key = $"$.{list}[*].n", Size = $"$.{list}[*].s", Time = "$.sent" };

    private static ObjectEvent ReadOne(string notification, NotificationShape shape)
    {
        NotificationContent content = Read(notification, shape);
        Assert.Equal((1, 0), (content.Count, content.ProblemCount));
        return content[0];
    }

    private static NotificationContent Read(string notification, NotificationShape shape)
    {
        var content = new NotificationContent { Shapes = ConfiguredShape.Of([shape]) };
        NotificationReader.Read(notification.Bytes(), content);
        return content;
    }
}
