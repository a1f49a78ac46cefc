using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>The three lines of the README, in a host: capacities out, bytes compared, alerts told.</summary>
public sealed class CapacityHostTests : IDisposable
{
    private const string Bands = """
        bands: { small: { throughput: 600 B/h } }
        pipelines:
          ops1: { band: small, inputs: [ { bucket: b, prefix: in/ } ] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Host_SendsCapacitiesComparesAndTells()
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputMonitor().AddWebhookAlerts(new Uri("https://hooks.example/secret")));
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(1));

        await rig.LandAsync(1, bytes: 1000);
        await rig.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Single(rig.Sent("processor_capacity"));
        Assert.Contains("\"name\":\"ops1\"", Assert.Single(rig.Sent("object_event")), StringComparison.Ordinal);
        Assert.Contains("\"state\":\"exceeded\"", Assert.Single(rig.Sent("throughput_exceeded")), StringComparison.Ordinal);
        Assert.Contains("ops1 gets more than it can process", Assert.Single(rig.Webhook.Bodies), StringComparison.Ordinal);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4010);
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Message.Contains("secret", StringComparison.Ordinal));

        await rig.PassAsync(TimeSpan.FromHours(3));
        Assert.Equal(2, rig.Sent("throughput_exceeded").Count);
        Assert.Equal(2, rig.Webhook.Bodies.Count);
        Assert.Contains("has recovered", rig.Webhook.Bodies.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_StartedAgain_KnowsTheIncidentThatIsOpen()
    {
        string state = Path.Combine(_folder, "state.json");
        DateTimeOffset ended;
        await using (CapacityRig rig = Monitored(state))
        {
            await rig.StartAsync();
            await rig.LandAsync(1, bytes: 6000);
            await rig.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Single(rig.Sent("throughput_exceeded"));
            ended = rig.Time.GetUtcNow();
        }

        await using CapacityRig again = Monitored(state);
        again.Time.Advance(ended - again.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await again.StartAsync();
        await again.LandAsync(2, bytes: 6000);
        await again.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(again.Sent("throughput_exceeded"));
        Assert.True(Assert.Single(again.Services.GetRequiredKeyedService<ThroughputMonitor>("").Pipelines).IsExceeded);
    }

    [Fact]
    public async Task CollectorAway_MakesTheMinutesUnknownAndTheHealthSaysSo()
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputMonitor());
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);

        rig.Emitter.Pause();
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        HealthReportEntry meanwhile = (await rig.HealthAsync()).Entries["s3snowplow.capacity"];

        Assert.Equal(HealthStatus.Degraded, meanwhile.Status);
        Assert.Contains("nothing is known of the last minute of 1 pipelines", meanwhile.Description, StringComparison.Ordinal);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4001);
        rig.Emitter.Resume();
        await rig.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);
    }

    [Fact]
    public async Task ChangedFile_IsTakenAndAWrongOneIsNot()
    {
        string file = WriteBands();
        await using var rig = new CapacityRig(relay => relay.AddCapacity(file));
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(1));

        WriteBands(Bands.Replace("600 B/h", "700 B/h", StringComparison.Ordinal), rig.Time.GetUtcNow());
        await rig.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(2, rig.Sent("processor_capacity").Count);

        WriteBands(Bands.Replace("600 B/h", "seven", StringComparison.Ordinal), rig.Time.GetUtcNow());
        await rig.PassAsync(TimeSpan.FromMinutes(2));
        HealthReportEntry health = (await rig.HealthAsync()).Entries["s3snowplow.capacity"];
        Assert.Equal(2, rig.Sent("processor_capacity").Count);
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("bands.yml:1:", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongBands_RefuseTheStartWithTheirPlace()
    {
        string file = WriteBands(Bands.Replace("600 B/h", "seven", StringComparison.Ordinal));
        var rig = new CapacityRig(relay => relay.AddCapacity(file));

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(rig.StartAsync);

        Assert.Contains("bands.yml:1:", refused.Message, StringComparison.Ordinal);
        Assert.Contains("seven", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingBands_RefuseTheStart()
    {
        var rig = new CapacityRig(relay => relay.AddCapacity(Path.Combine(_folder, "none.yml")));

        Assert.Contains("none.yml", (await Assert.ThrowsAsync<InvalidOperationException>(rig.StartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSettings_AreAllNamedAtStart()
    {
        var rig = new CapacityRig(
            relay => relay.AddCapacity().AddThroughputMonitor().AddWebhookAlerts(),
            ("S3Snowplow:Capacity:BandsFile", "a.yml"),
            ("S3Snowplow:Capacity:Git:Repository", "/repository"),
            ("S3Snowplow:Monitor:Judgement:Windows:0:Length", "00:00:30"),
            ("S3Snowplow:Alerts:Webhook:Url", "http://hooks.example/secret"));

        string all = await rig.RefusedSettingsAsync();

        Assert.Contains("S3Snowplow:Capacity: BandsFile and Git:Repository of", all, StringComparison.Ordinal);
        Assert.Contains("Git:CursorFile is not set", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:Monitor: Windows has one of 00:00:30", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:Alerts:Webhook: Url is of another sort", all, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
    }

    [Fact]
    public void MonitorWithoutCapacities_IsRefusedAtOnce()
    {
        var services = new ServiceCollection();

        Assert.Contains("AddCapacity", Assert.Throws<InvalidOperationException>(() => services.AddS3SnowplowRelay().AddThroughputMonitor()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Twice_RegistersOnce()
    {
        var services = new ServiceCollection();
        void Add() => services.AddS3SnowplowRelay().AddCapacity("bands.yml").AddThroughputMonitor().AddWebhookAlerts(new Uri("https://hooks.example"));
        Add();
        int hosted = services.Count(service => service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService));
        int channels = services.Count(service => service.ServiceType == typeof(IAlertChannel));

        Add();

        Assert.Equal(hosted, services.Count(service => service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService)));
        Assert.Equal((3, 3), (channels, services.Count(service => service.ServiceType == typeof(IAlertChannel))));
    }

    private CapacityRig Monitored(string state) => new(relay => relay.AddCapacity(WriteBands()).AddThroughputMonitor(monitor => monitor.StateFile = state));

    // The clock of the tests is another one than the disk's.
    private string WriteBands(string text = Bands, DateTimeOffset? at = null)
    {
        string file = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, (at ?? Testing.ManualTimeProvider.DefaultStart.AddHours(-1)).UtcDateTime);
        return file;
    }
}
