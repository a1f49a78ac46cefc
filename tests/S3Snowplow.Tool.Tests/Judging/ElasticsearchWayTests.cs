using S3Snowplow.Tests.Shared;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using S3Snowplow.Capacity;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary>
/// The whole way without Docker: the bytes of notifications, a relay, a collector, the command index, Elasticsearch, the judge, and from there the event at the collector.
/// </summary>
public sealed class ElasticsearchWayTests : IDisposable
{
    private const string Index = "snowplow";

    private readonly ManualTimeProvider _time = new();
    private readonly string _bands = Path.Combine(Directory.CreateTempSubdirectory("s3snowplow-way-").FullName, "bands.yml");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_bands)!, recursive: true);

    [Fact]
    public async Task Way_FromANotificationToTheEvent_TellsOnceAndRecovers()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new LocalCollectorOptions { TimeProvider = _time });
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        var options = new RelayOptions { CollectorUri = collector.Uri };
        await using var emitter = new BufferedEventEmitter(options, timeProvider: _time);
        var bands = new LiveBands();
        await using var relay = new ObjectEventRelay(options, emitter, timeProvider: _time);
        var feed = new CapacityFeed(await BandsAsync(), emitter, bands, timeProvider: _time);
        await InstallTemplateAsync(cluster);

        // Two GiB an hour can be taken; three come in, a twentieth of them each minute.
        await PassAsync(feed, relay, minutes: 40, bytesEach: 3L * 1024 * 1024 * 1024 / 60);
        await IndexAsync(collector, cluster, run => Assert.StartsWith("4", run.Output, StringComparison.Ordinal));
        IReadOnlyList<ThroughputTransition> warned = await JudgeAsync(cluster, emitter);
        IReadOnlyList<ThroughputTransition> before = await JudgeAsync(cluster, emitter);
        await collector.WaitUntilJudgedAsync();
        await IndexAsync(collector, cluster);
        IReadOnlyList<ThroughputTransition> after = await JudgeAsync(cluster, emitter);

        Assert.Empty(collector.Bad);
        ThroughputTransition warning = Assert.Single(warned);
        Assert.Equal((TransitionKind.Warning, "ops1"), (warning.Kind, warning.Pipeline));
        Assert.Equal(warned, before);
        Assert.Empty(after);
        GoodEvent[] told = [.. collector.Good.Where(good => good.Schema == new CapacitySchemas().ThroughputExceeded.Text)];
        Assert.Single(told.Select(good => good.EventId).Distinct());
        Assert.Equal("ops1", told[0].Contexts.Single().Data.GetProperty("name").GetString());
        Assert.True(cluster.Documents(Index).ContainsKey(told[0].EventId));

        // A quiet half day: heartbeats go on.
        await PassAsync(feed, relay, minutes: 720, bytesEach: null);
        await IndexAsync(collector, cluster);
        ThroughputTransition recovered = Assert.Single(await JudgeAsync(cluster, emitter));

        Assert.Equal((TransitionKind.Recovered, warning.Incident), (recovered.Kind, recovered.Incident));
    }

    [Fact]
    public async Task Index_WhereNothingListens_SaysSoAndExitsWithOne()
    {
        ToolRun run = await SampleAsync("index", "--micro", "http://127.0.0.1:1", "--elasticsearch", "http://127.0.0.1:1");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Snowplow Micro at http://127.0.0.1:1/ cannot be asked (GET micro): Connection refused", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_ADocumentThatIsRefused_IsNamedAndExitsWithOne()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await using var emitter = new BufferedEventEmitter(new RelayOptions { CollectorUri = collector.Uri });
        await new CapacityFeed(await BandsAsync(), emitter, timeProvider: _time).StepAsync();
        await collector.WaitUntilJudgedAsync();
        using var http = new HttpClient();
        using var template = new StringContent(
            """{ "index_patterns": ["snowplow"], "template": { "mappings": { "properties": { "app_id": { "type": "long" } } } } }""", new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage installed = await http.PutAsync(new Uri(cluster.Uri, "_index_template/wrong"), template);

        ToolRun run = await SampleAsync("index", "--micro", collector.Uri.AbsoluteUri, "--elasticsearch", cluster.Uri.AbsoluteUri);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("1 of 1 documents were refused; the first, ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("failed to parse field [app_id] of type [long]", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Judge_WithoutAnIndexOrWithAWrongAddress_SaysWhatIsMissing()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();

        ToolRun none = await SampleAsync("judge", "--elasticsearch", cluster.Uri.AbsoluteUri, "--collector", collector.Uri.AbsoluteUri);
        ToolRun wrong = await SampleAsync("judge", "--elasticsearch", "http://es.example:9200", "--collector", collector.Uri.AbsoluteUri);

        Assert.Equal(1, none.ExitCode);
        Assert.Contains("No index has a name as --index-pattern has it (snowplow*).", none.Errors, StringComparison.Ordinal);
        Assert.Equal(2, wrong.ExitCode);
        Assert.StartsWith("--elasticsearch is 'http://es.example:9200'; http sends credentials in the clear", wrong.Errors, StringComparison.Ordinal);
    }

    private async Task PassAsync(CapacityFeed feed, ObjectEventRelay relay, int minutes, long? bytesEach)
    {
        for (int i = 0; i < minutes; i++)
        {
            if (_time.GetUtcNow().Minute % 15 == 0)
            {
                Assert.Null((await feed.StepAsync()).Problem);
            }

            if (bytesEach is { } bytes)
            {
                RelayResult result = await relay.RelayAsync(Notification(bytes), TimeSpan.FromSeconds(30));
                Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
            }

            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    // As Amazon S3 sends it.
    private Notification Notification(long size) => new(Encoding.UTF8.GetBytes($$"""
        { "Records": [{ "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-central-1", "eventTime": "{{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}}", "eventName": "ObjectCreated:Put",
          "s3": { "s3SchemaVersion": "1.0", "bucket": { "name": "acme-raw", "arn": "arn:aws:s3:::acme-raw" },
            "object": { "key": "enriched/good/part-{{_time.GetUtcNow():HHmm}}", "size": {{size}}, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "{{_time.GetUtcNow().ToUnixTimeSeconds():X16}}" } } }] }
        """));

    private async Task<BandsFileSource> BandsAsync()
    {
        await File.WriteAllTextAsync(_bands, "bands: { small: { throughput: 2 GiB/h } }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw, prefix: enriched/good/ } ] } }\n");
        File.SetLastWriteTimeUtc(_bands, new DateTime(2025, 12, 31, 0, 0, 0, DateTimeKind.Utc));
        return new BandsFileSource(_bands, timeProvider: _time);
    }

    // Each run is a first one: nothing is remembered.
    private async Task<IReadOnlyList<ThroughputTransition>> JudgeAsync(LocalElasticsearch cluster, BufferedEventEmitter emitter)
    {
        using var minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = cluster.Uri }, timeProvider: _time);
        using var judge = new ThroughputJudge(minutes, options: new JudgementOptions { StoreDelay = TimeSpan.FromMinutes(5), AliveReach = TimeSpan.FromMinutes(30) }, timeProvider: _time);
        JudgeResult result = await judge.RunOnceAsync();
        Assert.Null(result.Problem);
        var events = new CapacityEvents();
        await emitter.SendAsync([.. result.Transitions.Select(told => events.Transition(told, "way"))], TimeSpan.FromMinutes(1));
        return result.Transitions;
    }

    private static async Task InstallTemplateAsync(LocalElasticsearch cluster)
    {
        using var http = new HttpClient();
        foreach ((string path, string file) in new[] { ($"_component_template/{ElasticsearchFiles.ComponentTemplateName}", "component-template"), ($"_index_template/{ElasticsearchFiles.IndexTemplateName}", "index-template") })
        {
            using var template = new StringContent(System.Text.Encoding.UTF8.GetString(RepositoryFile.Read($"deploy/elasticsearch/{file}.json")), new MediaTypeHeaderValue("application/json"));
            using HttpResponseMessage installed = await http.PutAsync(new Uri(cluster.Uri, path), template);
            Assert.True(installed.IsSuccessStatusCode);
        }
    }

    private static async Task IndexAsync(LocalCollector collector, LocalElasticsearch cluster, Action<ToolRun>? check = null)
    {
        await collector.WaitUntilJudgedAsync();
        ToolRun run = await SampleAsync("index", "--micro", collector.Uri.AbsoluteUri, "--elasticsearch", cluster.Uri.AbsoluteUri, "--index", Index);
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(collector.Good.Select(good => good.EventId).Distinct().Order(), cluster.Documents(Index).Keys.Order());
        check?.Invoke(run);
    }

    private static Task<ToolRun> SampleAsync(params string[] arguments) =>
        ToolRun.OfAsync(arguments);
}
