using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>demo</c> asked for.</summary>
/// <param name="Bands">A file of bands; <see langword="null"/>: the bundled one.</param>
/// <param name="Report">Where the report is written; <see langword="null"/>: to a folder for temporary files.</param>
/// <param name="Seed">The seed of the noise.</param>
internal sealed record DemoSettings(string? Bands, string? Report, int Seed);

/// <summary>Both halves in a minute: a day of notifications is relayed and judged, and drawn as a report.</summary>
internal static class DemoRun
{
    public static async Task<int> RunAsync(DemoSettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        if (Load(settings.Bands, console) is not { } bands)
        {
            return ExitCode.Refused;
        }

        string report = Path.GetFullPath(settings.Report ?? Path.Combine(Directory.CreateTempSubdirectory("s3snowplow-demo-").FullName, "report.html"));
        using OutputFile? file = OutputFile.TryOpen("--out", report, out string? problem);
        if (file is null)
        {
            return console.Refuse(problem!);
        }

        await using DemoDay day = await DemoDay.StartAsync(bands, settings.Seed, cancellationToken);
        await console.Output.WriteLineAsync($"A day of notifications goes to a collector in this process, at {day.Collector.Uri}, and is judged by {settings.Bands ?? "bundled bands"}:");
        for (int i = 0; i < bands.Pipelines.Count; i++)
        {
            PipelineBand pipeline = bands.Pipelines[i];
            await console.Output.WriteLineAsync($"  {pipeline.Name} ({pipeline.Band}, {pipeline.Throughput}) gets {DayOfTraffic.NameOf(i)}.");
        }

        await console.Output.WriteLineAsync();
        while (day.Passed < DemoDay.Minutes)
        {
            foreach (ThroughputTransition told in await day.PassMinuteAsync(cancellationToken))
            {
                await console.Output.WriteLineAsync(Line(told, bands));
            }
        }

        await day.Collector.WaitUntilJudgedAsync(cancellationToken);
        DemoResult result = ResultOf(day, bands, report);
        file.Write(writer => ReportPage.Write(DemoReport.Of(day, bands), writer));

        await console.Output.WriteLineAsync();
        await console.Output.WriteLineAsync($"The collector says: {result.Good} good, {result.Bad} bad. {result.Incidents} of the good ones tell of an incident.");
        await console.Output.WriteLineAsync($"The report: {report}");
        await console.Output.WriteLineAsync("""
            Next, with your own data; --throughput is what you guess that one processor takes:
              s3snowplow bands suggest --bucket NAME --throughput "150 GB/h" --out bands.yml
              s3snowplow simulate --bands bands.yml --bucket NAME --out report.html
            """);
        console.Json(result);
        return result.Bad == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    /// <summary>The bands, where the demo can play them; else <see langword="null"/>, and it was said why not.</summary>
    public static CapacityBands? Load(string? file, ToolConsole console)
    {
        CapacityBands? bands = file is null ? CapacityBands.Parse(Bundled()) : CheckRun.Load(file, console.Errors);
        if (bands?.Pipelines.FirstOrDefault(pipeline => pipeline.Outputs.Count > 0) is { } observed)
        {
            console.Refuse($"Pipeline {observed.Name} has outputs, and the demo plays nothing there: no work would seem to be done. Leave its 'outputs' out for the demo.");
            return null;
        }

        return bands;
    }

    /// <summary>What is told, in a line.</summary>
    public static string Line(ThroughputTransition told, CapacityBands bands)
    {
        AlertNotice notice = ToldNotice.Of(told, bands, DemoDay.Source, new JudgementOptions());
        return $"{told.Time:HH:mm} UTC {AlertText.State(notice),-9} {AlertText.Headline(notice)}.";
    }

    private static DemoResult ResultOf(DemoDay day, CapacityBands bands, string report) => new(
        day.Collector.Counts.Good,
        day.Collector.Counts.Bad,
        day.Collector.Good.Count(good => good.Schema?.Contains("/throughput_exceeded/", StringComparison.Ordinal) == true),
        [
            .. day.Told.Select(told =>
            {
                AlertNotice notice = ToldNotice.Of(told, bands, DemoDay.Source, new JudgementOptions());
                return new DemoTold(told.Time, told.Pipeline, told.Kind.Name(), AlertText.Headline(notice), told.Incident);
            }),
        ],
        report);

    private static string Bundled()
    {
        using var reader = new StreamReader(typeof(DemoRun).Assembly.GetManifestResourceStream("bands.yml")!);
        return reader.ReadToEnd();
    }
}

/// <summary>What the demo did, for <c>--json</c>.</summary>
/// <param name="Good">Events that the collector found good.</param>
/// <param name="Bad">Events that it found bad.</param>
/// <param name="Incidents">Those of the good ones that tell of an incident.</param>
/// <param name="Told">What was told.</param>
/// <param name="Report">Where the report is.</param>
internal sealed record DemoResult(int Good, int Bad, int Incidents, IReadOnlyList<DemoTold> Told, string Report);

/// <summary>Something that was told.</summary>
internal sealed record DemoTold(DateTimeOffset At, string? Pipeline, string Kind, string Text, Guid? Incident);
