using System.Text;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>
/// A day in seconds: notifications as Amazon S3 sends them go through a relay to a collector in this process, and are judged minute by minute of a clock that is moved by hand. Then the day is drawn.
/// </summary>
internal static class DemoRun
{
    public const int Minutes = 24 * 60;

    private const string Source = "demo";

    public static async Task<int> RunAsync(string? bandsFile, string? outFile, int seed, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        CapacityBands? bands = bandsFile is null ? CapacityBands.Parse(Bundled()) : CheckRun.Load(bandsFile, errors);
        if (bands is null)
        {
            return 2;
        }

        if (bands.Pipelines.FirstOrDefault(pipeline => pipeline.Outputs.Count > 0) is { } observed)
        {
            await errors.WriteLineAsync($"Pipeline {observed.Name} has outputs, and the demo plays none: nothing would seem to be worked off. Leave its 'outputs' out for the demo.");
            return 2;
        }

        string path = Path.GetFullPath(outFile ?? Path.Combine(Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName, "day.html"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        List<PipelineDay> days = [.. bands.Pipelines.Select((pipeline, i) => new PipelineDay(pipeline, DayOfTraffic.NameOf(i)))];
        foreach (PipelineDay day in days)
        {
            await output.WriteLineAsync($"{day.Pipeline.Name} ({day.Pipeline.Band}, {day.Pipeline.Throughput}) gets {day.Shape}.");
        }

        await output.WriteLineAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync(cancellationToken: cancellationToken);
        await PassDayAsync(bands, days, collector, seed, output, cancellationToken);
        await collector.WaitUntilJudgedAsync(cancellationToken);
        int told = collector.Good.Count(good => good.Schema?.Contains("/throughput_exceeded/", StringComparison.Ordinal) == true);
        await output.WriteLineAsync();
        await output.WriteLineAsync($"The collector says: {collector.Good.Count} good, {collector.Bad.Count} bad. {told} of the good ones tell of an incident.");

        await using (var file = new StreamWriter(path, append: false, Encoding.UTF8))
        {
            ReportPage.Write(new DashboardReport("A day against its capacity", DateTimeOffset.UnixEpoch, [], []), file);
        }

        await output.WriteLineAsync($"The picture: {path}");
        return 0;
    }

    private static async Task PassDayAsync(CapacityBands bands, List<PipelineDay> days, LocalCollector collector, int seed, TextWriter output, CancellationToken cancellationToken)
    {
        var time = new ManualTimeProvider();
        var live = new LiveBands(bands);
        var options = new RelayOptions { CollectorUri = collector.Uri };
        await using var emitter = new BufferedEventEmitter(options);
        using var counters = new ReceivedCounters(live, timeProvider: time);
        await using var relay = new ObjectEventRelay(options, emitter, entityProviders: [new PipelineEntityProvider(live)], timeProvider: time, settledObservers: [counters]);
        using var judge = new ThroughputJudge(counters, live, timeProvider: time);
        var traffic = new DayOfTraffic(seed);
        await judge.RunOnceAsync(cancellationToken);
        for (int minute = 0; minute < Minutes; minute++)
        {
            if (traffic.Of(bands, minute, time.GetUtcNow()) is { } notification)
            {
                RelayResult relayed = await relay.RelayAsync(new Notification(notification), Timeout.InfiniteTimeSpan, cancellationToken);
                if (!relayed.ShouldAcknowledge)
                {
                    throw new InvalidOperationException($"The collector of this process did not take a notification: {relayed.Outcome}.");
                }
            }

            // What a queue's answered poll is: nothing came, and that is known.
            counters.SignalAlive();
            time.Advance(TimeSpan.FromMinutes(1));
            JudgeResult judged = await judge.RunOnceAsync(cancellationToken);
            foreach (ThroughputTransition told in judged.Transitions)
            {
                await TellAsync(told, bands, emitter, output, cancellationToken);
            }

            Note(days, judge, judged, minute);
        }

        foreach (PipelineDay day in days)
        {
            day.History = judge.HistoryOf(day.Pipeline.Name);
        }
    }

    // A host has channels and an outbox for this; see S3Snowplow.Capacity.Hosting.
    private static async Task TellAsync(ThroughputTransition told, CapacityBands bands, BufferedEventEmitter emitter, TextWriter output, CancellationToken cancellationToken)
    {
        AlertNotice notice = DemoNotice.Of(told, told.Pipeline is { } name ? bands.Find(name) : null, Source);
        await output.WriteLineAsync($"{told.Time:HH:mm} {AlertText.State(notice),-9} {AlertText.Headline(notice)}.");
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(30));
        await emitter.EnqueueAsync(new CapacityEvents().Transition(told, Source), scope, cancellationToken);
        scope.Seal();
        await scope.Completion;
    }

    private static void Note(List<PipelineDay> days, ThroughputJudge judge, JudgeResult judged, int minute)
    {
        foreach (PipelineStatus status in judge.Pipelines)
        {
            days.Find(day => day.Pipeline.Name == status.Name)!.Limits[minute] = status.Figures.LimitInForce;
        }

        foreach (ThroughputTransition told in judged.Transitions)
        {
            days.Find(day => day.Pipeline.Name == told.Pipeline)?.Told.Add((minute + 1, told));
        }
    }

    private static string Bundled()
    {
        using var reader = new StreamReader(typeof(DemoRun).Assembly.GetManifestResourceStream("bands.yml")!);
        return reader.ReadToEnd();
    }
}

/// <summary>A pipeline's day.</summary>
internal sealed record PipelineDay(PipelineBand Pipeline, string Shape)
{
    /// <summary>The limit in force in each minute, in minutes; 0: nothing was judged in it.</summary>
    public int[] Limits { get; } = new int[DemoRun.Minutes];

    /// <summary>What was told, with the minute in which it was.</summary>
    public List<(int At, ThroughputTransition Told)> Told { get; } = [];

    /// <summary>What the judge remembers of it.</summary>
    public PipelineHistory? History { get; set; }
}
