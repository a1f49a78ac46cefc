using System.Net;
using System.Net.Sockets;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Everything that a socket can do to a request: the events arrive, and once in effect.</summary>
public sealed class SocketFaultTests
{
    private const int Events = 50;

    private static readonly Dictionary<string, CollectorFault> Faults = new()
    {
        ["reset before the body"] = CollectorFault.ResetBeforeBody(),
        ["reset in the body"] = CollectorFault.ResetInBody(100),
        ["reset after the body"] = CollectorFault.ResetAfterBody(),
        ["reset after the body, stored"] = CollectorFault.ResetAfterBody() with { StoresEvents = true },
        ["garbage"] = CollectorFault.Garbage(),
        ["garbage, stored"] = CollectorFault.Garbage() with { StoresEvents = true },
        ["half a status line"] = CollectorFault.Garbage("HTTP/1.1 20"u8.ToArray()),
        ["headers without an end"] = CollectorFault.Garbage("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"u8.ToArray()),
        ["408"] = CollectorFault.Status(408),
        ["429"] = CollectorFault.Status(429, TimeSpan.Zero),
        ["500"] = CollectorFault.Status(500),
        ["500, stored"] = CollectorFault.Status(500) with { StoresEvents = true },
        ["503"] = CollectorFault.Status(503),
        ["301"] = CollectorFault.Status(301, [new("Location", "/com.snowplowanalytics.snowplow/tp2")]),
        ["404"] = CollectorFault.Status(404),
        ["204"] = CollectorFault.Status(204),
        ["413"] = CollectorFault.Status(413),
        ["a page with 200"] = CollectorFault.Page(),
        ["a long page with 200"] = CollectorFault.Page(new string('x', 1 << 20)),
        ["half of a 200"] = CollectorFault.HalfResponse(),
        ["half of a 200, stored"] = CollectorFault.HalfResponse() with { StoresEvents = true },
        ["slow to read"] = CollectorFault.SlowRead(1000, TimeSpan.Zero),
        ["answers byte by byte"] = CollectorFault.Drip(TimeSpan.Zero),
    };

    public static TheoryData<string> Names => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fault_OnceThenHonest_DeliversEachEventOnceInEffect(string name)
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        rig.Collector.Faults.Enqueue(Faults[name]);

        using DeliveryScope scope = await SendAsync(rig);
        await scope.Completion.Within();
        await rig.Collector.WaitUntilJudgedAsync().Within();

        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome));
        Assert.Equal(Events, rig.Collector.Counts.DistinctEventIds);
        Assert.Empty(rig.Collector.Bad);
        Assert.InRange(rig.Collector.Counts.Good, Events, 2 * Events);
        Assert.True(Faults[name].StoresEvents == (rig.Collector.Counts.Good > Events), $"{rig.Collector.Counts.Good} good events.");
        Assert.All(rig.Collector.Requests, request => Assert.Equal("/com.snowplowanalytics.snowplow/tp2", request.Path));
    }

    [Fact]
    public async Task Hang_UntilTheTimeLimit_IsRetried()
    {
        await using LiveRig rig = await LiveRig.StartAsync(options => options.Delivery.RequestTimeout = TimeSpan.FromSeconds(1));
        rig.Collector.Faults.Enqueue(CollectorFault.Hang() with { StoresEvents = true });

        using DeliveryScope scope = await SendAsync(rig);
        await scope.Completion.Within();
        await rig.Collector.WaitForAsync(2 * Events);

        Assert.Equal(2, rig.Collector.Requests.Count);
        Assert.Equal(Events, rig.Collector.Counts.DistinctEventIds);
        await Patience.UntilAsync(() => rig.Logs.Entries.Any(entry => entry.Message.Contains("no answer (timeout)", StringComparison.Ordinal)), "the log of the time-out");
    }

    [Fact]
    public async Task Refused_ThenListening_IsDelivered()
    {
        int port = FreePort();
        var options = new RelayOptions { CollectorUri = new Uri($"http://127.0.0.1:{port}"), Delivery = { RetryMaxDelay = TimeSpan.FromMilliseconds(100) } };
        await using var emitter = new BufferedEventEmitter(options);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await emitter.EnqueueAsync(Make(1), scope);
        scope.Seal();
        await Patience.UntilAsync(() => emitter.State == EmitterState.Retrying, "a refused connection");

        await using LocalCollector collector = await LocalCollector.StartAsync(new LocalCollectorOptions { Port = port });
        await scope.Completion.Within();

        Assert.Equal(DeliveryOutcome.Delivered, scope.Outcomes[0].Outcome);
    }

    // Decided: a 200 whose "ok" never comes whole is no answer. It may have become a page; and if it was a collector's, the copy has the same ids.
    [Fact]
    public async Task HalfAnAnswer_Of200_IsRetried()
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        rig.Collector.Faults.Enqueue(CollectorFault.HalfResponse() with { StoresEvents = true });

        using DeliveryScope scope = await SendAsync(rig);
        await scope.Completion.Within();

        Assert.All(scope.Outcomes, outcome => Assert.Equal(DeliveryOutcome.Delivered, outcome.Outcome));
        Assert.Equal(2, rig.Collector.Requests.Count);
        await rig.Collector.WaitUntilJudgedAsync();
        Assert.Equal((2 * Events, Events), (rig.Collector.Counts.Good, rig.Collector.Counts.DistinctEventIds));
    }

    [Fact]
    public async Task RetryAfter_AsADate_IsRelativeToTheEmittersClock()
    {
        var time = new ManualTimeProvider();
        await using LiveRig rig = await LiveRig.StartAsync(time: time);
        rig.Collector.Faults.Enqueue(CollectorFault.Status(503, [new("Retry-After", "Thu, 01 Jan 2026 00:01:00 GMT")]));

        using DeliveryScope scope = await SendAsync(rig);
        await Patience.UntilAsync(() => rig.Emitter.State == EmitterState.Retrying && rig.Emitter.IsIdle, "the first answer");
        Assert.InRange(time.NextDue!.Value, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60.1));
        time.Advance(TimeSpan.FromSeconds(61));

        await scope.Completion.Within();
        Assert.Equal(2, rig.Collector.Requests.Count);
    }

    [Theory]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData("soon")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task RetryAfter_OfNoUse_IsAShortWait(string value)
    {
        await using LiveRig rig = await LiveRig.StartAsync();
        rig.Collector.Faults.Enqueue(CollectorFault.Status(503, [new("Retry-After", value)]));

        using DeliveryScope scope = await SendAsync(rig);

        await scope.Completion.Within();
    }

    private static async Task<DeliveryScope> SendAsync(LiveRig rig, int first = 1)
    {
        var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        await rig.Emitter.EnqueueAsync([.. Enumerable.Range(first, Events).Select(Make)], scope);
        scope.Seal();
        return scope;
    }

    // An event that the collector's schemas find good.
    private static SnowplowEvent Make(int number) => SnowplowEvent.Create(
        ObjectEventMapper.DefaultSchema,
        new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        ManualTimeProvider.DefaultStart,
        """{"event_name":"ObjectCreated:Put","event_time":"2026-01-01T00:00:00.000Z","source":"aws:s3","bucket":"b","key":"k","size":1}"""u8);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
