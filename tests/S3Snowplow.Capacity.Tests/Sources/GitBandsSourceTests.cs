using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Sources;

public sealed class GitBandsSourceTests : IAsyncLifetime
{
    private readonly TemporaryRepository _repository = new();
    private readonly RecordingLoggerFactory _logs = new();
    private readonly RecordingEventEmitter _emitter = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _emitter.DisposeAsync();
        _repository.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Read_ManyCommits_GivesEachVersionOnceInOrder()
    {
        int count = Proof.Count(part: 30, whole: 200);
        _repository.Commit(TemporaryRepository.Bands(1));
        GitBandsSource source = Source();
        Assert.Equal([1L], Sizes(await source.ReadAsync()));

        string[] commits = [.. Enumerable.Range(2, count).Select(size => _repository.Commit(TemporaryRepository.Bands(size)))];
        IReadOnlyList<BandsVersion> versions = await source.ReadAsync();

        Assert.Equal(Enumerable.Range(2, count).Select(size => (long)size), Sizes(versions));
        Assert.Equal(commits, versions.Select(version => version.Revision));
        Assert.Equal(TemporaryRepository.At(120), versions[0].EffectiveFrom);
        Assert.Empty(await source.ReadAsync());
    }

    [Fact]
    public async Task Read_MergesAndUnmergedBranches_OneVersionEachAndNone()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        GitBandsSource source = Source();
        await source.ReadAsync();

        _repository.Git("checkout", "--quiet", "-b", "feature");
        _repository.Commit(TemporaryRepository.Bands(7));
        _repository.Commit(TemporaryRepository.Bands(8));
        _repository.Git("checkout", "--quiet", "-b", "experiment", "main");
        _repository.Commit(TemporaryRepository.Bands(99));
        _repository.Git("checkout", "--quiet", "main");
        _repository.Commit("unrelated", "other.txt");
        string merge = _repository.Merge("feature");

