using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>The lines of the README, in a host: capacities out, bytes judged, alerts told.</summary>
public sealed class CapacityHostTests : IDisposable
{
    private const string Bands = """
        bands: { small: 600 B/h }
        pipelines:
          ops1: { band: small, inputs: [ { bucket: b-raw, prefix: in/ } ] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Host_SendsCapacitiesJudgesAndTells()
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputJudge());
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(1));

        await rig.LandAsync(1, bytes: 1000);
        await rig.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Single(rig.Sent("processor_capacity"));
        Assert.Contains("\"name\":\"ops1\"", Assert.Single(rig.Sent("object_event")), StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"critical\"", Assert.Single(rig.Sent("throughput_exceeded")), StringComparison.Ordinal);
        Assert.Equal(["critical"], rig.Channel.Kinds);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4100);

        await rig.PassAsync(TimeSpan.FromHours(3));
        Assert.Equal(2, rig.Sent("throughput_exceeded").Count);
        Assert.Equal(["critical", "recovered"], rig.Channel.Kinds);
    }

    // A container that starts again mounts the same file with another time.
    [Fact]
    public async Task Host_StartedAgainWithAnotherTimeOfTheFile_SaysTheSameTime()
    {
        string bands = WriteBands();
        (string Key, string Value) cursor = ("S3Snowplow:Capacity:CursorFile", Path.Combine(_folder, "bands.cursor"));
        string first;
        await using (var rig = new CapacityRig(relay => relay.AddCapacity(bands), cursor))
        {
            await rig.StartAsync();
            await rig.PassAsync(TimeSpan.FromMinutes(1));
            first = Assert.Single(rig.Sent("processor_capacity"));
            await rig.StopAsync();
        }

        File.SetLastWriteTimeUtc(bands, File.GetLastWriteTimeUtc(bands).AddHours(5));
        await using var again = new CapacityRig(relay => relay.AddCapacity(bands), cursor);
        again.Time.Advance(TimeSpan.FromDays(1));
        await again.StartAsync();
        await again.PassAsync(TimeSpan.FromMinutes(16));

        Assert.NotEmpty(again.Sent("processor_capacity"));
        Assert.All(again.Sent("processor_capacity"), sent => Assert.Equal(EffectiveFrom(first), EffectiveFrom(sent)));

        static string EffectiveFrom(string sent)
        {
            const string Member = "\"effective_from\":\"";
            int at = sent.IndexOf(Member, StringComparison.Ordinal) + Member.Length;
            return sent[at..sent.IndexOf('"', at)];
        }
    }

    [Fact]
    public async Task Host_StartedAgain_KnowsTheIncidentThatIsOpen()
    {
        string state = Path.Combine(_folder, "judge.state");
        DateTimeOffset landed;
        DateTimeOffset ended;
        await using (CapacityRig rig = Judging(state))
        {
            await rig.StartAsync();
            landed = rig.Time.GetUtcNow();
            await rig.LandAsync(1, bytes: 6000, time: landed);
            await rig.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(["critical"], rig.Channel.Kinds);
            await rig.LandAsync(3, bytes: 60);
            ended = rig.Time.GetUtcNow();
            await rig.StopAsync();
        }

        await using CapacityRig again = Judging(state);
        again.Time.Advance(ended - again.Time.GetUtcNow() + TimeSpan.FromMinutes(1));
        await again.StartAsync();
        await again.LandAsync(1, bytes: 6000, time: landed);
        await again.PassAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(again.Channel.Kinds);
        PipelineStatus ops1 = Assert.Single(again.Judge.Pipelines);
        Assert.True(ops1.Incident!.IsCritical);

        // 6,060 bytes have come in once, and four minutes of 10 bytes each were worked off.
        Assert.Equal(6060 - 40, ops1.Figures.Backlog);
    }

    [Fact]
    public async Task CollectorAway_MakesTheMinutesUnknownAndTheHealthSaysSo()
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputJudge());
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);

        rig.Emitter.Outcome = _ => EventOutcome.Expired("out of order");
        await rig.LandAsync(1, bytes: 1);
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        HealthReportEntry meanwhile = (await rig.HealthAsync()).Entries["s3snowplow.capacity"];

        Assert.Equal(HealthStatus.Degraded, meanwhile.Status);
        Assert.Contains("nothing is known of the last minute of 1 pipelines", meanwhile.Description, StringComparison.Ordinal);
        rig.Emitter.Outcome = _ => EventOutcome.Delivered;
        await rig.LandAsync(2, bytes: 1);
        await rig.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);
    }

    [Fact]
    public async Task ChannelThatFails_IsNamedInTheHealth_AndThePageIsKept()
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputJudge());
        rig.Channel.Answer = new AlertAnswer(AlertOutcome.Broken, "404");
        await rig.StartAsync();
        await rig.LandAsync(1, bytes: 60_000);
        await rig.PassAsync(TimeSpan.FromMinutes(10));

        HealthReportEntry meanwhile = (await rig.HealthAsync()).Entries["s3snowplow.capacity"];
        Assert.Equal(HealthStatus.Degraded, meanwhile.Status);
        Assert.Contains("alert channel recorder (recorder) takes nothing since", meanwhile.Description, StringComparison.Ordinal);
        Assert.Contains("404", meanwhile.Description, StringComparison.Ordinal);
        rig.Channel.Answer = AlertAnswer.Delivered;
        await rig.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Status);
        Assert.Equal("critical", rig.Channel.Kinds[^1]);
    }

    [Theory]
    [InlineData(AlertOutcome.Delivered, 4503)]
    [InlineData(AlertOutcome.Broken, 4504)]
    public async Task TestAtStart_GoesToEachChannel_AndItsAnswerIsLogged(AlertOutcome outcome, int logged)
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputJudge(), ("S3Snowplow:Alerting:TestAtStart", "true"));
        rig.Channel.Answer = new AlertAnswer(outcome);
        await rig.StartAsync();

        await Patience.UntilAsync(() => rig.Logs.Entries.Any(entry => entry.EventId.Id == logged && entry.Message.Contains("recorder", StringComparison.Ordinal)), "the answer of the channel to be logged");

        Assert.Contains("test", rig.Channel.Kinds);
    }

    [Fact]
    public async Task SecondReplicaOnTheSameFile_RelaysAndSaysThatItDoesNotJudge()
    {
        string state = Path.Combine(_folder, "judge.state");
        await using CapacityRig first = Judging(state);
        await first.StartAsync();
        await first.PassAsync(TimeSpan.FromMinutes(1));

        await using CapacityRig second = Judging(state);
        await second.StartAsync();
        await second.LandAsync(1, bytes: 6000);
        await second.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Single(second.Sent("object_event"));
        Assert.Empty(second.Channel.Kinds);
        Assert.Contains("in use by another process", (await second.HealthAsync()).Entries["s3snowplow.capacity"].Description, StringComparison.Ordinal);
        Assert.Single(second.Logs.Entries, entry => entry.EventId.Id == 4001);
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
    public async Task ObjectsOfNoInput_AreCountedInOneLineAnHourWithoutTheirNames()
    {
        await using var rig = new CapacityRig(relay => relay.AddCapacity(WriteBands()).AddThroughputJudge());
        await rig.StartAsync();
        await rig.LandAsync(1, bytes: 5, key: "elsewhere/");
        await rig.LandAsync(2, bytes: 5, key: "elsewhere/");
        await rig.LandAsync(3, bytes: 5);
        await rig.PassAsync(TimeSpan.FromMinutes(5));
        await rig.LandAsync(4, bytes: 5, key: "elsewhere/");
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        string[] Said() => [.. rig.Logs.Entries.Where(entry => entry.EventId.Id == 4505).Select(entry => entry.Message)];
        Assert.Equal(["2 objects match no input of the bands. Said once an hour at most"], Said());
        await rig.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal("1 objects match no input of the bands. Said once an hour at most", Said()[^1]);
        Assert.Equal(2, Said().Length);
        Assert.Contains(rig.Logs.Entries, entry => entry.Message.Contains("in effect from 2", StringComparison.Ordinal) && entry.Message.Contains("Z, revision", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WrongSettings_AreAllNamedAtStart()
    {
        var rig = new CapacityRig(
            relay => relay.AddCapacity().AddThroughputJudge(),
            ("S3Snowplow:Capacity:BandsFile", "a.yml"),
            ("S3Snowplow:Capacity:Git:Repository", "/repository"),
            ("S3Snowplow:Judge:Judgement:MaxBehind", "00:02:00"),
            ("S3Snowplow:Judge:Counters:Dedup", "00:00:30"),
            ("S3Snowplow:Monitor:StateFile", "data/throughput.json"));

        string all = await rig.RefusedSettingsAsync();

        Assert.Contains("S3Snowplow:Capacity: BandsFile and Git:Repository of", all, StringComparison.Ordinal);
        Assert.Contains("Git:CursorFile is not set", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:Judge: Judgement: MaxBehind is 2; 3 to 2880 minutes are allowed.", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:Judge: Counters: Dedup is 00:00:30", all, StringComparison.Ordinal);
        Assert.Contains("the section S3Snowplow:Monitor is of an earlier version and is not read", all, StringComparison.Ordinal);
    }

    [Fact]
    public void JudgeWithoutCapacities_IsRefusedAtOnce()
    {
        var services = new ServiceCollection();

        Assert.Contains("AddCapacity", Assert.Throws<InvalidOperationException>(() => services.AddS3SnowplowRelay().AddThroughputJudge()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Twice_RegistersOnce()
    {
        var services = new ServiceCollection();
        void Add() => services.AddS3SnowplowRelay().AddCapacity("bands.yml").AddThroughputJudge();
        Add();
        int all = services.Count(service => service.ServiceType != typeof(Microsoft.Extensions.Options.IConfigureOptions<CapacityOptions>));

        Add();

        Assert.Equal(all, services.Count(service => service.ServiceType != typeof(Microsoft.Extensions.Options.IConfigureOptions<CapacityOptions>)));
    }

    private CapacityRig Judging(string state) => new(relay => relay.AddCapacity(WriteBands()).AddThroughputJudge(judge => judge.StateFile = state));

    // The clock of the tests is another one than the disk's.
    private string WriteBands(string text = Bands, DateTimeOffset? at = null)
    {
        string file = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, (at ?? Testing.ManualTimeProvider.DefaultStart.AddHours(-1)).UtcDateTime);
        return file;
    }
}
