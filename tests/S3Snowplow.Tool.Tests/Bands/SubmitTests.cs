using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>The command <c>bands submit</c>.</summary>
public sealed class SubmitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Submit_AFile_IsGoodAtTheCollectorAndTheSameAgain()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        string bands = Write("bands:\n  s: { throughput: 2 GiB/h }\npipelines:\n  p: { band: s }\n  q: { band: s }\n");

        ToolRun first = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri);
        File.SetLastWriteTimeUtc(bands, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        ToolRun second = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri);
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

        ToolRun run = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri, "--effective-from", "2026-01-02T03:04:05+01:00");
        ToolRun both = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri, "--effective-from", "2026-01-02T03:04:05+01:00", "--cursor", "x");
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
        ToolRun run = await SampleAsync("submit", Write("bands: { s: { throughput: 2 GiB/h } }\npipelines: { p: { band: s } }\n"), "--collector", "https://collector.example/a/path");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("--collector is 'https://collector.example/a/path', with the path", run.Errors, StringComparison.Ordinal);
    }

    // One fact once, in the words of the command line: it was told three times, with a setting that nobody has written.
    [Fact]
    public async Task Submit_ToACollectorThatIsDown_SaysItOnceInTheOptionsName()
    {
        var time = new ManualTimeProvider();
        string bands = Write("bands: { s: { throughput: 2 GiB/h } }\npipelines: { p: { band: s } }\n");
        Task<ToolRun> running = ToolRun.OfAsync(time, "bands", "submit", bands, "--collector", "http://127.0.0.1:1", "--effective-from", "2000-01-01T00:00:00Z");
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }

        ToolRun run = await running;

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        string[] lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(2, lines.Length);
        // In either order: the clock of this test may be faster than the refusal of the connection.
        Assert.Contains(lines, line => line.Contains("takes nothing (", StringComparison.Ordinal));
        Assert.Contains("The bands were not submitted: http://127.0.0.1:1/ took nothing for 30 s. Check --collector. Submitting again is harmless: the same bands give the same events.", lines);
        Assert.DoesNotContain("RetryBudget", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_FromGitWithoutACursor_IsRefused()
    {
        ToolRun run = await ToolRun.OfAsync("bands", "submit", "bands.yml", "--git", _folder, "--collector", "http://127.0.0.1:1");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.StartsWith("--git needs --cursor", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_WithJson_PrintsOneDocument()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();

        ToolRun run = await ToolRun.OfAsync("bands", "submit", "--json", Write("bands: { s: { throughput: 2 GiB/h } }\npipelines: { p: { band: s } }\n"), "--collector", collector.Uri.AbsoluteUri, "--effective-from", "2026-01-01T00:00:00Z");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = System.Text.Json.JsonDocument.Parse(run.Output);
        Assert.Equal((1, 1), (json.RootElement.GetProperty("delivered").GetInt32(), json.RootElement.GetProperty("pipelines").GetInt32()));
    }

    private static Task<ToolRun> SampleAsync(params string[] arguments) =>
        ToolRun.OfAsync(["bands", .. arguments]);

    private string Write(string content)
    {
        string path = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(path, content);
        return path;
    }
}
