using S3Snowplow.Capacity;

namespace S3Snowplow.Tool.Tests.Simulating;

public sealed class DemoDaySimulationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3snowplow-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_NotificationsOfTheDemosDay_TellsWhatItsJudgeTold()
    {
        CapacityBands bands = CapacityBands.Parse(BandsText());
        string recorded = Path.Combine(_folder.FullName, "day.ndjson");
        List<ThroughputTransition> told = await RecordAsync(bands, recorded);

        SimulationOutcome outcome = await SimulateNotifications.RunAsync(
            new SimulateSettings(bands), [recorded], null, null, new ToolConsole(TextWriter.Null, TextWriter.Null, TimeProvider.System), default);

        Assert.Contains(told, one => one.Kind == TransitionKind.Critical);
        Assert.Equal(
            told.Select(LineOf).Order(StringComparer.Ordinal),
            outcome.Pipelines.SelectMany(pipeline => pipeline.Told).Select(LineOf).Order(StringComparer.Ordinal));
        Assert.Equal(0, outcome.Facts.Problems);
    }

    private static string LineOf(ThroughputTransition told) => $"{told.Pipeline} {told.Kind} {told.Minute} {told.Receipt} {told.IncidentStart} {told.Figures}";

    // As the demo plays it: what comes in a minute is judged when the minute is over.
    private static async Task<List<ThroughputTransition>> RecordAsync(CapacityBands bands, string file)
    {
        var time = new Testing.ManualTimeProvider();
        var live = new LiveBands(bands);
        using var counters = new ReceivedCounters(live, timeProvider: time);
        using var judge = new ThroughputJudge(counters, live, timeProvider: time);
        var traffic = new DayOfTraffic(seed: 1);
        List<ThroughputTransition> told = [];
        await judge.RunOnceAsync();
        await using var output = new StreamWriter(file);
        for (int minute = 0; minute < Tool.Minutes.PerDay; minute++)
        {
            if (traffic.Of(bands, minute, time.GetUtcNow()) is { } notification)
            {
                await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(notification).ReplaceLineEndings(""));
                Receive(counters, notification);
            }

            counters.SignalAlive();
            time.Advance(TimeSpan.FromMinutes(1));
            told.AddRange((await judge.RunOnceAsync()).Transitions);
        }

        return told;
    }

    private static void Receive(ReceivedCounters counters, byte[] notification)
    {
        foreach (ObjectEvent one in Reading.NotificationReader.ReadStrict(notification))
        {
            counters.Receive(one.Bucket, one.Key, one.ArrivedBytes, one.Time, SettledEventIds.IdOf(Mapping.ObjectEventView.Of(one)));
        }
    }

    private static string BandsText()
    {
        using var reader = new StreamReader(typeof(ToolCommand).Assembly.GetManifestResourceStream("bands.yml")!);
        return reader.ReadToEnd();
    }
}
