using S3Snowplow.Reading;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Clouds;

public sealed class AzureBlobTests
{
    [Theory]
    [InlineData("BlobCreated", "PutBlob", "ObjectCreated:Put")]
    [InlineData("BlobCreated", "PutBlockList", "ObjectCreated:Put")]
    [InlineData("BlobCreated", "FlushWithClose", "ObjectCreated:Put")]
    [InlineData("BlobCreated", "SftpCommit", "ObjectCreated:Put")]
    [InlineData("BlobCreated", "CopyBlob", "ObjectCreated:Copy")]
    [InlineData("BlobCreated", "CreateFile", "ObjectCreated:CreateFile")]
    [InlineData("BlobCreated", "SftpCreate", "ObjectCreated:SftpCreate")]
    [InlineData("BlobDeleted", "DeleteBlob", "ObjectRemoved:Delete")]
    [InlineData("BlobTierChanged", "SetBlobTier", "LifecycleTransition")]
    [InlineData("BlobRenamed", "RenameFile", "BlobRenamed")]
    public void Read_Type_HasS3sName(string type, string api, string name)
    {
        ObjectEvent found = Record.ReadOne(CloudEvent.Azure("Microsoft.Storage." + type, api));

        Assert.Equal((name, "Microsoft.Storage." + type), (found.Name, found.OriginalName));
        Assert.Equal(name is "ObjectCreated:Put" or "ObjectCreated:Copy", found.IsDataArrival);
        Assert.Equal(name == "ObjectRemoved:Delete" ? null : 7, found.Size);
    }

    [Fact]
    public void Read_Event_HasContainerKeyAndAccount()
    {
        ObjectEvent found = Record.ReadOne(CloudEvent.Azure(subject: "/blobServices/default/containers/c/blobs/a/blobs/x%41+y"));

        Assert.Equal(("c", "a/blobs/x%41+y", "acme", "0x8D", "00042"), (found.Bucket, found.Key, found.BucketOwner, found.ETag, found.Sequencer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/blobServices/default/containers/c")]
    [InlineData("/blobServices/default/containers/c/blobs/")]
    [InlineData("/blobServices/default/containers//blobs/k")]
    [InlineData("/blobs/k")]
    public void Read_SubjectWithoutBlob_IsAProblem(string subject) => Assert.Equal("$.subject", Record.ReadProblem(CloudEvent.Azure(subject: subject)).Path);

    [Theory]
    [InlineData("Microsoft.EventGrid.SubscriptionValidationEvent")]
    [InlineData("Microsoft.EventGrid.SubscriptionDeletedEvent")]
    public void Read_Handshake_IsATestEvent(string type)
    {
        NotificationContent content = CloudEvent.Read($"[{CloudEvent.Azure(type)},{CloudEvent.Azure()}]");

        Assert.Equal((1, 1, 0), (content.Count, content.TestEvents, content.ProblemCount));
    }

    [Theory]
    [InlineData("Microsoft.Storage.LifecyclePolicyCompleted")]
    [InlineData("Microsoft.Storage.BlobInventoryPolicyCompleted")]
    [InlineData("Microsoft.KeyVault.SecretNewVersionCreated")]
    public void Read_EventOfNoObject_IsNamed(string type)
    {
        string reason = Record.ReadProblem(CloudEvent.Azure(type)).Reason;

        Assert.Contains("Azure", reason, StringComparison.Ordinal);
        Assert.EndsWith("no object event", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_BothSchemas_HaveOneId()
    {
        string cloudEvent = CloudEvent.Azure().Replace("\"topic\"", "\"source\"", StringComparison.Ordinal).Replace("\"eventType\"", "\"specversion\":\"1.0\",\"type\"", StringComparison.Ordinal)
            .Replace("\"eventTime\"", "\"time\"", StringComparison.Ordinal);

        Assert.Equal(CloudEvent.IdOf(CloudEvent.Azure()), CloudEvent.IdOf(cloudEvent));
        Assert.NotEqual(CloudEvent.IdOf(CloudEvent.Azure()), CloudEvent.IdOf(CloudEvent.Azure(id: "i2")));
    }
}
