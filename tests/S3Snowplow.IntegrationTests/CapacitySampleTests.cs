using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests;

/// <summary>The Capacity sample as a newcomer runs it: as a process.</summary>
public sealed class CapacitySampleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-capacity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_WithoutArguments_TellsOfIncidentsAndDrawsThem()
    {
        string picture = Path.Combine(_folder, "day.html");

        ProcessResult run = await SampleAsync("--out", picture);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(2, run.Output.Split("EXCEEDED").Length - 1);
        Assert.Contains($"The picture: {picture}", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await File.ReadAllTextAsync(picture)).Split("<svg").Length - 1);
    }

    [Fact]
    public async Task Check_AFileWithFaults_NamesThemAndExitsWithTwo()
    {
        ProcessResult run = await SampleAsync("check", Write("bands:\n  s: { throughput: 2 Gib/h }\npipelines:\n  p: { band: t }\n"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("bands.yml:2:20: 'Gib' is no unit of bytes.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("bands.yml:4:14: 't' is no band of this file. Allowed: s.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AFile_IsGoodAtTheCollectorAndTheSameAgain()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        string bands = Write("bands:\n  s: { throughput: 2 GiB/h }\npipelines:\n  p: { band: s }\n  q: { band: s }\n");

        ProcessResult first = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri);
        ProcessResult second = await SampleAsync("submit", bands, "--collector", collector.Uri.AbsoluteUri);
        await collector.WaitUntilJudgedAsync();

        Assert.True(first.ExitCode == 0, first.ToString());
        Assert.True(second.ExitCode == 0, second.ToString());
        Assert.Contains("2 events delivered", first.Output, StringComparison.Ordinal);
        Assert.Empty(collector.Bad);
        Assert.Equal((4, 2), (collector.Good.Count, collector.Good.Select(good => good.EventId).Distinct().Count()));
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
