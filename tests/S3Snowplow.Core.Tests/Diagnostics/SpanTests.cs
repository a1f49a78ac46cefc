using System.Diagnostics;
using System.Net;
using S3Snowplow.Core.Tests.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Diagnostics;

public sealed class SpanTests
{
    [Fact]
    public async Task Spans_OfARelayAndItsRequests_AreThoseOfTheDocument()
    {
        // Sources are global to the process: what other tests do meanwhile has other trace ids.
        using var mine = new Activity("test");
        mine.Start();
        using var recorder = new ActivityRecorder(RelayTelemetry.SourceName, activity => activity.TraceId == mine.TraceId);

        await using (var relay = new ObjectEventRelay(Usable.Options()))
        {
            await relay.RelayAsync(new Notification(NotificationSamples.S3TestEvent.Body), Timeout.InfiniteTimeSpan);
        }

        await PostAsync(HttpStatusCode.OK);
        await PostAsync(HttpStatusCode.ServiceUnavailable);

        Assert.Equal(["relay", "collector post", "collector post"], recorder.Activities.Select(activity => activity.OperationName));
        Assert.Equal(
            [ActivityStatusCode.Unset, ActivityStatusCode.Unset, ActivityStatusCode.Error], recorder.Activities.Select(activity => activity.Status));
        Assert.Equal(
            TelemetryDocument.Table("Spans").Select(row => $"{row[0]} {row[1]}: {Sorted(TelemetryDocument.Items(row[2]))}"),
            recorder.Activities
                .GroupBy(activity => $"{activity.OperationName} {activity.Kind}")
                .Select(group => $"{group.Key}: {Sorted(group.SelectMany(activity => activity.TagObjects).Select(tag => tag.Key).Distinct())}"));
    }

    [Fact]
    public async Task Span_OfASuccessfulRequest_HasNoErrorType()
    {
        using var mine = new Activity("test");
        mine.Start();
        using var recorder = new ActivityRecorder(RelayTelemetry.SourceName, activity => activity.TraceId == mine.TraceId);

        await PostAsync(HttpStatusCode.OK);

        Assert.Equal(
            ["http.request.method POST", "http.response.status_code 200", "server.address collector.acme.com", "server.port 443"],
            Assert.Single(recorder.Activities).TagObjects.Select(tag => $"{tag.Key} {tag.Value}").Order(StringComparer.Ordinal));
    }

    private static string Sorted(IEnumerable<string> tags) => string.Join(' ', tags.Order(StringComparer.Ordinal));

    private static async Task PostAsync(HttpStatusCode answer)
    {
        using var meters = new OwnMeters();
        using var metrics = new RelayMetrics(meters);
        using var http = new HttpClient(new Answering(answer));
        using var client = new HttpEventTransport(Usable.Options(), http, new ManualTimeProvider());

        await new TimedTransport(client, Usable.Options(), new ManualTimeProvider(), metrics).SendAsync(new EventBatch([], "{}"u8.ToArray()), CancellationToken.None);
    }

    private sealed class Answering(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("ok") });
    }
}
