using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Sizes, names, and what a record cannot do without.</summary>
public sealed class RecordFieldTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("null", null)]
    [InlineData("\"\"", null)]
    [InlineData("0", 0L)]
    [InlineData("-0", 0L)]
    [InlineData("\"1024\"", 1024L)]
    [InlineData("\"\\u0031024\"", 1024L)]
    [InlineData("1.0", 1L)]
    [InlineData("1024.000", 1024L)]
    [InlineData("1e3", 1000L)]
    [InlineData("1.073741824E9", 1073741824L)]
    [InlineData("10240e-1", 1024L)]
    [InlineData("0.0", 0L)]
    [InlineData("-0.0", 0L)]
    [InlineData("\"1024.0\"", 1024L)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("9007199254740993", 9007199254740993L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Read_Size_IsTheNumberOfBytesOrNone(string? size, long? expected)
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of(size: size)));

        Assert.Equal(expected, found.Size);
        Assert.Equal(expected ?? 0, found.ArrivedBytes);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("-1.0")]
    [InlineData("1e-3")]
    [InlineData("1e400")]
    [InlineData("9223372036854775808")]
    [InlineData("9223372036854775808.0")]
    [InlineData("99999999999999999999999999")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("\"-1\"")]
    [InlineData("\"1.5\"")]
    [InlineData("\"1 \"")]
    [InlineData("\" 1\"")]
    [InlineData("\"0x10\"")]
    [InlineData("\"many\"")]
    [InlineData("\"1\\ud800\"")]
    public void Read_SizeThatIsNone_IsAProblemAndItsSiblingsAreRead(string size)
    {
        NotificationContent content = Record.Read(Record.List(Record.Of("\"first\""), Record.Of(size: size), Record.Of("\"third\"")));

        Assert.Equal(["first", "third"], content.ObjectEvents.ToArray().Select(found => found.Key));
        Assert.Equal(NotificationProblemKind.InvalidRecord, Assert.Single(content.Problems).Kind);
    }

    [Fact]
    public void Read_SizeThatIsNone_PointsAtTheSize()
    {
        string notification = Record.List(Record.Of(size: "-17"));

        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal((notification.IndexOf("-17", StringComparison.Ordinal), "$.Records[0].s3.object.size"), (problem.Offset, problem.Path));
    }

    /// <remarks>MinIO leaves a size of 0 out; others that send none do not tell it.</remarks>
    [Theory]
    [InlineData("minio:s3", "s3:ObjectCreated:Put", null, 0L)]
    [InlineData("minio:s3", "s3:ObjectCreated:CompleteMultipartUpload", "null", 0L)]
    [InlineData("minio:s3", "s3:ObjectCreated:PutTagging", null, null)]
    [InlineData("minio:s3", "s3:ObjectRemoved:Delete", null, null)]
    [InlineData("minio:s3", "s3:ObjectCreated:Put", "7", 7L)]
    [InlineData("aws:s3", "ObjectCreated:Put", null, null)]
    [InlineData("rustfs:s3", "s3:ObjectCreated:Put", null, null)]
    public void Read_SizeLeftOut_IsZeroOfDataThatArrivedInMinio(string source, string name, string? size, long? expected) =>
        Assert.Equal(expected, Record.ReadOne(Record.List(Record.Of(size: size, source: $"\"{source}\"", name: $"\"{name}\""))).Size);

    [Theory]
    [InlineData("1772434800", "1772434800")]
    [InlineData("1.7724348E9", "1772434800")]
    [InlineData("1772434800.0", "1772434800")]
    [InlineData("0", "0")]
    [InlineData("12.5", "12.5")]
    [InlineData("1e99", "1e99")]
    [InlineData("\"0C\"", "0C")]
    [InlineData("\"1e3\"", "1e3")]
    [InlineData("null", null)]
    [InlineData("true", null)]
    public void Read_SequencerAndVersionAsNumbers_HaveTheirDigits(string json, string? expected)
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of(size: $"1,\"sequencer\":{json},\"versionId\":{json}")));

        Assert.Equal((expected, expected), (found.Sequencer, found.VersionId));
    }

    [Theory]
    [InlineData("\"ObjectCreated:Put\"", "ObjectCreated:Put")]
    [InlineData("\"s3:ObjectCreated:Put\"", "ObjectCreated:Put")]
    [InlineData("\"\\u00733:ObjectCreated:Put\"", "ObjectCreated:Put")]
    [InlineData("\"s3:s3:ObjectCreated:Put\"", "s3:ObjectCreated:Put")]
    [InlineData("\"S3:ObjectCreated:Put\"", "S3:ObjectCreated:Put")]
    [InlineData("\"LifecycleTransition\"", "LifecycleTransition")]
    [InlineData("\"s3:IntelligentTiering\"", "IntelligentTiering")]
    [InlineData("\"ObjectLifecycle:Expiration:Current\"", "ObjectLifecycle:Expiration:Current")]
    [InlineData("\"s3:ObjectCreated:PutTagging\"", "ObjectCreated:PutTagging")]
    [InlineData("\"objectcreated:put\"", "objectcreated:put")]
    public void Read_Name_IsTheOneOfS3(string name, string expected)
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of(name: name)));

        Assert.Equal((expected, expected), (found.Name, found.OriginalName));
    }

    [Theory]
    [InlineData("ObjectCreated:Put", true)]
    [InlineData("ObjectCreated:Post", true)]
    [InlineData("ObjectCreated:Copy", true)]
    [InlineData("ObjectCreated:CompleteMultipartUpload", true)]
    [InlineData("ObjectCreated", true)]
    [InlineData("ObjectCreated:PutTagging", false)]
    [InlineData("ObjectCreated:PutRetention", false)]
    [InlineData("ObjectCreated:", false)]
    [InlineData("ObjectRemoved:Delete", false)]
    [InlineData("ObjectRestore:Completed", false)]
    public void ArrivedBytes_OfAName_CountsOnlyWhereDataLanded(string name, bool lands)
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of(name: $"\"{name}\"", size: "7")));

        Assert.Equal((lands, lands ? 7L : 0L), (found.IsDataArrival, found.ArrivedBytes));
    }

    [Theory]
    [InlineData("eventName", "\"\"", "$.Records[0].eventName")]
    [InlineData("eventName", "null", "$.Records[0].eventName")]
    [InlineData("eventName", "7", "$.Records[0].eventName")]
    [InlineData("eventName", "\"s3:\"", "$.Records[0].eventName")]
    [InlineData("eventName", "\"\\ud800\"", "$.Records[0]")]
    [InlineData("name", "\"\"", "$.Records[0].s3.bucket.name")]
    [InlineData("name", "null", "$.Records[0].s3.bucket.name")]
    [InlineData("name", "[\"b\"]", "$.Records[0].s3.bucket.name")]
    [InlineData("key", "\"\"", "$.Records[0].s3.object.key")]
    [InlineData("key", "null", "$.Records[0].s3.object.key")]
    [InlineData("key", "7", "$.Records[0].s3.object.key")]
    [InlineData("key", "{\"key\":\"k\"}", "$.Records[0].s3.object.key")]
    [InlineData("eventTime", "\"soon\"", "$.Records[0].eventTime")]
    public void Read_RecordWithoutWhatItNeeds_IsAProblemThatNamesIt(string member, string value, string path)
    {
        string record = member switch
        {
            "eventName" => Record.Of(name: value),
            "name" => Record.Of(bucket: value),
            "key" => Record.Of(key: value),
            _ => Record.Of(time: value),
        };

        NotificationProblem problem = Record.ReadProblem(Record.List(record));

        Assert.Equal((NotificationProblemKind.InvalidRecord, path), (problem.Kind, problem.Path));
    }

    [Fact]
    public void Read_NameOfBytesThatAreNoUtf8_IsAProblem()
    {
        byte[] notification = Record.List(Record.Of(name: "\"Object#\"")).Bytes();
        notification[Array.IndexOf(notification, (byte)'#')] = 0xC3;

        Assert.Equal(NotificationProblemKind.InvalidRecord, Record.ReadProblem(notification).Kind);
    }
}
