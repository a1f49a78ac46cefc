using System.Text.Json;

namespace S3Snowplow.Tool.Tests.Simulating;

public sealed class SimulateCommandTests : IDisposable
{
    private const string Bands = """
        pipelines:
          orders: { throughput: 60 MB/h, inputs: [ { bucket: made-up, prefix: raw/ } ] }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3snowplow-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_RecordedOverload_PrintsTheIncidentAndTheLead()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("You would have been warned about 1 of 1 pipeline, in 1 incident, 1 of them critical", run.Output, StringComparison.Ordinal);
        Assert.Contains("before the limit", run.Output, StringComparison.Ordinal);
        Assert.Contains("No pipeline's input matches 1 object, 5 B:", run.Output, StringComparison.Ordinal);
        Assert.Contains("  other/: 1 object, 5 B", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Next: s3snowplow serve --set S3Snowplow:Capacity:BandsFile={bands}{Environment.NewLine}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokenLines_AreToldWithTheirLineAndTheOthersCount()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", "{\"Records\":[{\"eventName\":\"x\"}]}\n" + Overload() + "{ no json\n"));

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"{file}:1: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("could not be read. The others were simulated.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("could not be read and are not in it", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 pipeline", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SameFileTwice_CountsEachEventOnce()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, file, "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal(481, json.RootElement.GetProperty("objects").GetInt64());
    }

    [Fact]
    public async Task Run_Json_HasIncidentsWithLeads()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement incident = Assert.Single(Assert.Single(json.RootElement.GetProperty("pipelines").EnumerateArray()).GetProperty("incidents").EnumerateArray());
        Assert.Equal("critical", incident.GetProperty("severity").GetString());
        Assert.True(incident.GetProperty("lead").GetInt64() > 0);
        Assert.Equal(incident.GetProperty("critical").GetDateTimeOffset() - incident.GetProperty("warning").GetDateTimeOffset(), TimeSpan.FromSeconds(incident.GetProperty("warningToCritical").GetInt64()));
    }

    [Fact]
    public async Task Run_Out_WritesAReportThatHasThePipeline()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));
        string report = Path.Combine(_folder.FullName, "report.html");

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--out", report);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains($"The report: {report}", run.Output, StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(report);
        Assert.StartsWith("<!doctype html>", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("orders gets more than it can process", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OutBelowAFile_IsRefusedBeforeAnythingIsRead()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));
        string report = Path.Combine(bands, "report.html");

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--out", report);

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"--out is '{report}', which cannot be written: ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(".new", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OutInAFolderThatIsMissing_MakesIt()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));
        string report = Path.Combine(_folder.FullName, "new", "report.html");

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--out", report);

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Equal(["report.html"], new DirectoryInfo(Path.GetDirectoryName(report)!).GetFiles().Select(one => one.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"a\":1}\n")]
    public async Task Run_NothingCouldBeRead_FailsWithoutATableOrAPeriod(string content)
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", content));

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file);

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.EndsWith($"Nothing was read, so nothing can be said.{Environment.NewLine}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InputsThatNothingMatches_AreNamed()
    {
        string bands = Write("bands.yml", Bands + "\n  other: { throughput: 60 MB/h, inputs: [ { bucket: other-bucket } ] }\n");

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", Write("day.ndjson", Overload()));

        Assert.Contains("Nothing matched the inputs of 'other': other-bucket/. Is the name right?", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing matched the inputs of 'orders'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SinceAfterAllNotifications_FailsAndSaysOfWhenTheyAre()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));

        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--since", "2026-11-20");

        Assert.Equal((ExitCode.Failed, ""), (run.ExitCode, run.Output));
        Assert.Contains("No notification is in this time (they are of 2026-11-02 00:00 UTC to 2026-11-02 07:59 UTC).", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_StoreThatCannotBeReached_SaysNothingOfACursorThatIsNotThere(bool hasCursor)
    {
        string cursor = Path.Combine(_folder.FullName, "cu.json");
        string[] more = hasCursor ? ["--cursor", cursor] : [];

        // A port on which nobody listens.
        ToolRun run = await ToolRun.OfAsync(["simulate", "--bands", Write("bands.yml", Bands), "--bucket", "made-up", "--region", "eu-west-1", "--endpoint", "http://127.0.0.1:1/", .. more]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("Nothing was simulated.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("cu.json", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("--cursor", run.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(cursor));
    }

    [Fact]
    public async Task Run_NothingToRead_IsRefusedAndLeavesNoFile()
    {
        string bands = Write("bands.yml", Bands);

        ToolRun nothing = await ToolRun.OfAsync("simulate", "--bands", bands);
        ToolRun missing = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", "no-such.ndjson", "--out", Path.Combine(_folder.FullName, "report.html"));
        ToolRun both = await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", bands, "--bucket", "made-up");
        ToolRun noBands = await ToolRun.OfAsync("simulate", "--bands", "no-such.yml", "--bucket", "made-up");

        Assert.Equal([2, 2, 2, 2], ((ToolRun[])[nothing, missing, both, noBands]).Select(run => run.ExitCode));
        Assert.Contains("--bucket NAME, --inventory FILES or --notifications FILES is needed", nothing.Errors, StringComparison.Ordinal);
        Assert.Contains("--notifications names 'no-such.ndjson', but there is no such file", missing.Errors, StringComparison.Ordinal);
        Assert.Contains("Leave one out", both.Errors, StringComparison.Ordinal);
        Assert.Contains("The bands 'no-such.yml' cannot be read", noBands.Errors, StringComparison.Ordinal);
        Assert.Equal(["bands.yml"], _folder.GetFiles().Select(one => one.Name));
    }

    [Theory]
    [InlineData("--lateness", "61", "--lateness is '61'; allowed: 0 to 60")]
    [InlineData("--leave-out", "yesterday", "--leave-out is 'yesterday'")]
    [InlineData("--since", "ten days", "--since is 'ten days'")]
    public async Task Run_WrongValue_IsRefusedInTheOptionsName(string option, string value, string said)
    {
        ToolRun run = await ToolRun.OfAsync("simulate", "--bands", Write("bands.yml", Bands), "--bucket", "made-up", option, value);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Lateness_TellsLaterByIt()
    {
        (string bands, string file) = (Write("bands.yml", Bands), Write("day.ndjson", Overload()));

        DateTimeOffset ideal = Critical(await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--json"));
        DateTimeOffset late = Critical(await ToolRun.OfAsync("simulate", "--bands", bands, "--notifications", file, "--json", "--lateness", "4"));

        Assert.Equal(TimeSpan.FromMinutes(4), late - ideal);
    }

    private static DateTimeOffset Critical(ToolRun run)
    {
        using JsonDocument json = JsonDocument.Parse(run.Output);
        return json.RootElement.GetProperty("pipelines")[0].GetProperty("incidents")[0].GetProperty("critical").GetDateTimeOffset();
    }

    // Eight hours: half of what it takes, then two hours of twice as much, then little.
    private static string Overload()
    {
        var lines = new System.Text.StringBuilder();
        var begin = new DateTimeOffset(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
        for (int minute = 0; minute < 480; minute++)
        {
            lines.Append(Line("raw/", minute < 120 ? 500_000 : minute < 240 ? 2_000_000 : 100_000, begin.AddMinutes(minute), minute)).Append('\n');
        }

        return lines.Append(Line("other/", 5, begin.AddMinutes(479), 480)).Append('\n').ToString();
    }

    private static string Line(string prefix, long size, DateTimeOffset time, int sequence) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $$$"""
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}","eventName":"ObjectCreated:Put","s3":{"s3SchemaVersion":"1.0","bucket":{"name":"made-up","arn":"arn:aws:s3:::made-up"},"object":{"key":"{{{prefix}}}{{{sequence:D6}}}","size":{{{size}}},"sequencer":"{{{sequence + 0x0055AED6DCD90281:X16}}}" } } }]}
        """);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
