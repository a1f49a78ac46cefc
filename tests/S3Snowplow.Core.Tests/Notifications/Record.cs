using System.Text;
using System.Text.Json;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Writes small notifications by hand: a record of the S3 shape, and what wraps it. Values are JSON, so a string has its quotation marks.</summary>
internal static class Record
{
    public static string Of(
        string key = "\"k\"", string? size = null, string time = "\"2026-03-01T06:00:01.123Z\"", string source = "\"aws:s3\"",
        string name = "\"ObjectCreated:Put\"", string bucket = "\"b\"") =>
        $$"""{"eventSource":{{source}},"eventTime":{{time}},"eventName":{{name}},"s3":{"bucket":{"name":{{bucket}}},"object":{"key":{{key}}"""
        + (size is null ? "" : $",\"size\":{size}") + "}}}";

    /// <summary>An event of EventBridge; without what is <see langword="null"/>.</summary>
    public static string InEventBridge(
        string key = "\"k\"", string? time = "\"2026-03-01T06:00:01Z\"", string detailType = "\"Object Created\"",
        string bucket = "{\"name\":\"b\"}", string more = "") =>
        $$"""{"detail-type":{{detailType}},"source":"aws.s3",{{(time is null ? "" : $"\"time\":{time},")}}"detail":{"bucket":{{bucket}},"object":{"key":"""
        + key + "}" + more + "}}";

    public static string List(params string[] records) => $$"""{"Records":[{{string.Join(',', records)}}]}""";

    /// <summary>The text as a JSON string, with no more escapes than JSON asks for.</summary>
    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    public static string InSqs(string body) => $$"""{"Records":[{"messageId":"m","body":{{Quoted(body)}},"eventSource":"aws:sqs"}]}""";

    public static string InSns(string message) => $$"""{"Type":"Notification","TopicArn":"t","Message":{{Quoted(message)}}}""";

    public static byte[] Bytes(this string text) => Encoding.UTF8.GetBytes(text);

    public static NotificationContent Read(string notification) => NotificationReader.Read(notification.Bytes());

    /// <summary>The one event of a notification that must hold nothing else.</summary>
    public static ObjectEvent ReadOne(string notification)
    {
        NotificationContent content = Read(notification);
        Assert.Equal((1, 0), (content.Count, content.ProblemCount));
        return content[0];
    }

    /// <summary>The one problem of a notification that must hold nothing else.</summary>
    public static NotificationProblem ReadProblem(string notification) => ReadProblem(notification.Bytes());

    /// <inheritdoc cref="ReadProblem(string)"/>
    public static NotificationProblem ReadProblem(byte[] notification)
    {
        NotificationContent content = NotificationReader.Read(notification);
        Assert.Equal((0, 0, 1), (content.Count, content.TestEvents, content.ProblemCount));
        return content.Problems[0];
    }
}
