using System.Globalization;
using System.Text;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>Notifications as Amazon S3 sends them. Source: Amazon S3 User Guide, "Event message structure".</summary>
internal static class S3Record
{
    /// <summary>The record of an upload.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The key; plain letters, so that its encoding is itself.</param>
    /// <param name="size">The object's size in bytes.</param>
    /// <param name="time">When it was put, in milliseconds since the Unix epoch.</param>
    /// <param name="number">Which one of the bucket it is: the sequencer, without which two of one time could not be told apart.</param>
    public static string Put(string bucket, string key, long size, long time, int number) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"{{{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-ddTHH:mm:ss.fffZ}}}","eventName":"ObjectCreated:Put",
        "s3":{"s3SchemaVersion":"1.0","configurationId":"scenario","bucket":{"name":"{{{bucket}}}","arn":"arn:aws:s3:::{{{bucket}}}" },
        "object":{"key":"{{{key}}}","size":{{{size}}},"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"{{{number + 0x0055AED6DCD90281:X16}}}"} } }
        """);

    /// <summary>Records in one notification.</summary>
    public static byte[] Notification(IEnumerable<string> records) => Encoding.UTF8.GetBytes($"{{\"Records\":[{string.Join(',', records)}]}}");
}
