using System.Net;
using System.Text;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>A web server of bands without a network: gives what the test says, and keeps what was asked.</summary>
internal sealed class BandsServer : HttpMessageHandler
{
    public const string Bands = "bands:\n  small: { throughput: 2 GiB/h }\npipelines:\n  ops1:\n    band: small\n    inputs: [{ bucket: raw }]\n  ops2:\n    band: small\n    inputs: [{ bucket: cooked }]\n";

    public Func<HttpResponseMessage> Answer { get; set; } = () => Ok(Bands, Written);

    public List<Uri> Asked { get; } = [];

    public static DateTimeOffset Written { get; } = new(2025, 12, 1, 8, 0, 0, TimeSpan.Zero);

    public static HttpResponseMessage Ok(string text, DateTimeOffset? written)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.LastModified = written;
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!);
        return Task.FromResult(Answer());
    }
}

/// <summary>A capacity as an event says it.</summary>
internal sealed record SentCapacity(Guid Id, DateTimeOffset Time, string Bytes)
{
    public static SentCapacity[] Of(RecordingEventEmitter emitter) => [.. emitter.Events.Select(one => new SentCapacity(one.Event.Id, one.Event.TrueTime, Encoding.UTF8.GetString(one.Event.Parameters.Span)))];
}
