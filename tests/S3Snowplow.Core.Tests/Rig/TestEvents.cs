using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>Events with a number for an id.</summary>
internal static class TestEvents
{
    private static readonly IgluUri Schema = IgluUri.Parse("iglu:com.example/numbered/jsonschema/1-0-0");
    private static readonly PostBody Body = new(new TrackerIdentity("s3snowplow", "s3snowplow"));

    public static SnowplowEvent Of(int number, int padding = 0) => SnowplowEvent.Create(
        Schema, new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), ManualTimeProvider.DefaultStart, Encoding.UTF8.GetBytes($$"""{"pad":"{{new string('x', padding)}}"}"""));

    public static IReadOnlyList<SnowplowEvent> Numbered(int count, int from = 1) => [.. Enumerable.Range(from, count).Select(number => Of(number))];

    /// <summary>An event whose body, sent alone, has exactly this many bytes.</summary>
    public static SnowplowEvent OfBody(int number, int bytes) => Of(number, bytes - BodyBytes(Of(number)));

    /// <summary>The bytes of a body that carries these events.</summary>
    public static int BodyBytes(params SnowplowEvent[] events) => PostBody.EnvelopeBytes + events.Sum(one => Body.BytesOf(one.Parameters.Length)) - 1;

    /// <summary>What the events take of the queue's capacity in bytes.</summary>
    public static int HeldBytes(params SnowplowEvent[] events) => events.Sum(one => Body.BytesOf(one.Parameters.Length));

    public static int NumberOf(Guid id) => BitConverter.ToInt32(id.ToByteArray());
}
