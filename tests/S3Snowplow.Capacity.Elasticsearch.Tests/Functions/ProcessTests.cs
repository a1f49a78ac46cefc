using System.Text;
using System.Text.RegularExpressions;
using S3Snowplow.Capacity.Tests.Elasticsearch;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>The sample as a process of its own between an emulated Lambda, a collector, and a cluster.</summary>
public sealed partial class ProcessTests
{
    private static readonly byte[] Scheduled = Encoding.UTF8.GetBytes(
        """{"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events","account":"111122223333","time":"2026-03-01T08:00:00Z","region":"eu-central-1","resources":[],"detail":{}}""");

    // Beside this assembly's folder, in the same configuration; S3SNOWPLOW_CAPACITY_FUNCTION names another program, such as the native one.
    private static string Sample => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "LambdaCapacity", new DirectoryInfo(AppContext.BaseDirectory).Name, "bootstrap.dll"));

    [Fact]
    public async Task Scheduled_WithBands_SendsCapacitiesThatTheSchemaTakesAndTheSameNextTime()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        for (int i = 0; i < 2; i++)
        {
            // One each: a process that has just been ended may still be seen to ask, and would be given what is for the next one.
            await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
            await using LambdaProcess process = Start(lambda, collector, ("BANDS_URI", "bands.yml"), ("BANDS_EFFECTIVE_FROM", "2026-03-01T08:00:00Z"));
            LambdaAnswer answer = await lambda.InvokeAsync(Scheduled, TimeSpan.FromMinutes(1));
            Assert.False(answer.IsError, $"{answer}\n{process.Output}");
        }

        // Three pipelines, twice: the changes are the same events; the heartbeats too, unless a quarter of an hour began in between.
        await collector.WaitUntilJudgedAsync();
        string[] changes = [.. collector.Good.Where(good => good.TrueTimestamp == new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero)).Select(good => good.EventId)];
        Assert.Empty(collector.Bad);
        Assert.Equal(12, collector.Good.Count);
        Assert.All(collector.Good, good => Assert.Equal("iglu:io.s3snowplow/processor_capacity/jsonschema/1-0-1", good.Schema));
        Assert.Equal(6, changes.Length);
        Assert.Equal(changes[..3], changes[3..]);
    }

    [Fact]
    public async Task Scheduled_WithACluster_SendsTheIncidentAndAlerts()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        await using var hook = new Webhook();

        // The process has the system's clock: a pipeline that gets three times what it can take, until ten minutes ago.
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        rig.Change(from: now - TimeSpan.FromHours(3));
        for (int minute = 100; minute >= 10; minute--)
        {
            rig.Arrive(3, at: now - TimeSpan.FromMinutes(minute));
        }

        await using LambdaProcess process = Start(lambda, collector, ("ELASTICSEARCH_URI", rig.Cluster.Uri.AbsoluteUri), ("ALERTS", "hook"), ("ALERT_HOOK_TYPE", "cloudevents"), ("ALERT_HOOK_ADDRESS", hook.Address.AbsoluteUri));
        LambdaAnswer answer = await lambda.InvokeAsync(Scheduled, TimeSpan.FromMinutes(1));

        Assert.False(answer.IsError, $"{answer}\n{process.Output}");
        await collector.WaitUntilJudgedAsync();
        Assert.Empty(collector.Bad);
        Assert.Equal("iglu:io.s3snowplow/throughput_exceeded/jsonschema/2-0-0", Assert.Single(collector.Good.Select(good => good.Schema).Distinct()));
        Assert.Contains("gets more than it can process", string.Concat(hook.Bodies), StringComparison.Ordinal);
        Assert.Contains(" 4100 ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheduled_WithoutTheBands_IsAnErrorOfTheInvocationThatSaysWhy()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LambdaProcess process = Start(lambda, collector, ("BANDS_URI", "none.yml"));

        LambdaAnswer answer = await lambda.InvokeAsync(Scheduled, TimeSpan.FromMinutes(1));

        Assert.Equal("Function.CapacityFunctionException", answer.ErrorType);
        Assert.Contains("none.yml", answer.Text, StringComparison.Ordinal);
        Assert.Empty(collector.Requests);
    }

    [Fact]
    public async Task Start_WithWrongSettings_TellsThoseOfBothPackages()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LambdaProcess process = Start(lambda, collector, ("LINGER_MS", "soon"), ("BANDS_URI", "s3://bands/bands.yml"), ("JUDGE_STATE", "https://bucket/key"));

        LambdaAnswer answer = await lambda.InitError;

        Assert.Matches(Both(), answer.Text);
    }

    private static LambdaProcess Start(LambdaEmulator lambda, LocalCollector collector, params (string Name, string Value)[] variables)
    {
        Dictionary<string, string?> environment = variables.ToDictionary(one => one.Name, one => (string?)one.Value, StringComparer.Ordinal);
        environment["COLLECTOR_URI"] = collector.Uri.AbsoluteUri;
        return Environment.GetEnvironmentVariable("S3SNOWPLOW_CAPACITY_FUNCTION") is { Length: > 0 } program
            ? LambdaProcess.Start(lambda, program, [], environment)
            : LambdaProcess.Start(lambda, "dotnet", [Sample], environment);
    }

    [GeneratedRegex("LINGER_MS is 'soon'.*JUDGE_STATE is not usable.*BANDS_URI is an address of another sort", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Both();
}
