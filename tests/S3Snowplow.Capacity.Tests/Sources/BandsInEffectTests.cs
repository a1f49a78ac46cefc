using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Sources;

/// <summary>That what is in the source now counts, whatever date it has, and is told the same whenever it is told.</summary>
public sealed class BandsInEffectTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-effect-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLoggerFactory _logs = new();

    private DateTimeOffset Now => _time.GetUtcNow();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _logs.Dispose();
    }

    [Fact]
    public async Task Step_FileOfTomorrow_IsInEffectNowAndSaidOnce()
    {
        Write(1, written: Now.AddDays(1));
        await using var emitter = new RecordingEventEmitter();
        var bands = new LiveBands();
        var feed = new CapacityFeed(Source(), emitter, bands, timeProvider: _time, loggerFactory: _logs);

        Assert.Equal(new FeedResult(1, 1, null), await feed.StepAsync());
        await feed.StepAsync();

        Assert.Equal((Now, 1), (Assert.Single(feed.Capacities).EffectiveFrom, bands.Current!.Pipelines.Count));
        Assert.Contains("The file bands.yml is dated", Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4035).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ChangeDatedTomorrow_IsTakenLikeAnyOther()
    {
        BandsFileSource source = Source();
        Write(1, written: Now.AddHours(-1));
        await source.ReadAsync();
        Write(2, written: Now.AddDays(1));
        Assert.Empty(await source.ReadAsync());
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(Now, Assert.Single(await source.ReadAsync()).EffectiveFrom);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-20_000)]
    [InlineData(20_000)]
    public async Task Read_ContentOfAnyDate_CountsAfterTheOneBefore(int days)
    {
        BandsFileSource source = Source();
        Write(1, written: Now.AddHours(-1));
        BandsVersion first = Assert.Single(await source.ReadAsync());
        Write(2, written: Now.AddDays(days));
        await source.ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        BandsVersion second = Assert.Single(await source.ReadAsync());

        Assert.InRange(second.EffectiveFrom, first.EffectiveFrom.AddMilliseconds(1), Now);
        Assert.Equal(2_000_000_000, second.Bands.Pipelines[0].Throughput.BytesPerHour);
    }

    [Fact]
    public async Task Step_SameContentOfAnotherTime_HasTheSameIds()
    {
        await using var emitter = new RecordingEventEmitter();
        foreach (int days in (int[])[-1, -2, 3])
        {
            Write(1, written: Now.AddDays(days));
            await new CapacityFeed(Source(), emitter, timeProvider: _time).StepAsync();
        }

        Assert.Equal(3, emitter.Events.Count);
        Assert.Single(emitter.Events.Select(sent => sent.Event.Id).Distinct());
    }

    [Fact]
    public async Task Step_BackToEarlierContent_IsANewChangeEachTime()
    {
        await using var emitter = new RecordingEventEmitter();
        var feed = new CapacityFeed(Source(), emitter, timeProvider: _time);
        foreach (int size in (int[])[1, 2, 1, 2, 1])
        {
            Write(size, written: Now.AddDays(-size));
            await feed.StepAsync();
            _time.Advance(TimeSpan.FromSeconds(3));
            await feed.StepAsync();
        }

        Assert.Equal(5, emitter.Events.Select(sent => sent.Event.Id).Distinct().Count());
        DateTimeOffset[] times = [.. emitter.Events.Select(sent => sent.Event.TrueTime)];
        Assert.Equal(times.Order(), times);
        Assert.Equal(5, times.Distinct().Count());
        Assert.Equal(1_000_000_000, Assert.Single(feed.Capacities).Throughput.BytesPerHour);
    }

    [Fact]
    public async Task Read_OneBadVersion_LeavesTheOneBeforeAndIsToldOnce()
    {
        var bands = new LiveBands();
        BandsFileSource source = Source();
        var feed = new CapacityFeed(source, bands: bands, timeProvider: _time, loggerFactory: _logs);
        Write(1, written: Now.AddDays(-1));
        await feed.StepAsync();
        File.WriteAllText(Path.Combine(_folder, "bands.yml"), "pipelines: {");
        for (int i = 0; i < 5; i++)
        {
            await feed.StepAsync();
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(1_000_000_000, bands.Current!.Pipelines[0].Throughput.BytesPerHour);
        Assert.NotNull(source.Problem);
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4031);
    }

    [Fact]
    public async Task Step_SourceOfSomebodyElseInTheFuture_IsInEffectNow()
    {
        var source = new FixedSource(Version(1, Now.AddDays(1), "a"), Version(2, Now.AddDays(2), "b"));
        await using var emitter = new RecordingEventEmitter();

        var feed = new CapacityFeed(source, emitter, timeProvider: _time, loggerFactory: _logs);
        await feed.StepAsync();

        Assert.Equal([Now.AddMilliseconds(-1), Now], emitter.Events.Select(sent => sent.Event.TrueTime));
        Assert.Equal(["a", "b"], source.ConfirmedRevisions);
        Assert.Equal(2, _logs.Entries.Count(entry => entry.EventId.Id == 4035));
    }

    [Fact]
    public async Task Step_ClockThatWasAheadForAWhile_NeitherEndsHeartbeatsNorPutsCapacitiesOff()
    {
        await using var emitter = new RecordingEventEmitter();
        var clock = new ShiftedClock(_time) { Shift = TimeSpan.FromDays(1) };
        var feed = new CapacityFeed(new FixedSource(Version(1, Now.AddHours(23), "a")), emitter, timeProvider: clock);
        await feed.StepAsync();
        clock.Shift = TimeSpan.Zero;

        _time.Advance(TimeSpan.FromMinutes(15));
        await feed.StepAsync();
        _time.Advance(TimeSpan.FromMinutes(15));
        await feed.StepAsync();

        Assert.Equal(3, emitter.Events.Count);
        Assert.Equal(ManualTimeProvider.DefaultStart.AddMinutes(30), emitter.Events[^1].Event.TrueTime);
        Assert.InRange(Assert.Single(feed.Capacities).EffectiveFrom, DateTimeOffset.MinValue, Now);
    }

    [Fact]
    public async Task Step_SourceThatThrowsAnything_IsAProblemAndNoException()
    {
        var source = new FixedSource { Fault = new InvalidOperationException("broken") };
        var feed = new CapacityFeed(source, timeProvider: _time, loggerFactory: _logs);

        Assert.Contains("InvalidOperationException: broken", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
        for (int i = 0; i < 130; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await feed.StepAsync();
        }

        // When it begins, and once in each hour.
        Assert.Equal(2, _logs.Entries.Count(entry => entry.EventId.Id == 4033));
        source.Fault = null;
        await feed.StepAsync();
        source.Fault = new InvalidOperationException("broken");
        await feed.StepAsync();
        Assert.Equal(3, _logs.Entries.Count(entry => entry.EventId.Id == 4033));
    }

    [Fact]
    public async Task Step_SourceThatCannotConfirm_IsAProblemAndSendsAgain()
    {
        var source = new FixedSource(Version(1, Now, "a")) { ConfirmFault = new UnauthorizedAccessException("read-only") };
        await using var emitter = new RecordingEventEmitter();
        var feed = new CapacityFeed(source, emitter, timeProvider: _time, loggerFactory: _logs);

        Assert.Contains("read-only", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
        source.ConfirmFault = null;
        Assert.Null((await feed.StepAsync()).Problem);

        Assert.Equal(["a"], source.ConfirmedRevisions);
        Assert.Single(emitter.Events.Select(sent => sent.Event.Id).Distinct());
    }

    [Fact]
    public async Task Step_OtherInputsOrOwner_AreAChange()
    {
        var source = new FixedSource(
            Version("{ band: 1 GB/h, inputs: [ { bucket: acme-raw } ], owner: data }", "a"),
            Version("{ band: 1 GB/h, inputs: [ { bucket: acme-raw } ], owner: data, rhythm: 1 h }", "b"),
            Version("{ band: 1 GB/h, inputs: [ { bucket: acme-raw } ], owner: other }", "c"),
            Version("{ band: 1 GB/h, inputs: [ { bucket: acme-new } ], owner: other }", "d"));
        await using var emitter = new RecordingEventEmitter();
        var feed = new CapacityFeed(source, emitter, timeProvider: _time);

        await feed.StepAsync();

        Assert.Equal(3, emitter.Events.Count);
        ProcessorCapacity capacity = Assert.Single(feed.Capacities);
        Assert.Equal(("d", "other", "acme-new/"), (capacity.Revision, capacity.Owner, Assert.Single(capacity.Inputs).ToString()));
    }

    private BandsVersion Version(int size, DateTimeOffset from, string revision) => new(CapacityBands.Parse(TemporaryRepository.Bands(size)), from, CapacityOrigin.File, revision);

    private BandsVersion Version(string pipeline, string revision) => new(CapacityBands.Parse($"pipelines: {{ ops1: {pipeline} }}\n"), Now.AddHours(-1), CapacityOrigin.File, revision);

    private BandsFileSource Source() => new(Path.Combine(_folder, "bands.yml"), timeProvider: _time, loggerFactory: _logs);

    private void Write(int size, DateTimeOffset written)
    {
        string path = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(path, TemporaryRepository.Bands(size));
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
    }

    private sealed class FixedSource(params BandsVersion[] versions) : IBandsSource
    {
        private BandsVersion[] _versions = versions;

        public Exception? Fault { get; set; }

        public Exception? ConfirmFault { get; set; }

        public List<string> ConfirmedRevisions { get; } = [];

        public IReadOnlyCollection<ProcessorCapacity> Confirmed => [];

        public Task<IReadOnlyList<BandsVersion>> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (Fault is { } fault)
            {
                throw fault;
            }

            (BandsVersion[] now, _versions) = (_versions, []);
            return Task.FromResult<IReadOnlyList<BandsVersion>>(now);
        }

        public Task ConfirmAsync(BandsVersion version, IReadOnlyCollection<ProcessorCapacity> capacities, CancellationToken cancellationToken = default)
        {
            if (ConfirmFault is { } fault)
            {
                throw fault;
            }

            ConfirmedRevisions.Add(version.Revision);
            return Task.CompletedTask;
        }
    }

    private sealed class ShiftedClock(TimeProvider inner) : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Shift;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
    }
}
