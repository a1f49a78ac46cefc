using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Reading;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

public sealed class GoogleStorageTests
{
    [Theory]
    [InlineData("OBJECT_FINALIZE", "", "ObjectCreated:Put")]
    [InlineData("OBJECT_FINALIZE", ",\"overwroteGeneration\":\"1\"", "ObjectCreated:Put")]
    [InlineData("OBJECT_METADATA_UPDATE", "", "ObjectMetadata:Update")]
    [InlineData("OBJECT_DELETE", "", "ObjectRemoved:Delete")]
    [InlineData("OBJECT_DELETE", ",\"overwrittenByGeneration\":\"1\"", "ObjectOverwritten:Delete")]
    [InlineData("OBJECT_ARCHIVE", "", "ObjectRemoved:DeleteMarkerCreated")]
    [InlineData("OBJECT_ARCHIVE", ",\"overwrittenByGeneration\":\"1\"", "ObjectOverwritten:Archive")]
    [InlineData("OBJECT_OF_TOMORROW", "", "OBJECT_OF_TOMORROW")]
    public void Read_Type_HasS3sName(string type, string attributes, string name)
    {
        ObjectEvent found = Record.ReadOne(CloudEvent.Google(type, attributes: attributes));

        Assert.Equal((name, type), (found.Name, found.OriginalName));
        Assert.Equal(name == "ObjectCreated:Put", found.IsDataArrival);
        Assert.Equal(name.StartsWith("ObjectRemoved:", StringComparison.Ordinal) ? null : 2048, found.Size);
    }

    [Fact]
    public void Read_TwoConfigurationsOfABucket_HaveOneId()
    {
        string first = CloudEvent.Google(attributes: ",\"notificationConfig\":\"projects/_/buckets/b/notificationConfigs/3\"", messageId: "1");
        string second = CloudEvent.Google(attributes: ",\"notificationConfig\":\"projects/_/buckets/b/notificationConfigs/4\"", resource: null, messageId: "2");

        Assert.NotEqual(first, second);
        Assert.Equal(CloudEvent.IdOf(first), CloudEvent.IdOf(second));
    }

    [Fact]
    public void Read_DifferentChanges_HaveDifferentIds()
    {
        string[] changes =
        [
            CloudEvent.Google(),
            CloudEvent.Google(generation: "1772359380922305"),
            CloudEvent.Google("OBJECT_DELETE"),
            CloudEvent.Google("OBJECT_METADATA_UPDATE", resource: """{"metageneration":"2"}"""),
            CloudEvent.Google("OBJECT_METADATA_UPDATE", resource: """{"metageneration":"3"}"""),
        ];

        Assert.Equal(changes.Length, changes.Select(CloudEvent.IdOf).Distinct().Count());
    }

    [Fact]
    public void Read_MessageAloneOrPulled_IsThatOfThePush()
    {
        string pushed = CloudEvent.Google();
        string message = pushed["{\"message\":".Length..pushed.IndexOf(",\"subscription\"", StringComparison.Ordinal)];

        Assert.Equal(CloudEvent.IdOf(pushed), CloudEvent.IdOf(message));
        Assert.Equal(CloudEvent.IdOf(pushed), CloudEvent.IdOf($$"""{"receivedMessages":[{"ackId":"x","message":{{message}}}]}"""));
        Assert.Equal(NotificationWrappings.PubSub, Record.ReadOne(pushed).Wrappings);
    }

    [Theory]
    [InlineData("finalized", "ObjectCreated:Put")]
    [InlineData("deleted", "ObjectRemoved:Delete")]
    [InlineData("archived", "ObjectRemoved:DeleteMarkerCreated")]
    [InlineData("metadataUpdated", "ObjectMetadata:Update")]
    public void Read_CloudEvent_HasS3sName(string kind, string name)
    {
        string envelope = "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"google.cloud.storage.object.v1." + kind + "\",\"time\":\"2026-03-01T10:03:00Z\",";
        const string Resource = """{"bucket":"b","name":"k %41","size":"7","generation":"5"}""";

        ObjectEvent plain = Record.ReadOne(envelope + "\"data\":" + Resource + "}");
        ObjectEvent base64 = Record.ReadOne(envelope + "\"data_base64\":\"" + CloudEvent.Base64(Resource) + "\"}");

        Assert.Equal((name, "b", "k %41", "5"), (plain.Name, plain.Bucket, plain.Key, plain.VersionId));
        Assert.Equal(plain, base64);
    }

    [Fact]
    public void Read_WrongSizeInBase64_PointsAtItsByte()
    {
        string notification = CloudEvent.Google(resource: """{"name":"n","size":"many"}""");

        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal("$.message.data|$.size", problem.Path);
        int data = notification.IndexOf("\"data\":\"", StringComparison.Ordinal) + "\"data\":\"".Length;
        int decoded = """{"name":"n","size":""".Length + 1;
        Assert.Equal(data + (decoded / 3 * 4) + (decoded % 3), problem.Offset);
    }

    [Theory]
    [InlineData("bucketId")]
    [InlineData("objectId")]
    [InlineData("eventTime")]
    public void Read_AttributeMissing_IsAProblemOrAnUnknownShape(string attribute)
    {
        NotificationContent content = Record.Read(CloudEvent.Google().Replace($"\"{attribute}\"", "\"other\"", StringComparison.Ordinal));

        Assert.Equal((0, 1), (content.Count, content.ProblemCount));
    }

    [Fact]
    public void Read_DataThatIsNoResource_IsAProblem() =>
        Assert.Equal("$.message.data", Record.ReadProblem(CloudEvent.Google(resource: "[1,2]")).Path);

    [Fact]
    public void Read_ResourceAlone_SaysWhatIsMissing() =>
        Assert.Contains("Google Cloud Storage", Record.ReadProblem("""{"kind":"storage#object","name":"k","bucket":"b","size":"7"}""").Reason, StringComparison.Ordinal);

    [Fact]
    public void Read_OtherEventOfGoogle_IsNamed() =>
        Assert.Contains("Google Cloud, no object event", Record.ReadProblem("""{"specversion":"1.0","type":"google.cloud.audit.log.v1.written","data":{}}""").Reason, StringComparison.Ordinal);
}
