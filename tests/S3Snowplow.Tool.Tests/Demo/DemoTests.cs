using System.Text.Json;
using System.Text.RegularExpressions;

namespace S3Snowplow.Tool.Tests.Demo;

/// <summary>The demo: both halves in seconds, and the report that it leaves.</summary>
public sealed partial class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_OnItsOwnBands_TellsAWarningThenTheCriticalOneThenItsEndAndWritesAReportThatNeedsNothing()
    {
        string report = Path.Combine(_folder, "new", "report.html");

        ToolRun run = await ToolRun.OfAsync("demo", "--out", report);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["WARNING ops1", "CRITICAL ops1", "RECOVERED ops1"], Told().Matches(run.Output).Select(one => $"{one.Groups["state"].Value} {one.Groups["pipeline"].Value}"));
        Assert.Matches("The collector says: [0-9]{4} good, 0 bad. 3 of the good ones tell of an incident.", run.Output);
        string html = await File.ReadAllTextAsync(report);
        Assert.Contains("1 of 4 pipelines got more than they could process", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?:src|href)=\"https?:", html);
    }

    [Fact]
    public async Task Run_AsJson_IsOneDocumentWithWhatWasTold()
    {
        string report = Path.Combine(_folder, "report.html");

        ToolRun run = await ToolRun.OfAsync("demo", "--json", "--out", report);

        using var result = JsonDocument.Parse(run.Output);
        Assert.Equal(["warning", "critical", "recovered"], result.RootElement.GetProperty("told").EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(report, result.RootElement.GetProperty("report").GetString());
        Assert.Equal(0, result.RootElement.GetProperty("bad").GetInt32());
    }

    [Theory]
    [InlineData("--port is for the page of --watch.", "--port", "8081")]
    [InlineData("--json has no meaning together with --watch", "--watch", "--json")]
    [InlineData("--port is '70000'; 0 to 65535 are allowed.", "--watch", "--port", "70000")]
    public async Task Run_OptionsThatDoNotGoTogether_IsRefused(string said, params string[] options)
    {
        ToolRun run = await ToolRun.OfAsync(["demo", .. options]);

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(said, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAReportThatIsAFolder_IsRefusedBeforeTheDayBegins()
    {
        ToolRun run = await ToolRun.OfAsync("demo", "--out", _folder);

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.Contains("which is a folder", run.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex("^[0-9]{2}:[0-9]{2} UTC (?<state>[A-Z]+) +(?<pipeline>[a-z0-9]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Told();
}
