using System.Net.Sockets;
using System.Text;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Mapping;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>Requests whose facts stand in headers, byte for byte as they are sent; each is the same event as with its envelope in the body.</summary>
public sealed class HeaderEnvelopeTests
{
    private const string Resource = """{"kind":"storage#object","name":"in/a b+c%41 é.csv","bucket":"landing","generation":"1772359380922304","metageneration":"1","size":"2048","etag":"CMi"}""";
    private const string Blob = """{"api":"PutBlockList","eTag":"\"0x8D4\"","contentLength":2048,"sequencer":"0000000000000442"}""";
    private const string Oss = """{"oss":{"bucket":{"name":"landing"},"object":{"key":"in/x.csv","size":2048}},"responseElements":{"requestId":"R1"}}""";

    private const string Eventarc =
        "ce-id: 1096434104173400\r\nce-source: //storage.googleapis.com/projects/_/buckets/landing\r\nce-specversion: 1.0\r\nce-type: google.cloud.storage.object.v1.finalized\r\n"
        + "ce-time: 2026-03-01T10:03:00.930412Z\r\nce-subject: objects/not-encoded-as-the-binding-says%\r\nce-bucket: landing\r\nContent-Type: application/json\r\n";

    private const string EventGrid =
        "aeg-event-type: Notification\r\nCe-Specversion: 1.0\r\nCe-Type: Microsoft.Storage.BlobCreated\r\nCe-Source: /subscriptions/S/providers/Microsoft.Storage/storageAccounts/acme\r\n"
        + "Ce-Subject: /blobServices/default/containers/landing/blobs/in/a%20b+c%2541%20%C3%A9.csv\r\nCe-Id: 831e1650\r\nCe-Time: 2026-03-01T10:03:00.9584103Z\r\nContent-Type: application/json\r\n";

    private const string Alibaba =
        "ce-id: I1\r\nce-source: acs.oss\r\nce-specversion: 1.0\r\nce-type: oss:ObjectCreated:PutObject\r\nce-subject: acs:oss:landing\r\nce-time: 2026-03-01T10:03:00Z\r\n";

    private const string Unwrapped =
        "x-goog-pubsub-message-id: 11112222333344\r\nx-goog-pubsub-publish-time: 2026-03-01T10:03:01.102Z\r\nx-goog-pubsub-subscription-name: projects/P/subscriptions/S\r\n"
        + "eventType: OBJECT_FINALIZE\r\nbucketId: landing\r\nobjectId: KEY\r\nobjectGeneration: 1772359380922304\r\neventTime: 2026-03-01T10:03:00.930412Z\r\n"
        + "notificationConfig: projects/_/buckets/landing/notificationConfigs/3\r\npayloadFormat: JSON_API_V1\r\n";

    public static TheoryData<string, string, string> SameEvents => new()
    {
        {
            Eventarc, Resource,
            $$"""{"specversion":"1.0","type":"google.cloud.storage.object.v1.finalized","source":"//storage.googleapis.com/projects/_/buckets/landing","id":"1096434104173400","time":"2026-03-01T10:03:00.930412Z","subject":"objects/in/a b+c%41 é.csv","data":{{Resource}}}"""
        },
        {
            EventGrid, Blob,
            $$"""{"specversion":"1.0","type":"Microsoft.Storage.BlobCreated","source":"/subscriptions/S/providers/Microsoft.Storage/storageAccounts/acme","id":"831e1650","time":"2026-03-01T10:03:00.9584103Z","subject":"/blobServices/default/containers/landing/blobs/in/a b+c%41 é.csv","data":{{Blob}}}"""
        },
        {
            Alibaba, Oss,
            $$"""{"specversion":"1.0","type":"oss:ObjectCreated:PutObject","source":"acs.oss","id":"I1","time":"2026-03-01T10:03:00Z","subject":"acs:oss:landing","data":{{Oss}}}"""
        },
        { Unwrapped.Replace("KEY", "?", StringComparison.Ordinal), Resource, Pushed(Convert.ToBase64String(Encoding.UTF8.GetBytes(Resource)), "in/a b+c%41 é.csv") },
        { Unwrapped.Replace("KEY", "in/x%20y.csv", StringComparison.Ordinal).Replace("JSON_API_V1", "NONE", StringComparison.Ordinal), "", Pushed("", "in/x%20y.csv") },
        {
            Unwrapped.Replace("KEY", "?", StringComparison.Ordinal).Replace("FINALIZE", "DELETE\r\noverwrittenByGeneration: 7", StringComparison.Ordinal), Resource,
            Pushed(Convert.ToBase64String(Encoding.UTF8.GetBytes(Resource)), "in/a b+c%41 é.csv").Replace("OBJECT_FINALIZE\"", "OBJECT_DELETE\",\"overwrittenByGeneration\":\"7\"", StringComparison.Ordinal)
        },
    };

