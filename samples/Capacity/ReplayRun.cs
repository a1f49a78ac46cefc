using System.Text;
using S3Snowplow.Capacity;
using S3Snowplow.Testing;

namespace S3Snowplow.CapacitySample;

/// <summary>Replays a day: object events through the monitor, minute by minute of a clock that is moved by hand.</summary>
internal static class ReplayRun
{
    public const int Minutes = 24 * 60;

    public static int Run(string? bandsFile, string? outFile, int seed, TextWriter output, TextWriter errors)
    {
        CapacityBands? bands = bandsFile is null ? CapacityBands.Parse(Bundled()) : CheckRun.Load(bandsFile, errors);
        if (bands is null)
        {
            return 2;
        }

        List<PipelineDay> days = Replay(bands, seed, output);
        string path = Path.GetFullPath(outFile ?? Path.Combine(Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName, "day.html"));
        File.WriteAllText(path, Picture.Draw(days), Encoding.UTF8);
        output.WriteLine($"The picture: {path}");
        return 0;
    }

    private static List<PipelineDay> Replay(CapacityBands bands, int seed, TextWriter output)
    {
        var time = new ManualTimeProvider();
        DateTimeOffset midnight = time.GetUtcNow();
        var monitor = new ThroughputMonitor(new LiveBands(bands), timeProvider: time);
        monitor.SetCapacities([.. bands.Pipelines.Select(pipeline =>
            new ProcessorCapacity(pipeline.Name, pipeline.Band, pipeline.Throughput, midnight, CapacityOrigin.File, bands.ContentHash))]);

        var traffic = new DayOfTraffic(seed);
        List<PipelineDay> days = [.. bands.Pipelines.Select((pipeline, i) => new PipelineDay(pipeline, DayOfTraffic.NameOf(i)))];
        foreach (PipelineDay day in days)
        {
            output.WriteLine($"{day.Pipeline.Name} ({day.Pipeline.Band}, {day.Pipeline.Throughput}) gets {day.Shape}.");
        }

        var text = new AlertText();
        for (int minute = 0; minute < Minutes; minute++)
        {
            foreach (ObjectEvent one in traffic.Of(bands, minute, time.GetUtcNow()))
            {
                monitor.OnObjectEvent(one);
                days.Find(day => day.Pipeline == bands.Resolve(one.Bucket, one.Key))!.BytesIn[minute] += one.ArrivedBytes;
            }

            monitor.SignalAlive();
            time.Advance(TimeSpan.FromMinutes(1));
            foreach (ThroughputTransition told in monitor.Evaluate())
            {
                days.Find(day => day.Pipeline.Name == told.Pipeline)!.Transitions.Add(((int)(told.Time - midnight).TotalMinutes, told));
                output.WriteLine($"{told.Time:HH:mm} {(told.State == ThroughputState.Exceeded ? "EXCEEDED " : "recovered")} {text.For(new Alert(told))}");
            }

            foreach (PipelineDay day in days)
            {
                day.Backlog[minute] = monitor.BacklogBytes(day.Pipeline.Name) ?? 0;
            }
        }

        return days;
    }

    private static string Bundled()
    {
        using var reader = new StreamReader(typeof(ReplayRun).Assembly.GetManifestResourceStream("bands.yml")!);
        return reader.ReadToEnd();
    }
}

/// <summary>A pipeline's day.</summary>
internal sealed record PipelineDay(PipelineBand Pipeline, string Shape)
{
    public long[] BytesIn { get; } = new long[ReplayRun.Minutes];

    public long[] Backlog { get; } = new long[ReplayRun.Minutes];

    public List<(int Minute, ThroughputTransition Told)> Transitions { get; } = [];
}
