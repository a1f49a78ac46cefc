using System.Text.Json;
using S3Snowplow.IntegrationTests;

namespace S3Snowplow.Tool.Tests;

/// <summary>The command <c>alert test</c>, with channels on this machine.</summary>
public sealed class AlertTestTests : IDisposable
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1u";

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-alert-").FullName;
    private readonly List<string> _requests = [];
    private readonly LoopbackListener _listener;

    public AlertTestTests() => _listener = new LoopbackListener(request =>
    {
        lock (_requests)
        {
            _requests.Add(request.PathAndQuery);
        }

        return new LoopbackAnswer([], request.PathAndQuery.StartsWith("/broken", StringComparison.Ordinal) ? 404 : 200);
    });

    public void Dispose()
    {
        _listener.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Test_EachChannel_SaysWhatItAnswered()
    {
        ToolRun run = await ToolRun.OfAsync("alert", "test", "--config", Config("ops", "broken"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Matches("(?m)^ops +webhook +took it", run.Output);
        Assert.Matches("(?m)^broken +webhook +", run.Output);
        Assert.Contains("This channel did not take the test alert: broken.", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Output + run.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(_requests);
    }

    [Fact]
    public async Task Test_OneChannel_LeavesTheOthersAlone()
    {
        ToolRun run = await ToolRun.OfAsync("alert", "test", "--json", "--config", Config("ops", "broken"), "--channel", "ops");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        JsonElement channel = Assert.Single(json.RootElement.GetProperty("channels").EnumerateArray());
        Assert.Equal(("ops", "delivered", true), (channel.GetProperty("channel").GetString(), channel.GetProperty("outcome").GetString(), channel.GetProperty("isTaken").GetBoolean()));
        Assert.DoesNotContain(_requests, path => path.StartsWith("/broken", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--channel is 'nobody', which is not set; there are: ops.", "--channel", "nobody")]
    [InlineData("--bands: pipeline p names the alert channel 'pager', which is not set; there are: ops.", "--bands", "BANDS")]
    [InlineData("no-such.json", "--config", "no-such.json")]
    public async Task Test_WithWhatIsNotThere_SaysSoAndSendsNothing(string said, params string[] arguments)
    {
        string bands = Path.Combine(_folder, "bands.yml");
        await File.WriteAllTextAsync(bands, "bands: { s: { throughput: 2 GiB/h } }\npipelines: { p: { band: s, alerts: [ pager ] } }\n");
        string[] config = arguments[0] == "--config" ? [] : ["--config", Config("ops")];

        ToolRun run = await ToolRun.OfAsync(["alert", "test", .. config, .. arguments.Select(argument => argument == "BANDS" ? bands : argument)]);

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.Contains(said, run.Errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent.", run.Errors, StringComparison.Ordinal);
        Assert.Empty(_requests);
    }

    [Fact]
    public async Task Test_WithAWrongSetting_NamesItWithoutTheSecret()
    {
        string file = Path.Combine(_folder, "wrong.json");
        await File.WriteAllTextAsync(file, $$"""{ "S3Snowplow": { "Alerts": { "ops": { "Type": "pigeon", "Credential": "{{Secret}}" } } } }""");

        ToolRun run = await ToolRun.OfAsync("alert", "test", "--config", file);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("S3Snowplow:Alerts:ops:Type is 'pigeon'", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithMistakesOfTwoSorts_SaysAllOfThem()
    {
        string file = Path.Combine(_folder, "wrong.json");
        await File.WriteAllTextAsync(file, """{ "S3Snowplow": { "Alerts": { "ops": { "Type": "pigeon", "Adress": "x" } }, "Alerting": { "Escalate": "ops" } } }""");

        ToolRun run = await ToolRun.OfAsync("alert", "test", "--config", file);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.All(["Alerts:ops:Type is 'pigeon'", "did you mean Address?", "Escalate is no setting"], said => Assert.Contains(said, run.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Test_WhereNobodyListens_SaysHostAndPortInWords()
    {
        string config = Config("secret-path");
        _listener.Dispose();

        ToolRun run = await ToolRun.OfAsync("alert", "test", "--config", config);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("was not reached", run.Output, StringComparison.Ordinal);
        Assert.Contains($"nobody listens at {new Uri(_listener.Address).Authority}", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/secret-path", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithoutChannels_SaysWhereTheyStand()
    {
        string file = Path.Combine(_folder, "empty.json");
        await File.WriteAllTextAsync(file, "{}");

        ToolRun run = await ToolRun.OfAsync("alert", "test", "--config", file);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.StartsWith("No channel is set. Channels stand in the section S3Snowplow:Alerts", run.Errors, StringComparison.Ordinal);
    }

    private string Config(params string[] channels)
    {
        string file = Path.Combine(_folder, "s3snowplow.json");
        string alerts = string.Join(", ", channels.Select(name => $$"""
            "{{name}}": { "Type": "webhook", "Address": "{{_listener.Address}}/{{name}}", "Credential": "{{Secret}}" }
            """));
        File.WriteAllText(file, $$"""{ "S3Snowplow": { "Alerts": { {{alerts}} } } }""");
        return file;
    }
}
