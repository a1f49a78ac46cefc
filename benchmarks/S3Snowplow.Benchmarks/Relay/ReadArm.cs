using System.Text.Json;
using S3Snowplow.Reading;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>Reading notifications without relaying them, and the least that reading JSON can cost: a walk over all its tokens.</summary>
internal static class ReadArm
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = NotificationReader.MaxJsonDepth };

    /// <summary>Reads the object events of all notifications, and tells how many there were.</summary>
    public static int Parse(ReadOnlyMemory<byte>[] bodies, NotificationContent content)
    {
        int events = 0;
        foreach (ReadOnlyMemory<byte> body in bodies)
        {
            NotificationReader.Read(body, content);
            events += content.Count;
        }

        return events;
    }

    /// <summary>Walks over the tokens of all notifications, and tells how many there were.</summary>
    public static int Walk(ReadOnlyMemory<byte>[] bodies)
    {
        int tokens = 0;
        foreach (ReadOnlyMemory<byte> body in bodies)
        {
            var reader = new Utf8JsonReader(body.Span, Options);
            while (reader.Read())
            {
                tokens++;
            }
        }

        return tokens;
    }
}
