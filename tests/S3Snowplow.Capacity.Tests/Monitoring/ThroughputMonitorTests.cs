using S3Snowplow.Notifications;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Monitoring;

public sealed class ThroughputMonitorTests
{
    // The tests' clock runs ahead of the channels, which are told on threads of their own.
    private static readonly AlertOptions Patient = new() { AttemptTimeout = TimeSpan.FromDays(7), RetryBudget = TimeSpan.FromDays(7) };

    [Fact]
    public void Evaluate_MoreThanItTakes_IsToldOnceAndRecoversOnce()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();

        ThroughputTransition exceeded = Assert.Single(rig.Pass(120, bytesEach: 2));
        ThroughputTransition recovered = Assert.Single(rig.Pass(240, bytesEach: 0));

        Assert.Equal((ThroughputState.Exceeded, 62L, 60L), (exceeded.State, exceeded.BytesIn, exceeded.CapacityBytes));
        Assert.Equal(ManualTimeProvider.DefaultStart.AddMinutes(31), exceeded.Time);
        Assert.Equal(ThroughputState.Recovered, recovered.State);
        Assert.Equal(exceeded.IncidentId, recovered.IncidentId);
    }

    [Fact]
    public void OnObjectEvent_Redelivered_CountsOnce()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();

        rig.Arrive(5);
        rig.Arrive(5);
        rig.Arrive(5, key: "in/2");

        Assert.Equal((2L, 1L), (rig.Monitor.Statistics.Counted, rig.Monitor.Statistics.Duplicates));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    public void OnObjectEvent_RedeliveredAfterOthers_IsRecognisedWithinTheBound(int maxTracked, int duplicates)
    {
        var rig = new MonitorRig(new ThroughputMonitorOptions { MaxTrackedEventIds = maxTracked });
        rig.SetCapacity();

        rig.Arrive(5, key: "in/1");
        rig.Arrive(5, key: "in/2");
        rig.Arrive(5, key: "in/1");

        Assert.Equal(duplicates, rig.Monitor.Statistics.Duplicates);
    }

    [Fact]
    public void OnObjectEvent_NoArrivalOrNoPipeline_DoesNotCount()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();

        rig.Arrive(5, name: ObjectEventName.RemovedDelete);
        rig.Arrive(5, name: "ObjectCreated:PutTagging");
        rig.Arrive(5, key: "out/1");

        Assert.Equal(new MonitorStatistics(Counted: 0, Unmatched: 1, 0, 0, 0, 0), rig.Monitor.Statistics);
    }

    [Fact]
    public void OnObjectEvent_LateTooLateAndFuture_AreCountedApart()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();
        rig.Pass(90);

        rig.Arrive(100, key: "in/late", ago: TimeSpan.FromMinutes(30));
        rig.Arrive(100, key: "in/older", ago: TimeSpan.FromMinutes(61));
        rig.Arrive(100, key: "in/future", ago: TimeSpan.FromMinutes(-5));

        Assert.Equal(new MonitorStatistics(Counted: 2, 0, 0, Late: 1, TooLate: 1, Future: 1), rig.Monitor.Statistics);

        // 100 bytes half an hour ago, less 30 taken since, and 100 now: the window has 200 of 60.
        ThroughputTransition told = Assert.Single(rig.Pass(1));
        Assert.Equal((200L, 169L), (told.BytesIn, told.BacklogBytes));
    }

    [Fact]
    public void Evaluate_SourceSilent_IsUnknownAndSaidOnce()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();
        rig.Pass(120, bytesEach: 2);

        Assert.Empty(rig.Pass(300, alive: false));
        rig.Pass(1);

        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4001);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4002);
    }

    [Fact]
    public void Evaluate_AfterAMissedTime_SilentMinutesAreUnknown()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();
        rig.Pass(120, bytesEach: 2);

        // The process slept; the first sign afterwards says nothing about the time before.
        rig.Time.Advance(TimeSpan.FromHours(5));
        rig.Monitor.SignalAlive();
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(rig.Monitor.Evaluate());
    }

    [Fact]
    public void SetCapacities_ALargerOneFromNowOn_CountsFromItsOwnTime()
    {
        var rig = new MonitorRig();
        rig.SetCapacity("60 B/h");
        rig.Pass(30, bytesEach: 2);
        rig.SetCapacity("180 B/h");

        Assert.Empty(rig.Pass(200, bytesEach: 2));
    }

    [Fact]
    public void SetCapacities_WithoutAPipeline_ForgetsItAndSaysSo()
    {
        var rig = new MonitorRig();
        rig.SetCapacity();
        rig.Pass(60, bytesEach: 2);

        rig.Monitor.SetCapacities([]);

        Assert.Contains("an incident of it was open", Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4003).Message, StringComparison.Ordinal);
        Assert.Empty(rig.Pass(60));
    }

    [Fact]
    public async Task LoadAsync_AfterARestart_GoesOnWhereItWas()
    {
        string folder = Directory.CreateTempSubdirectory("s3snowplow-state-").FullName;
        try
        {
            var store = new FileThroughputStateStore(Path.Combine(folder, "sub", "state.json"));
            var whole = new MonitorRig();
            whole.SetCapacity();
            List<ThroughputTransition> expected = [.. whole.Pass(50, bytesEach: 2), .. whole.Pass(300, bytesEach: 0)];

            var time = new ManualTimeProvider();
            List<ThroughputTransition> actual = [];
            foreach (int minutes in (int[])[20, 5, 25, 100, 200])
            {
                var rig = new MonitorRig(store: store, time: time);
                await rig.Monitor.LoadAsync();
                rig.SetCapacity(from: ManualTimeProvider.DefaultStart);
                actual.AddRange(rig.Pass(minutes, bytesEach: time.GetUtcNow() < ManualTimeProvider.DefaultStart.AddMinutes(50) ? 2 : 0));
                await rig.Monitor.SaveAsync();
            }

            Assert.Equal(2, expected.Count);
            Assert.Equal(expected, actual);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task LoadAsync_HalfWrittenFileBeside_IsNotTaken()
    {
        string folder = Directory.CreateTempSubdirectory("s3snowplow-state-").FullName;
        try
        {
            string path = Path.Combine(folder, "state.json");
            var store = new FileThroughputStateStore(path);
            await store.SaveAsync(new ThroughputSnapshot { Pipelines = [new PipelineSnapshot(PipelineState.StartingAt("p", ManualTimeProvider.DefaultStart), [], [])] });
            await File.WriteAllTextAsync(path + ".new", "{\"pipelines\":[");

            Assert.Equal("p", Assert.Single((await store.LoadAsync())!.Pipelines).State.Pipeline);

            await File.WriteAllTextAsync(path, "{\"pipelines\":[");
            IOException exception = await Assert.ThrowsAsync<IOException>(async () => await store.LoadAsync());
            Assert.Contains("Move the file away", exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task RunAsync_MinuteByMinute_TellsAndSaves()
    {
        var time = new ManualTimeProvider();
        var store = new MemoryStore();
        var channel = new RecordingChannel();
        await using var alerts = new AlertDispatcher([channel], Patient, time);
        var rig = new MonitorRig(new ThroughputMonitorOptions { RenotifyAfter = TimeSpan.FromMinutes(20) }, store, alerts, time);
        rig.SetCapacity();
        using var stop = new CancellationTokenSource();
        Task running = rig.Monitor.RunAsync(stop.Token);

        for (int minute = 0; minute < 75; minute++)
        {
            rig.Arrive(2);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        // Told at minute 31, and reminded at 51 and 71.
        await channel.WaitForAsync(3);
        await stop.CancelAsync();
        await running;

        Assert.Equal([0, 1, 2], channel.Alerts.Select(alert => alert.Reminder));
        Assert.Single(channel.Alerts.Select(alert => alert.Transition.IncidentId).Distinct());
        Assert.Single(store.Saved!.Open);
        Assert.Equal(76, store.Saves);
    }

    [Fact]
    public async Task LoadAsync_UntoldTransitions_AreToldAndSaid()
    {
        var time = new ManualTimeProvider();
        var store = new MemoryStore();
        var deaf = new RecordingChannel { Send = _ => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None) };
        await using (var alerts = new AlertDispatcher([deaf], Patient, time))
        {
            var rig = new MonitorRig(store: store, alerts: alerts, time: time);
            rig.SetCapacity();
            rig.Pass(30, bytesEach: 2);
            using var stop = new CancellationTokenSource();
            Task running = rig.Monitor.RunAsync(stop.Token);
            rig.Arrive(2);
            time.Advance(TimeSpan.FromMinutes(1));
            await deaf.WaitForAsync(1);
            await stop.CancelAsync();
            await running;
        }

        Assert.Single(store.Saved!.Untold);
        var channel = new RecordingChannel();
        await using var again = new AlertDispatcher([channel], Patient, time);
        var restarted = new MonitorRig(store: store, alerts: again, time: time);
        await restarted.Monitor.LoadAsync();
        await channel.WaitForAsync(1);

        Assert.Single(restarted.Logs.Entries, entry => entry.EventId.Id == 4022);
    }

    [Fact]
    public void Options_Defaults_AreUsableAndDocumented()
    {
        var options = new ThroughputMonitorOptions();

        Assert.Empty(options.Validate());
        Assert.Equal([new LoadWindow(TimeSpan.FromHours(1), 1.0)], options.Judgement.Windows);
        Assert.Equal(
            (TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(5), TimeSpan.Zero, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)),
            (options.Judgement.MaxBehind, options.Judgement.MinBehind, options.Judgement.MinDuration, options.Judgement.RecoveryDuration, options.Judgement.MaxLateness));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMinutes(1), 1_000_000, (TimeSpan?)null), (options.EvaluationDelay, options.SourceInterval, options.MaxTrackedEventIds, options.RenotifyAfter));
    }

    [Fact]
    public void Monitor_WrongSettings_AreAllNamed()
    {
        var options = new ThroughputMonitorOptions { MaxTrackedEventIds = -1, SourceInterval = TimeSpan.Zero, RenotifyAfter = TimeSpan.Zero, EvaluationDelay = TimeSpan.FromDays(1) };
        options.Judgement.Windows = [new LoadWindow(TimeSpan.FromSeconds(90), 0)];
        options.Judgement.MinBehind = TimeSpan.FromHours(2);
        options.Judgement.MaxLateness = TimeSpan.FromDays(9);

        ArgumentException exception = Assert.Throws<ArgumentException>(() => new ThroughputMonitor(new LiveBands(), options));

        foreach (string name in (string[])["MaxTrackedEventIds", "SourceInterval", "RenotifyAfter", "EvaluationDelay", "Windows has one of", "the limit 0", "MinBehind", "MaxLateness"])
        {
            Assert.Contains(name, exception.Message, StringComparison.Ordinal);
        }
    }

    private sealed class MemoryStore : IThroughputStateStore
    {
        public ThroughputSnapshot? Saved { get; private set; }

        public int Saves { get; private set; }

        public ValueTask<ThroughputSnapshot?> LoadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(Saved);

        public ValueTask SaveAsync(ThroughputSnapshot snapshot, CancellationToken cancellationToken = default)
        {
            (Saved, Saves) = (snapshot, Saves + 1);
            return ValueTask.CompletedTask;
        }
    }
}