        BandsVersion version = Assert.Single(await source.ReadAsync());
        Assert.Equal((8L, merge), (Size(version), version.Revision));
    }

    [Fact]
    public async Task Read_CommitterTimesBackwards_StillRise()
    {
        _repository.Commit(TemporaryRepository.Bands(1), second: 1000);
        _repository.Commit(TemporaryRepository.Bands(2), second: 500);
        GitBandsSource source = Source();
        await source.ReadAsync();
        _repository.Commit(TemporaryRepository.Bands(3), second: 400);
        _repository.Commit(TemporaryRepository.Bands(4), second: 400);
        _repository.Commit(TemporaryRepository.Bands(5), second: 2000);

        IReadOnlyList<BandsVersion> versions = await source.ReadAsync();

        Assert.Equal(
            [TemporaryRepository.At(500).AddMilliseconds(1), TemporaryRepository.At(500).AddMilliseconds(2), TemporaryRepository.At(2000)],
            versions.Select(version => version.EffectiveFrom));
    }

    [Fact]
    public async Task Read_FileRenamed_IsFollowedOverARestart()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        CapacityFeed feed = Feed();
        await feed.StepAsync();
        Directory.CreateDirectory(Path.Combine(_repository.Folder, "config"));
        _repository.Git("mv", "bands.yml", "config/sizes.yml");
        _repository.CommitAll();
        _repository.Commit(TemporaryRepository.Bands(2), "config/sizes.yml");
        await feed.StepAsync();
        _repository.Commit(TemporaryRepository.Bands(3), "config/sizes.yml");

        await Feed().StepAsync();

        Assert.Equal([1L, 2, 2, 3], Sent());
    }

    [Fact]
    public async Task Read_FolderOfFiles_IsAPipelineEach()
    {
        _repository.Commit("bands:\n  small: { throughput: 1 GB/h }\n  large: { throughput: 9 GB/h }\n", "pipelines/bands.yml");
        _repository.Commit("processor: { size: small }\nowner: someone\n", "pipelines/ops1.yml");
        _repository.Commit("processor: { size: small }\nwhere:\n  - { bucket: b, prefix: in/ }\n", "pipelines/ops2.yml");
        var layout = new BandsFolderLayout { SizePath = "processor.size", InputsPath = "where" };
        GitBandsSource source = Source("pipelines", layout);
        CapacityBands first = Assert.Single(await source.ReadAsync()).Bands;
        Assert.Equal(["ops1", "ops2"], first.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Equal("ops2", first.Resolve("b", "in/1")!.Name);

        _repository.Commit("processor: { size: large }\n", "pipelines/ops1.yml");
        _repository.Commit("no pipeline", "pipelines/README.md");
        _repository.Git("mv", "pipelines/ops2.yml", "pipelines/ops3.yml");
        _repository.CommitAll();

        IReadOnlyList<BandsVersion> versions = await source.ReadAsync();
        Assert.Equal(["ops1 large, ops2 small", "ops1 large, ops3 small"], versions.Select(version => string.Join(", ", version.Bands.Pipelines.Select(pipeline => $"{pipeline.Name} {pipeline.Band}"))));
    }

    [Fact]
    public async Task Read_AfterAForcePush_TakesTheTipAndSaysSoOnce()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        _repository.Commit(TemporaryRepository.Bands(2));
        CapacityFeed feed = Feed();
        await feed.StepAsync();
        _repository.Git("reset", "--quiet", "--hard", "HEAD~1");
        _repository.Commit(TemporaryRepository.Bands(5));
        _repository.Commit(TemporaryRepository.Bands(6));

        await feed.StepAsync();
        await feed.StepAsync();

        Assert.Equal([2L, 6], Sent());
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4032);
    }

    [Fact]
    public async Task Step_CommitBetweenTwoPolls_IsSentOnceInEffect()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        CapacityFeed feed = Feed();
        await feed.StepAsync();
        _repository.Commit(TemporaryRepository.Bands(2));
        _repository.Commit(TemporaryRepository.Bands(3));

        await feed.StepAsync();
        await feed.StepAsync();

        Assert.Equal([1L, 2, 3], Sent());
        Assert.Equal(3, _emitter.Events.Select(sent => sent.Event.Id).Distinct().Count());
    }

    [Fact]
    public async Task Step_CrashBetweenEmitAndCursor_SendsTheSameIdsAgain()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        await Feed().StepAsync();
        byte[] cursor = await File.ReadAllBytesAsync(_repository.CursorFile);
        _repository.Commit(TemporaryRepository.Bands(2));
        _repository.Commit(TemporaryRepository.Bands(3));
        await Feed().StepAsync();

        // The process ends before the cursor is on the disk, and is started again.
        await File.WriteAllBytesAsync(_repository.CursorFile, cursor);
        await Feed().StepAsync();

        Assert.Equal([1L, 1, 2, 3, 1, 2, 3], Sent());
        Assert.Equal(3, _emitter.Events.Select(sent => (sent.Event.Id, sent.Event.TrueTime)).Distinct().Count());
    }

    [Fact]
    public async Task Step_NotDelivered_TheCursorStaysAndTheVersionComesAgain()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        CapacityFeed feed = Feed();
        _emitter.Outcome = _ => EventOutcome.Expired("503");

        FeedResult failed = await feed.StepAsync();

        Assert.Contains("Expired: 503", failed.Problem, StringComparison.Ordinal);
        Assert.False(File.Exists(_repository.CursorFile));
        _repository.Commit(TemporaryRepository.Bands(2));
        _emitter.Outcome = _ => EventOutcome.Delivered;
        Assert.Equal(new FeedResult(1, 2, null), await feed.StepAsync());
        Assert.Equal([1L, 1, 2], Sent());
    }

    [Fact]
    public async Task Read_BadCommit_IsSaidAndPassedOver()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        _repository.Commit("bands: { small: { throughput: fast } }\npipelines: {}\n");
        GitBandsSource source = Source();

        Assert.Equal([1L], Sizes(await source.ReadAsync()));
        _repository.Commit("bands: [");
        _repository.Commit(TemporaryRepository.Bands(3));
        Assert.Equal([3L], Sizes(await source.ReadAsync()));

        Assert.Contains(_logs.Entries, entry => entry.EventId.Id == 4031 && entry.Message.Contains("bands.yml:1:31", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_FromAClone_FetchesWhatIsNew()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        var source = new GitBandsSource(new GitBandsOptions { Repository = new Uri(_repository.Folder).AbsoluteUri, CursorFile = _repository.CursorFile });

        Assert.Equal([1L], Sizes(await source.ReadAsync()));
        _repository.Commit(TemporaryRepository.Bands(2));
        Assert.Equal([2L], Sizes(await source.ReadAsync()));
    }

    [Fact]
    public async Task Step_NoSuchBranch_IsAProblemWithoutTheAddress()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        var feed = new CapacityFeed(new GitBandsSource(new GitBandsOptions { Repository = "https://user:SECRET@localhost:1/x.git", CursorFile = _repository.CursorFile }), loggerFactory: _logs);

        FeedResult result = await feed.StepAsync();

        Assert.Contains("'git clone' failed with exit code 128: ", result.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", result.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain(_logs.Entries, entry => entry.Message.Contains("SECRET", StringComparison.Ordinal));
    }

    private GitBandsSource Source(string path = "bands.yml", BandsFolderLayout? layout = null) =>
        new(new GitBandsOptions { Repository = _repository.Folder, Path = path, Layout = layout, CursorFile = _repository.CursorFile }, _logs);

    private CapacityFeed Feed() => new(Source(), _emitter, loggerFactory: _logs, timeProvider: new ManualTimeProvider());

    private IEnumerable<long> Sent() => _emitter.Events.Select(sent =>
        long.Parse(System.Text.Encoding.UTF8.GetString(sent.Event.Parameters.Span).Split("bytes_per_hour\\\":")[1].Split(',')[0]) / 1_000_000_000);

    private static IEnumerable<long> Sizes(IEnumerable<BandsVersion> versions) => versions.Select(Size);

    private static long Size(BandsVersion version) => version.Bands.Pipelines[0].Throughput.BytesPerHour / 1_000_000_000;
}
