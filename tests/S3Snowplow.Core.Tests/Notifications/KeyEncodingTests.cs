using S3Snowplow.Reading;
using S3Snowplow.Reading.Stores;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Rules of the settings about how sources send their keys.</summary>
public sealed class KeyEncodingTests
{
    private const string Gateway = """{"eventSource":"aws:s3","eventTime":"2026-11-27T13:04:11Z","eventName":"ObjectCreated:Put","userIdentity":{"PrincipalId":"p"},"s3":{"bucket":{"name":"b"},"object":{"key":"a+b%41"}}}""";
    private const string CloudflareR2 = """{"account":"a","action":"PutObject","bucket":"b","object":{"key":"a+b%41","size":1,"eTag":"e"},"eventTime":"2026-03-01T10:03:00.379Z"}""";
    private const string HuaweiObs = """{"Records":[{"eventVersion":"3.0","eventSource":"OBS","eventTime":"2026-03-01T10:03:00Z","eventName":"ObjectCreated:Put","obs":{"bucket":{"name":"b"},"object":{"key":"a+b%41","size":1}}}]}""";

    public static TheoryData<string, string, KeyEncoding, string> Cases => new()
    {
        { Record.List(Record.Of("\"a+b%41\"")), "aws:s3", KeyEncoding.AsSent, "a+b%41" },
        { Record.List(Record.Of("\"a+b%41\"")), "aws:s3", KeyEncoding.FormEncoded, "a bA" },
        { Record.List(Record.Of("\"a+b%41\"")), "AWS:S3", KeyEncoding.AsSent, "a bA" },
        { Record.List(Record.Of("\"a+b%41\"")), "minio:s3", KeyEncoding.AsSent, "a bA" },
        { Record.List(Record.Of("\"a+b%41\"", source: "\"aws\\u003as3\"")), "aws:s3", KeyEncoding.AsSent, "a+b%41" },
        { Record.List(Record.Of("\"a+b%41\"", source: "\"acme:s3\"")), "acme:s3", KeyEncoding.AsSent, "a+b%41" },
        { Record.List(Record.Of("\"a+b%41\"", source: "\"ceph:s3\"")), "ceph:s3", KeyEncoding.FormEncoded, "a bA" },
        { Record.List(Gateway), "minio:s3", KeyEncoding.FormEncoded, "a+b%41" },
        { Record.List(Gateway), "aws:s3", KeyEncoding.FormEncoded, "a bA" },
        { Record.InEventBridge("\"a+b%41\""), "aws.s3", KeyEncoding.FormEncoded, "a bA" },
        { Record.InEventBridge("\"a+b%41\""), "aws:s3", KeyEncoding.FormEncoded, "a+b%41" },
        { CloudflareR2, "cloudflare:r2", KeyEncoding.FormEncoded, "a bA" },
        { CloudflareR2, "cloudflare:r2", KeyEncoding.AsSent, "a+b%41" },
        { HuaweiObs, "huawei:obs", KeyEncoding.AsSent, "a+b%41" },
        { HuaweiObs, "huawei:obs", KeyEncoding.FormEncoded, "a bA" },
        { HuaweiObs, "aws:s3", KeyEncoding.AsSent, "a bA" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WithARule_TakesTheKeyAsItSays(string notification, string source, KeyEncoding encoding, string key)
    {
        ObjectEvent found = Read(notification, new KeyEncodingRule { Source = source, Encoding = encoding });

        Assert.Equal((key, "a+b%41", true), (found.Key, found.RawKey, found.KeyDecoded));
    }

    [Fact]
    public void Read_KeyThatIsNotEncodedAfterAll_IsToldAsSuch()
    {
        ObjectEvent record = Read(Record.List(Record.Of("\"100%\"", source: "\"ceph:s3\"")), new KeyEncodingRule { Source = "ceph:s3", Encoding = KeyEncoding.FormEncoded });
        ObjectEvent cloud = Read(CloudflareR2.Replace("a+b%41", "100%", StringComparison.Ordinal), new KeyEncodingRule { Source = "cloudflare:r2", Encoding = KeyEncoding.FormEncoded });

        Assert.Equal(("100%", "100%", false), (record.Key, record.RawKey, record.KeyDecoded));
        Assert.Equal(("100%", "100%", false), (cloud.Key, cloud.RawKey, cloud.KeyDecoded));
    }

    [Fact]
    public void Read_SeveralRules_TheFirstThatFitsTheBucketHolds()
    {
        KeyEncodingRule[] rules =
        [
            new() { Source = "aws:s3", Buckets = ["mirror", "archive"], Encoding = KeyEncoding.AsSent },
            new() { Source = "aws:s3", Encoding = KeyEncoding.FormEncoded },
        ];

        Assert.Equal("a+b", Read(Record.List(Record.Of("\"a+b\"", bucket: "\"archive\"")), rules).Key);
        Assert.Equal("a b", Read(Record.List(Record.Of("\"a+b\"", bucket: "\"landing\"")), rules).Key);
    }

    [Fact]
    public async Task Relay_WithARule_SendsTheKeyAsItWasSent()
    {
        await using var emitter = new RecordingEventEmitter();
        var options = new RelayOptions { KeyEncodings = [new KeyEncodingRule { Source = "aws:s3", Encoding = KeyEncoding.AsSent }] };
        await using var relay = new ObjectEventRelay(options, emitter);

        RelayResult result = await relay.RelayAsync(new Notification(Record.List(Record.Of("\"a+b\"")).Bytes()), Timeout.InfiniteTimeSpan);

        Assert.Equal("a+b", Assert.Single(result.Events).ObjectEvent.Key);
    }

    private static ObjectEvent Read(string notification, params KeyEncodingRule[] rules)
    {
        var content = new NotificationContent { KeyEncodings = KeyEncodings.Of(rules) };
        NotificationReader.Read(notification.Bytes(), content);
        Assert.Equal((1, 0), (content.Count, content.ProblemCount));
        return content[0];
    }
}
