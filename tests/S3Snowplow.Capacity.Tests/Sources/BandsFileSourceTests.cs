using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Sources;

public sealed class BandsFileSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-bands-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLoggerFactory _logs = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _logs.Dispose();
    }

    [Fact]
    public async Task Read_FileThatIsStillWritten_IsNotTaken()
    {
        string whole = TemporaryRepository.Bands(2) + "  ops2: { band: size }\n";
        BandsFileSource source = Source();
        Write(TemporaryRepository.Bands(1), ago: 10);
        Assert.Single(await source.ReadAsync());

        // Cut off after the first pipeline it is valid, and wrong.
        Write(whole[..^"  ops2: { band: size }\n".Length], ago: 0);
        Assert.Empty(await source.ReadAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Write(whole, ago: 0);
        Assert.Empty(await source.ReadAsync());
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(2, Assert.Single(await source.ReadAsync()).Bands.Pipelines.Count);
        Assert.Empty(await source.ReadAsync());
    }

    [Fact]
    public async Task Read_BadFile_IsSaidOnceAndTheNextGoodOneTaken()
    {
        BandsFileSource source = Source();
        Write("bands: {", ago: 10);
        Assert.Empty(await source.ReadAsync());
        Assert.Empty(await source.ReadAsync());
        Write(TemporaryRepository.Bands(1), ago: 10);
        Assert.Empty(await source.ReadAsync());

        Assert.Single(await source.ReadAsync());
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4031);
    }

    [Fact]
    public async Task Read_OldFilePutBack_IsEffectiveAfterTheOneBefore()
    {
        BandsFileSource source = Source();
        Write(TemporaryRepository.Bands(1), ago: 100);
        BandsVersion first = Assert.Single(await source.ReadAsync());
        Write(TemporaryRepository.Bands(2), ago: 200);
        await source.ReadAsync();

        BandsVersion second = Assert.Single(await source.ReadAsync());
        Assert.Equal(_time.GetUtcNow().AddSeconds(-100), first.EffectiveFrom);
        Assert.Equal(first.EffectiveFrom.AddMilliseconds(1), second.EffectiveFrom);
        Assert.NotEqual(first.Revision, second.Revision);
    }

    [Fact]
    public async Task Step_FileThatIsMissing_IsAProblem()
    {
        var feed = new CapacityFeed(Source(), loggerFactory: _logs, timeProvider: _time);

        Assert.Contains("cannot be read", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4033);
    }

    [Fact]
    public async Task Step_StartChangesAndHeartbeats_EachOnce()
    {
        await using var emitter = new RecordingEventEmitter();
        var bands = new LiveBands();
        var feed = new CapacityFeed(Source(), emitter, bands, timeProvider: _time);
        Write(TemporaryRepository.Bands(1) + "  ops2: { band: size }\n", ago: 10);

        Assert.Equal(new FeedResult(1, 2, null), await feed.StepAsync());
        Assert.Equal(new FeedResult(0, 0, null), await feed.StepAsync());
        Assert.Equal(2, bands.Current!.Pipelines.Count);

        // One pipeline changes its size, the other does not.
        Write("bands:\n  size: { throughput: 1 GB/h }\n  big: { throughput: 4 GB/h }\npipelines:\n  ops1: { band: big }\n  ops2: { band: size }\n", ago: 5);
        await feed.StepAsync();
        Assert.Equal(new FeedResult(1, 1, null), await feed.StepAsync());

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(new FeedResult(0, 2, null), await feed.StepAsync());
        Assert.Equal(new FeedResult(0, 0, null), await feed.StepAsync());
        Assert.Equal(ManualTimeProvider.DefaultStart.AddMinutes(15), emitter.Events[^1].Event.TrueTime);
        Assert.Equal(5, emitter.Events.Select(sent => sent.Event.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("ops1.yml", "size: small", "ops1.yml:1:1: There is no 'band'. Allowed: the name of a band of bands.yml there, or a throughput such as 150 GB/h.")]
    [InlineData("ops1.yml", "band: tiny", "ops1.yml:1:7: 'tiny' is no band of bands.yml. Allowed: small, or a throughput such as 150 GB/h.")]
    public async Task Read_FolderWithAFault_NamesTheFile(string file, string text, string error)
    {
        Write("bands:\n  small: { throughput: 1 GB/h }\n", ago: 10);
        Write("band: small\ninputs:\n  - bucket: b\n", ago: 10, "ops1.yml");
        Write(text, ago: 10, file);
        var source = new BandsFileSource(_folder, new BandsFolderLayout(), _time, _logs) { SettleTime = TimeSpan.Zero };
        Directory.SetLastWriteTimeUtc(_folder, _time.GetUtcNow().UtcDateTime);

        Assert.Empty(await source.ReadAsync());

        Assert.Contains(error, Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4031).Message, StringComparison.Ordinal);
    }

    private BandsFileSource Source() => new(Path.Combine(_folder, "bands.yml"), timeProvider: _time, loggerFactory: _logs);

    private void Write(string text, int ago, string name = "bands.yml")
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, _time.GetUtcNow().AddSeconds(-ago).UtcDateTime);
    }
}
