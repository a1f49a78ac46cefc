using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Running;

public sealed class RelayWorkerTests
{
    private readonly ScriptedSource _source = new();

    [Fact]
    public async Task Start_SeveralSources_AreAllRelayed()
    {
        var other = new ScriptedSource();
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source).AddSource("two", _ => other));
        await rig.StartAsync();

        _source.Give(HostRig.Record(1));
        other.Give(HostRig.Record(2));

        await Patience.UntilAsync(() => _source.Settled.Count == 1 && other.Settled.Count == 1, "both settled");
        Assert.Equal(2, rig.Emitter.Events.Count);
        await rig.StopAsync().Within();
    }

    [Fact]
    public async Task Source_ThatThrows_IsStartedAgainAndSaysSo()
    {
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source));
        await rig.StartAsync();

        _source.Throw(new IOException("broken pipe"));
        await rig.Time.WaitForTimersAsync(1, default).Within();
        HealthReportEntry meanwhile = await rig.HealthAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        _source.Give(HostRig.Record(1));

        await Patience.UntilAsync(() => _source.Settled.Count == 1, "settled after the restart");
        Assert.Equal(2, _source.Reads);
        Assert.Equal(HealthStatus.Degraded, meanwhile.Status);
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);
        Assert.Contains("source one failed, 1 times in a row", Assert.Single(rig.Logged(3001)).Message, StringComparison.Ordinal);
        await rig.StopAsync().Within();
    }

    [Fact]
    public async Task Source_ThatKeepsThrowing_WaitsLongerEachTimeAndMakesTheHealthCheckUnhealthy()
    {
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source));
        await rig.StartAsync();

        for (int failures = 1; failures <= 3; failures++)
        {
            _source.Throw(new IOException("broken pipe"));
            await rig.Time.WaitForTimersAsync(1, default).Within();
            Assert.InRange(rig.Time.NextDue!.Value.TotalSeconds, 0.5 * (1 << (failures - 1)), 1 << (failures - 1));
            if (failures < 3)
            {
                rig.Time.Advance(rig.Time.NextDue.Value);
            }
        }

        Assert.Equal(HealthStatus.Unhealthy, (await rig.HealthAsync()).Status);
        await rig.StopAsync().Within();
    }

    [Fact]
    public async Task Source_ThatFailsForGood_IsUnhealthyAndTheOthersGoOn()
    {
        var other = new ScriptedSource();
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source).AddSource("two", _ => other).ConfigureSourceRestarts(restarts => restarts.MaxFailures = 1));
        await rig.StartAsync();

        _source.Throw(new IOException("broken pipe"));
        await Patience.UntilAsync(() => rig.Logged(3002).Count == 1, "the source is given up");
        other.Give(HostRig.Record(1));
        await Patience.UntilAsync(() => other.Settled.Count == 1, "the other source goes on");

        HealthReportEntry health = await rig.HealthAsync();
        Assert.Equal((HealthStatus.Unhealthy, "Failed"), (health.Status, health.Data["source one"]));
        Assert.Contains("source one is given up", health.Description, StringComparison.Ordinal);
        await rig.StopAsync().Within();
    }

    [Fact]
    public async Task Source_ThatEnds_IsNotStartedAgain()
    {
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source));
        await rig.StartAsync();

        _source.End();

        await Patience.UntilAsync(() => rig.Logged(3003).Count == 1, "the source has ended");
        Assert.Equal((HealthStatus.Healthy, "Ended"), ((await rig.HealthAsync()).Status, (await rig.HealthAsync()).Data["source one"]));
        await rig.StopAsync().Within();
    }

    [Fact]
    public async Task Stop_WithEventsOpen_WaitsForThemAndReadsNoMore()
    {
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source));
        rig.Emitter.Hold();
        await rig.StartAsync();
        _source.Give(HostRig.Record(1));
        await Patience.UntilAsync(() => rig.Emitter.Events.Count == 1, "taken");

        Task stopping = rig.StopAsync();
        await Patience.UntilAsync(() => rig.Logged(3004).Count == 1, "stopping");
        _source.Give(HostRig.Record(2));
        Assert.False(stopping.IsCompleted);
        rig.Emitter.Release();
        await stopping.Within();

        Assert.Equal(DeliveryOutcome.Delivered, Assert.Single(_source.Settled).Outcome);
        Assert.Single(rig.Emitter.Events);
    }

    [Fact]
    public async Task Stop_WithEventsThatDoNotSettle_GivesThemBackBeforeTheHostsTimeIsUp()
    {
        await using var rig = new HostRig(relay =>
        {
            relay.AddSource("one", _ => _source);
            relay.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        });
        rig.Emitter.Hold();
        await rig.StartAsync();
        _source.Give(HostRig.Record(1));
        await Patience.UntilAsync(() => rig.Emitter.Events.Count == 1, "taken");

        Task stopping = rig.StopAsync();
        await rig.Time.WaitForTimersAsync(1, default).Within();
        Assert.Equal(TimeSpan.FromSeconds(22), rig.Time.NextDue);
        rig.Time.Advance(TimeSpan.FromSeconds(22));
        await Patience.UntilAsync(() => rig.Emitter.Flushes == 1 && rig.Time.NextDue == TimeSpan.FromSeconds(5), "the drain has begun");
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        await stopping.Within();

        Assert.Equal(DeliveryOutcome.Abandoned, Assert.Single(_source.Settled).Outcome);
    }

    [Theory]
    [InlineData(30, 5)]
    [InlineData(4, 2)]
    public async Task Drain_NeverTakesMoreThanHalfOfTheHostsTime(int shutdown, int drain)
    {
        await using var rig = new HostRig(relay => relay.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(shutdown)));

        Assert.Equal(TimeSpan.FromSeconds(drain), rig.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<RelayOptions>>().Value.Delivery.DrainTimeout);
    }

    [Fact]
    public async Task Outage_OfTheCollector_StopsReadingAndMakesHealthDegraded()
    {
        var collector = new RecordingEventTransport { Answer = _ => CollectorAnswer.NoAnswer("connection_error") };
        await using var rig = new HostRig(relay => relay.AddSource("one", _ => _source), transport: collector);
        await rig.StartAsync();
        _source.Give(HostRig.Record(1));
        ObjectEventRelay relay = rig.Services.GetRequiredService<ObjectEventRelay>();
        await Patience.UntilAsync(() => relay.State == EmitterState.Retrying, "the first attempt to fail");

        // The relay has asked for the next one already; it asks for no other.
        _source.Give(HostRig.Record(2));
        _source.Give(HostRig.Record(3));
        await Patience.UntilAsync(() => relay.Statistics.Accepted == 2, "the one that was asked for");
        Assert.Equal(HealthStatus.Degraded, (await rig.HealthAsync()).Status);
        Assert.Equal(2, relay.Statistics.Pending);
        collector.Answer = _ => CollectorAnswer.Accepted();
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        await Patience.UntilAsync(() => _source.Settled.Count == 3, "all of them after the outage");
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);
        await rig.StopAsync().Within();
    }
}
