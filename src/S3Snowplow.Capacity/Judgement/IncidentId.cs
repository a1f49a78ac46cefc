using System.Text;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Ids of incidents and of what is told of them: UUIDs of version 5 (RFC 9562), the same wherever and however often they are made.</summary>
public static class IncidentId
{
    private const int MillisecondsInMinute = 60_000;

    /// <summary>The namespace of the ids: UUID version 5 of the URL <c>iglu:io.s3snowplow/throughput_exceeded</c>.</summary>
    public static readonly Guid Namespace = EventIdentity.Create(UrlNamespace, "iglu:io.s3snowplow/throughput_exceeded"u8);

    // RFC 9562, section 6.6.
    internal static Guid UrlNamespace => new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>The id of an incident.</summary>
    /// <param name="pipeline">The pipeline's name.</param>
    /// <param name="startMinute">The minute with which it began, since the Unix epoch.</param>
    public static Guid Of(string pipeline, long startMinute)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipeline);

        return Create(pipeline, startMinute, "incident");
    }

    /// <summary>An id of a name, a minute and a word, each behind its length so that no two run into each other.</summary>
    internal static Guid Create(string name, long minute, string word) =>
        EventIdentity.Create(Namespace, Encoding.UTF8.GetBytes($"{name.Length}:{name}|{minute * MillisecondsInMinute}|{word}"));
}