    [Theory]
    [MemberData(nameof(SameEvents))]
    public async Task Post_FactsInHeaders_IsTheEventOfItsEnvelope(string headers, string body, string enveloped)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Assert.Equal("HTTP/1.1 200 OK", await PostAsync(rig, headers, body));
        Assert.Equal(200, (await rig.PostAsync(enveloped)).Status);

        SnowplowEvent[] sent = [.. rig.Emitter.Events.Select(one => one.Event)];
        Assert.Equal(2, sent.Length);
        Assert.Equal(sent[1].Id, sent[0].Id);
        Assert.Equal(Encoding.UTF8.GetString(sent[1].Parameters.Span), Encoding.UTF8.GetString(sent[0].Parameters.Span));
    }

    [Theory]
    [InlineData("ce-id: 1\r\nce-source: s\r\nce-specversion: 1.0\r\nce-type: com.ibm.cloud.cos.document.write\r\nce-time: 2026-03-01T10:03:00Z\r\n")]
    [InlineData("ce-id: 1\r\nce-source: s\r\nce-type: google.cloud.storage.object.v1.finalized\r\nce-time: 2026-03-01T10:03:00Z\r\nContent-Type: application/cloudevents+json; charset=UTF-8\r\n")]
    [InlineData("ce-type: google.cloud.storage.object.v1.finalized\r\nce-type: google.cloud.storage.object.v1.deleted\r\nce-id: 1\r\nce-source: s\r\nce-time: 2026-03-01T10:03:00Z\r\n")]
    [InlineData("ce-id: %ff\r\nce-source: s\r\nce-type: google.cloud.storage.object.v1.finalized\r\nce-time: 2026-03-01T10:03:00Z\r\n")]
    [InlineData("eventType: OBJECT_FINALIZE\r\nbucketId: landing\r\nobjectId: x\r\neventTime: 2026-03-01T10:03:00Z\r\n")]
    [InlineData("")]
    public async Task Post_HeadersThatSayNothingOfTheBody_LeaveItAsItIs(string headers)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();
        string record = Encoding.UTF8.GetString(Testing.NotificationSamples.CephPut.Body.Span);

        Assert.Equal("HTTP/1.1 200 OK", await PostAsync(rig, headers, record));
        Assert.Equal("HTTP/1.1 400 Bad Request", await PostAsync(rig, headers, Resource));
        Assert.Equal(200, (await rig.PostAsync(record)).Status);

        Assert.Equal(2, rig.Emitter.Events.Count);
        Assert.Equal(rig.Emitter.Events[1].Event.Parameters.ToArray(), rig.Emitter.Events[0].Event.Parameters.ToArray());
    }

    [Theory]
    [InlineData(Eventarc, "{},\"time\":\"2000-01-01T00:00:00Z\"")]
    [InlineData(Eventarc, "no JSON")]
    [InlineData(Eventarc, "")]
    [InlineData(Unwrapped, "{}}},{")]
    public async Task Post_BodyThatIsNotOneValue_IsRefusedAsSuch(string headers, string body)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Assert.Equal("HTTP/1.1 400 Bad Request", await PostAsync(rig, headers, body));
        Assert.Empty(rig.Emitter.Events);
    }

    [Fact]
    public async Task Post_WithASpool_IsStoredWithItsFacts()
    {
        string folder = Directory.CreateTempSubdirectory("s3snowplow-headers-").FullName;
        try
        {
            await using WebhookRig rig = await WebhookRig.StartAsync(relay: relay => Microsoft.Extensions.DependencyInjection.SpoolBuilderExtensions.AddSpool(relay, spool => spool.Directory = folder));

            Assert.Equal("HTTP/1.1 200 OK", await PostAsync(rig, Eventarc, Resource));
            await rig.Emitter.WaitForAsync(1).Within();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Post_WithoutTheRightProof_Is401()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.Secrets.Add("sixteen-characters-or-more"));

        Assert.Equal("HTTP/1.1 401 Unauthorized", await PostAsync(rig, Eventarc, Resource));
        Assert.Equal("HTTP/1.1 200 OK", await PostAsync(rig, Eventarc + "Authorization: Bearer sixteen-characters-or-more\r\n", Resource));
    }

    private static string Pushed(string data, string key) =>
        $$$"""{"message":{"attributes":{"notificationConfig":"projects/_/buckets/landing/notificationConfigs/3","eventType":"OBJECT_FINALIZE","bucketId":"landing","objectId":"{{{key}}}","objectGeneration":"1772359380922304","eventTime":"2026-03-01T10:03:00.930412Z"},"data":"{{{data}}}","messageId":"11112222333344"},"subscription":"projects/P/subscriptions/S"}""";

    private static async Task<string?> PostAsync(WebhookRig rig, string headers, string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        using TcpClient client = await rig.ConnectAsync($"POST /s3 HTTP/1.1\r\nHost: a\r\n{headers}Content-Length: {bytes.Length}\r\n\r\n");
        await client.GetStream().WriteAsync(bytes).AsTask().Within();
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadLineAsync().Within();
    }
}
