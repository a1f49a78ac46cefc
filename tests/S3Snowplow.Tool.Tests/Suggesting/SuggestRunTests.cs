using System.Globalization;
using System.Text.Json;
using S3Snowplow.Capacity;
using S3Snowplow.Tool.Tests.Simulating;

namespace S3Snowplow.Tool.Tests.Suggesting;

public sealed class SuggestRunTests : IDisposable
{
    private static readonly DateTimeOffset AsOf = new(2026, 11, 27, 14, 25, 30, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3snowplow-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Run_FourWeeks_WritesBandsThatCheckAcceptsAndSimulationHolds()
    {
        List<ListedObject> objects = Hourly("raw/orders/", 28, 3_000_000).Concat(Hourly("raw/clicks/", 28, 1_000_000)).ToList();

        (int code, string output, _) = await RunAsync(objects, new SuggestSettings(1.3m, null), "bands.yml");

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("made-up/raw/orders/", output, StringComparison.Ordinal);
        string text = await File.ReadAllTextAsync(FileOf("bands.yml"));
        CapacityBands bands = CapacityBands.Parse(text);
        Assert.Empty(bands.Warnings);
        Assert.Equal(["raw-orders", "raw-clicks"], bands.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Equal("raw-orders-needs-1h", bands.Pipelines[0].Band);
        Assert.Contains("as of 2026-11-27 14:25 UTC", text, StringComparison.Ordinal);
        Assert.Contains("needs at least", text, StringComparison.Ordinal);
        Assert.True(SuggestedMark.IsUnchanged(FileOf("bands.yml")));

        // With what is proposed nobody would have been told anything.
        SimulationOutcome outcome = await SimulateListing.RunAsync(new SimulateSettings(bands), new ListedObjects(AsOf, objects), null, null, null, Console(out _, out _), default);
        Assert.Empty(outcome.Incidents);
        Assert.Equal(objects.Count, outcome.Pipelines.Sum(pipeline => pipeline.Arrivals.Objects));
    }

    [Fact]
    public async Task Run_TooFewDays_GivesFactsOnlyAndWritesNothing()
    {
        (int code, string output, string errors) = await RunAsync(Hourly("raw/", 5, 1_000_000), new SuggestSettings(1.3m, null), "bands.yml");

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("and 14 are needed to say what capacity it needs", output, StringComparison.Ordinal);
        Assert.Contains("was not written: 14 days are needed and there are 5. Or give --throughput", errors, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public async Task Run_TooFewBursts_GivesFactsOnly()
    {
        ListedObject[] weekly = [.. Enumerable.Range(0, 4).Select(i => Make($"weekly/{i}.csv", 1_000_000, AsOf.AddDays(-27 + (7 * i))))];

        (_, string output, _) = await RunAsync(weekly, new SuggestSettings(1.3m, null), null);

        Assert.Contains("something came 4 times, and 20 are needed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OptionsGiven_NextCommandsHaveThemAll()
    {
        var settings = new SuggestSettings(1.3m, Throughput.Parse("150 GB/h")) { Source = " --bucket made-up --endpoint http://127.0.0.1:9000", Others = " --throughput \"150 GB/h\"" };

        (_, string looked, _) = await RunAsync(Hourly("raw/", 5, 1_000_000), settings, null);
        (_, string written, _) = await RunAsync(Hourly("raw/", 5, 1_000_000), settings, "bands.yml");

        Assert.Contains("Next: s3snowplow bands suggest --bucket made-up --endpoint http://127.0.0.1:9000 --throughput \"150 GB/h\" --out bands.yml", looked, StringComparison.Ordinal);
        Assert.Contains($"Next: s3snowplow simulate --bands {FileOf("bands.yml")} --bucket made-up --endpoint http://127.0.0.1:9000 --out report.html", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Put in what your processors take", written, StringComparison.Ordinal);
        Assert.False(SuggestedMark.IsUnchanged(FileOf("bands.yml")));
    }

    [Fact]
    public async Task Run_ThroughputGiven_EveryInputHasAPipelineOfIt()
    {
        (int code, _, _) = await RunAsync(Hourly("raw/", 5, 1_000_000), new SuggestSettings(1.3m, Throughput.Parse("150 GiB/h")), "bands.yml");

        Assert.Equal(ExitCode.Success, code);
        CapacityBands bands = CapacityBands.Parse(await File.ReadAllTextAsync(FileOf("bands.yml")));
        Assert.Empty(bands.Warnings);
        Assert.Equal(Throughput.Parse("150 GiB/h"), Assert.Single(bands.Pipelines).Throughput);
    }

    [Theory]
    [InlineData("it's \"quoted\": #1")]
    [InlineData("ünïcode 日本")]
    [InlineData("- { a: b }")]
    [InlineData("tab\there")]
    public async Task Run_AnyPrefix_IsQuotedSoThatItIsReadBack(string folder)
    {
        await RunAsync(Hourly(folder + "/", 20, 1_000_000), new SuggestSettings(1.3m, null), "bands.yml");

        CapacityBands bands = CapacityBands.Parse(await File.ReadAllTextAsync(FileOf("bands.yml")));
        Assert.Equal(folder + "/", Assert.Single(Assert.Single(bands.Pipelines).Inputs).Prefix);
    }

    [Fact]
    public async Task Run_Json_IsOneDocumentWithTheSameNumbers()
    {
        using var output = new StringWriter();
        var console = new ToolConsole(output, TextWriter.Null, TimeProvider.System) { IsJson = true };

        await SuggestRun.RunAsync(new SuggestSettings(1.3m, null), new ListedObjects(AsOf, Hourly("raw/", 20, 1_000_000)), null, null, null, console, default);

        using JsonDocument json = JsonDocument.Parse(output.ToString());
        JsonElement input = Assert.Single(json.RootElement.GetProperty("inputs").EnumerateArray());
        Assert.Equal("raw/", input.GetProperty("prefix").GetString());
        Assert.Equal(20 * 24, input.GetProperty("objects").GetInt64());
        Assert.Equal(60, input.GetProperty("usualGap").GetInt64());
        Assert.Equal(3, input.GetProperty("needs").GetArrayLength());
    }

    [Theory]
    [InlineData("--margin", "0.5", "--margin is '0.5'")]
    [InlineData("--throughput", "150 Gib/h", "--throughput: 'Gib' is no unit of bytes.")]
    [InlineData("--out", ".", "--out is '.', which is a folder")]
    public async Task Run_WrongOption_IsRefusedInItsName(string option, string value, string said)
    {
        ToolRun run = await ToolRun.OfAsync("bands", "suggest", "--bucket", "made-up", option, value);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    private static List<ListedObject> Hourly(string prefix, int days, long size)
    {
        var noise = new Random(prefix.Length);
        return [.. Enumerable.Range(1, days * 24).Select(i => Make(string.Create(CultureInfo.InvariantCulture, $"{prefix}{i:D6}.json"), (long)(size * (0.5 + noise.NextDouble())), AsOf.AddHours(i - (days * 24)).AddMinutes(-20)))];
    }

    private static ListedObject Make(string key, long size, DateTimeOffset time) => new("made-up", key, size, time) { IsLatest = true };

    private static ToolConsole Console(out StringWriter output, out StringWriter errors)
    {
        output = new StringWriter();
        errors = new StringWriter();
        return new ToolConsole(output, errors, TimeProvider.System);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(IEnumerable<ListedObject> objects, SuggestSettings settings, string? file)
    {
        ToolConsole console = Console(out StringWriter output, out StringWriter errors);
        string? problem = null;
        using OutputFile? written = file is null ? null : OutputFile.TryOpen("--out", FileOf(file), out problem);
        Assert.Null(problem);
        int code = await SuggestRun.RunAsync(settings, new ListedObjects(AsOf, objects), null, null, written, console, default);
        written?.Dispose();
        return (code, output.ToString(), errors.ToString());
    }

    private string FileOf(string name) => Path.Combine(_folder.FullName, name);
}
