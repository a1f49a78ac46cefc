using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>Payloads as triggers send them.</summary>
internal static class Payloads
{
    public const string Queue = "arn:aws:sqs:eu-central-1:111122223333:notifications";

    /// <summary>A list with one S3 record; the number makes it another object.</summary>
    public static string S3(int number, string padding = "") =>
        """{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2026-03-01T08:00:01.500Z","eventName":"ObjectCreated:Put","padding":"PADDING","s3":{"bucket":{"name":"b"},"object":{"key":"kNUMBER","size":1,"eTag":"0123456789abcdef0123456789abcdef","sequencer":"00NUMBER"}}}]}"""
            .Replace("NUMBER", number.ToString("D6", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("PADDING", padding, StringComparison.Ordinal);

    public static string TestEvent => """{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-03-01T08:00:00.000Z","Bucket":"b","RequestId":"R","HostId":"H"}""";

    public static string Scheduled => """{"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events","account":"111122223333","time":"2026-03-01T08:00:00Z","region":"eu-central-1","resources":[],"detail":{}}""";

    public static string IdOf(int number) => $"00000000-0000-4000-8000-{number:x12}";

    /// <summary>A batch of messages with these bodies, numbered from 1.</summary>
    public static string Batch(IEnumerable<string> bodies, string queue = Queue) => $$"""{"Records":[{{string.Join(",", bodies.Select((body, index) => Message(IdOf(index + 1), body, queue)))}}]}""";

    public static string Message(string id, string body, string queue = Queue) =>
        $$"""{"messageId":"{{id}}","receiptHandle":"r","body":"{{JsonEncodedText.Encode(body)}}","attributes":{"ApproximateReceiveCount":"1"},"messageAttributes":{},"md5OfBody":"0","eventSource":"aws:sqs","eventSourceARN":"{{queue}}","awsRegion":"eu-central-1"}""";

    /// <summary>The ids that a partial batch response lists.</summary>
    public static string[] Failed(string response)
    {
        using JsonDocument document = JsonDocument.Parse(response);
        return [.. document.RootElement.GetProperty("batchItemFailures").EnumerateArray().Select(item => item.GetProperty("itemIdentifier").GetString()!)];
    }
}
