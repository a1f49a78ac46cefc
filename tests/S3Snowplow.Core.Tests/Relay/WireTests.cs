using System.Text;
using System.Text.RegularExpressions;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>What goes over the wire, byte for byte.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task Body_OfANotification_IsAsReviewed()
    {
        await using LiveRig rig = await StartAsync();
        await using var relay = new ObjectEventRelay(rig.Options, rig.Emitter);

        await relay.RelayAsync(new Notification(NotificationSamples.S3BatchOfThree.Body), Timeout.InfiniteTimeSpan).Within();

        Snapshot.Match(WithoutVersion(Encoding.UTF8.GetString(Assert.Single(rig.Collector.Requests).Body.Span)), "json");
    }

    [Fact]
    public async Task Headers_OfARequest_AreAsReviewed()
    {
        await using LiveRig rig = await StartAsync();
        await using var relay = new ObjectEventRelay(rig.Options, rig.Emitter);

        await relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), Timeout.InfiniteTimeSpan).Within();
        await relay.RelayAsync(new Notification(NotificationSamples.S3Put.Body), Timeout.InfiniteTimeSpan).Within();

        Assert.Equal(2, rig.Collector.Requests.Count);
        Assert.All(rig.Collector.Requests, request =>
        {
            // The collector has set a cookie with its first answer; the second request must not have it either.
            Assert.Equal(["Content-Length", "Content-Type", "Host", "User-Agent"], request.Headers.Keys.Order(StringComparer.Ordinal));
            Assert.Equal("application/json; charset=utf-8", request.Headers["Content-Type"]);
            Assert.Equal(rig.Collector.Uri.Authority, request.Headers["Host"]);
            Assert.Equal(request.Body.Length.ToString(), request.Headers["Content-Length"]);
            Assert.Matches("^S3Snowplow/[0-9]+\\.[0-9]+\\.[0-9]+[-.a-z0-9]*$", request.Headers["User-Agent"]);
            Assert.Equal(("POST", "/com.snowplowanalytics.snowplow/tp2", ""), (request.Method, request.Path, request.Query));
        });
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using LocalCollector elsewhere = await LocalCollector.StartAsync();
        await using LiveRig rig = await StartAsync();
        rig.Collector.Faults.Always(CollectorFault.Status(307, [new("Location", new Uri(elsewhere.Uri, "/com.snowplowanalytics.snowplow/tp2").ToString())]));
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);

        await rig.Emitter.EnqueueAsync(TestEvents.Of(1), scope);
        await Patience.UntilAsync(() => rig.Emitter.State == EmitterState.Misdirected, "the redirect");

        Assert.Empty(elsewhere.Requests);
        scope.Abandon(OutcomeReason.Cancelled);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Redelivery_OfANotification_HasTheSameBytesButStm(string name)
    {
        NotificationSample sample = NotificationSamples.All.Single(one => one.Name == name);
        string[] bodies = new string[2];
        for (int i = 0; i < 2; i++)
        {
            // Another process, another day.
            await using var rig = new DeliveryRig();
            rig.Time.SetUtcNow(rig.Time.GetUtcNow().AddDays(i));
            await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, rig.Emitter, timeProvider: rig.Time);
            await relay.RelayAsync(new Notification(sample.Body, $"delivery {i}"), TimeSpan.FromMinutes(i + 1)).Within();
            bodies[i] = string.Join('\n', rig.Collector.Attempts.Select(attempt => attempt.Text));
        }

        Assert.Equal(WithoutStm(bodies[0]), WithoutStm(bodies[1]));
        Assert.True(sample.ExpectedEvents == 0 || bodies[0] != bodies[1], "stm does not follow the clock.");
    }

    public static TheoryData<string> Samples => [.. NotificationSamples.All.Select(sample => sample.Name)];

    private static Task<LiveRig> StartAsync() => LiveRig.StartAsync(time: new ManualTimeProvider());

    // A release changes it, and that is no news here.
    private static string WithoutVersion(string body) => body.Replace($"\"tv\":\"{TrackerIdentity.Version}\"", "\"tv\":\"s3snowplow-VERSION\"", StringComparison.Ordinal);

    private static string WithoutStm(string body) => Regex.Replace(body, "\"stm\":\"[0-9]{13}\"", "", default, TimeSpan.FromSeconds(10));
}
