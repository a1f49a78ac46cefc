using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests;

/// <summary>The Capacity sample as a newcomer runs it: as a process.</summary>
public sealed class CapacitySampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WithoutArguments_TellsAWarningThenTheCriticalOneThenItsEnd()
    {
        string picture = Path.Combine(_folder, "day.html");

        ProcessResult run = await SampleAsync("--out", picture);

        Assert.True(run.ExitCode == 0, run.ToString());
        string[] told = [.. run.Output.Split('\n').Where(line => line.Length > 5 && line[2] == ':').Select(line => line[6..].Split(' ')[0])];
        Assert.Equal(["WARNING", "CRITICAL", "RECOVERED"], told);
        Assert.Contains("ops1 is falling behind", run.Output, StringComparison.Ordinal);
        Assert.Contains("at this rate the limit is passed in", run.Output, StringComparison.Ordinal);
        Assert.Contains("good, 0 bad. 3 of the good ones tell of an incident.", run.Output, StringComparison.Ordinal);
        Assert.Contains($"The picture: {picture}", run.Output, StringComparison.Ordinal);
    }

    // Somebody looks at it in a room without internet, and at night.
    [Fact]
    public async Task Run_WithoutArguments_DrawsAPageThatNeedsNothingFromOutside()
    {
        string picture = Path.Combine(_folder, "day.html");

        await SampleAsync("--out", picture);

        string page = await File.ReadAllTextAsync(picture);
        Assert.Equal(4, page.Split("<svg").Length - 1);
        Assert.Contains("1 of 4 pipelines got more than they could process", page, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", page, StringComparison.Ordinal);
        Assert.Equal(1, page.Split("class=\"warning-band\"").Length - 1);
        Assert.Equal(1, page.Split("class=\"critical-band\"").Length - 1);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AFileThatIsMostLikelyNotMeant_WarnsAndExitsWithZero()
    {
        ProcessResult run = await SampleAsync("check", Write("bands:\n  s: 2 GiB/h\npipelines:\n  p: { band: s }\n"));

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("Warning: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("bands.yml:4:", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AFileWithFaults_NamesThemAndExitsWithTwo()
    {
        ProcessResult run = await SampleAsync("check", Write("bands:\n  s: { throughput: 2 Gib/h }\npipelines:\n  p: { band: t }\n"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("bands.yml:2:20: 'Gib' is no unit of bytes.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("bands.yml:4:14: 't' is no band of this file. Allowed: s, or a throughput such as 150 GB/h.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AFile_IsGoodAtTheCollectorAndTheSameAgain()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        string bands = Write("bands:\n  s: { throughput: 2 GiB/h }\npipelines:\n  p: { band: s }\n  q: { band: s }\n");

        ProcessResult first = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri);
        File.SetLastWriteTimeUtc(bands, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        ProcessResult second = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri);
        await collector.WaitUntilJudgedAsync();

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Contains("2 events delivered", first.Output, StringComparison.Ordinal);
        Assert.Empty(collector.Bad);
        Assert.Equal((4, 2), (collector.Good.Count, collector.Good.Select(good => good.EventId).Distinct().Count()));
        Assert.Equal(2, collector.Good.Select(good => $"{good.EventId} {good.Parameters["ttm"]} {good.Data.GetRawText()}").Distinct().Count());
    }

    // In CI no file outlives the run.
    [Fact]
    public async Task Submit_WithTheTimeOfTheCommit_NeedsNoMemory()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        string bands = Write("bands:\n  s: { throughput: 2 GiB/h }\npipelines:\n  p: { band: s }\n");

        ProcessResult run = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri, "--effective-from", "2026-01-02T03:04:05+01:00");
        ProcessResult both = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri, "--effective-from", "2026-01-02T03:04:05+01:00", "--cursor", "x");
        await collector.WaitUntilJudgedAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("in effect from 2026-01-02T02:04:05.000Z", run.Output, StringComparison.Ordinal);
        Assert.Equal("2026-01-02T02:04:05.000Z", Assert.Single(collector.Good).Data.GetProperty("effective_from").GetString());
        Assert.Equal([bands], Directory.GetFiles(_folder));
        Assert.Equal(2, both.ExitCode);
        Assert.Contains("either the one or the other", both.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WrongCollector_NamesTheSettingAndExitsWithTwo()
    {
        ProcessResult run = await SampleAsync("submit", Write("bands: { s: { throughput: 2 GiB/h } }\npipelines: { p: { band: s } }\n"), "--collector", "https://collector.example/a/path");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("CollectorUri", run.Errors, StringComparison.Ordinal);
    }

    private static Task<ProcessResult> SampleAsync(params string[] arguments) =>
        DotnetProcess.RunAsync(RepositoryTree.Root, ["run", "--project", "samples/Capacity", "--no-build", "--", .. arguments]);

    private string Write(string content)
    {
        string path = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(path, content);
        return path;
    }
}
