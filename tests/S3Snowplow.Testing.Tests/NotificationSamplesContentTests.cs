using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

/// <summary>A sample that has lost its trap still parses and still counts, so the traps are pinned one by one.</summary>
public sealed class NotificationSamplesContentTests
{
    [Fact]
    public void KeyPlusAndSpaces_AgainstItsEventBridgeTwin_IsTheSameKey()
    {
        string encoded = ObjectOf(NotificationSamples.KeyPlusAndSpaces).GetProperty("key").GetString()!;
        string plain = ObjectOf(NotificationSamples.EventBridgeKeyPlusAndSpaces).GetProperty("key").GetString()!;

        Assert.Equal("this+im+%2B+age+blah.txt", encoded);
        Assert.Equal("this im + age blah.txt", plain);
        Assert.Equal(plain, WebUtility.UrlDecode(encoded));
    }

    [Fact]
    public void KeyUnicode_Decoded_IsWhatItsDescriptionSays()
    {
        string key = WebUtility.UrlDecode(ObjectOf(NotificationSamples.KeyUnicode).GetProperty("key").GetString()!);

        Assert.Equal("berichte/\u00DCbersicht \u65E5\u672C\u8A9E \U0001F69A.csv", key);
        Assert.Contains(key, NotificationSamples.KeyUnicode.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void KeyOf1024Bytes_Decoded_HasS3sLongestLengthAndFitsTheSchema()
    {
        string encoded = ObjectOf(NotificationSamples.KeyOf1024Bytes).GetProperty("key").GetString()!;

        Assert.Equal(1024, Encoding.UTF8.GetByteCount(WebUtility.UrlDecode(encoded)));
        Assert.InRange(encoded.Length, 3000, 4096);
    }

    [Fact]
    public void SizeBeyondDouble_ThroughADouble_IsAnotherNumber()
    {
        JsonElement size = ObjectOf(NotificationSamples.SizeBeyondDouble).GetProperty("size");

        Assert.Equal((1L << 53) + 1, size.GetInt64());
        Assert.NotEqual(size.GetInt64(), (long)size.GetDouble());
    }

    [Theory]
    [InlineData("s3-2.1-delete", "size eTag versionId")]
    [InlineData("s3-2.1-delete-marker", "size")]
    [InlineData("s3-2.3-acl-put", "size versionId sequencer")]
    [InlineData("s3-2.3-tagging-put", "size versionId sequencer")]
    [InlineData("s3-2.3-lifecycle-transition", "versionId sequencer")]
    [InlineData("minio-webhook-zero-byte", "size versionId")]
    [InlineData("eventbridge-permanent-delete", "size etag version-id")]
    [InlineData("eventbridge-delete-marker", "size etag")]
    [InlineData("eventbridge-tags-added", "size version-id sequencer")]
    [InlineData("eventbridge-restore-completed", "sequencer")]
    public void Object_OfTheShape_LacksWhatItsEmitterLeavesOut(string name, string absent)
    {
        JsonElement subject = ObjectOf(NotificationSamples.All.Single(sample => sample.Name == name));

        Assert.All(absent.Split(' '), member => Assert.False(subject.TryGetProperty(member, out _), member));
    }

    [Fact]
    public void VersionIds_NullAndEmpty_AreNullAndEmpty()
    {
        Assert.Equal(JsonValueKind.Null, ObjectOf(NotificationSamples.VersionIdNull).GetProperty("versionId").ValueKind);
        Assert.Equal("", ObjectOf(NotificationSamples.VersionIdEmpty).GetProperty("versionId").GetString());
    }

    [Fact]
    public void StorageGridPut_Record_HasNoRegionAndItsOwnArn()
    {
        JsonElement record = Root(NotificationSamples.StorageGridPut).GetProperty("Records")[0];

        Assert.False(record.TryGetProperty("awsRegion", out _));
        Assert.Equal("urn:sgws:s3:::example-bucket", record.GetProperty("s3").GetProperty("bucket").GetProperty("arn").GetString());
    }

    [Fact]
    public void CephOldPut_Record_HasEveryOldForm()
    {
        JsonElement record = Root(NotificationSamples.CephOldPut).GetProperty("Records")[0];

        Assert.Contains(' ', record.GetProperty("eventTime").GetString()!);
        Assert.StartsWith("s3:", record.GetProperty("eventName").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, ObjectOf(NotificationSamples.CephOldPut).GetProperty("size").ValueKind);
        Assert.True(ObjectOf(NotificationSamples.CephOldPut).TryGetProperty("etag", out _));
    }

    [Fact]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "SQS defines md5OfBody so; nothing is protected by it here.")]
    public void SqsMixedBatch_Bodies_HaveTheirOwnMd5()
    {
        foreach (JsonElement message in Root(NotificationSamples.SqsMixedBatch).GetProperty("Records").EnumerateArray())
        {
            byte[] body = Encoding.UTF8.GetBytes(message.GetProperty("body").GetString()!);
            Assert.Equal(message.GetProperty("md5OfBody").GetString(), Convert.ToHexStringLower(MD5.HashData(body)));
        }
    }

    [Fact]
    public void SqsBatchWithTruncatedBody_SecondBody_IsNoJson()
    {
        string body = Root(NotificationSamples.SqsBatchWithTruncatedBody).GetProperty("Records")[1].GetProperty("body").GetString()!;

        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(body));
    }

    private static JsonElement Root(NotificationSample sample) => JsonElement.Parse(sample.Body.Span);

    private static JsonElement ObjectOf(NotificationSample sample)
    {
        JsonElement root = Root(sample);
        return root.TryGetProperty("detail", out JsonElement detail)
            ? detail.GetProperty("object")
            : root.GetProperty("Records")[0].GetProperty("s3").GetProperty("object");
    }
}
