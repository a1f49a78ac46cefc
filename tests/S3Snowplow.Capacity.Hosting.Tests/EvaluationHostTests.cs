using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Capacity.Tests.Elasticsearch;
using S3Snowplow.Capacity.Tests.Examples;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>A host that judges from Elasticsearch.</summary>
public sealed class EvaluationHostTests
{
    [Fact]
    public async Task Host_OverTheDocumentsOfALoader_TellsAsAnEvaluationByHandDoes()
    {
        await using ElasticsearchRig rig = await ElasticsearchRig.StartAsync();
        rig.Change();
        await rig.PassAsync(evaluation: null, minutes: 90, bytesEach: 2);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Deliver = _ => told.SetResult();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ILoggerFactory>(rig.Logs);
        builder.Services.AddSingleton<TimeProvider>(rig.Time);
        builder.Services.AddSingleton<IEventEmitter>(rig.Emitter);
        builder.Services.ConfigureHttpClientDefaults(all => all.AddHttpMessageHandler(() => throw new InvalidOperationException("a handler for all clients")));
        builder.Services.AddS3SnowplowRelay().AddElasticsearchEvaluation(rig.Cluster.Uri);
        using IHost host = builder.Build();

        await host.StartAsync();
        await told.Task.Within();
        await host.StopAsync();

        Guid inTheHost = Assert.Single(rig.Emitter.Events).Event.Id;
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4010);

        // No loader has written what the host sent, so that it is news to the next one.
        rig.Deliver = rig.Index;
        Assert.Single((await rig.Evaluation().RunOnceAsync()).Transitions);
        Assert.Equal(inTheHost, rig.Emitter.Events[^1].Event.Id);
    }

    [Fact]
    public async Task StoreThatFails_IsTriedAtEachIntervalAndTheHealthSaysWhy()
    {
        var store = new FailingStore();
        await using var rig = new CapacityRig(relay =>
        {
            relay.Services.AddKeyedSingleton<IThroughputStore>("", store);
            relay.AddElasticsearchEvaluation(new Uri("https://elasticsearch.example"));
        });
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(6, store.Runs);
        HealthReportEntry health = (await rig.HealthAsync()).Entries["s3snowplow.evaluation"];
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("out of reach", health.Description, StringComparison.Ordinal);

        store.Works = true;
        await rig.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HealthStatus.Healthy, (await rig.HealthAsync()).Entries["s3snowplow.evaluation"].Status);
    }

    [Fact]
    public async Task StoreThatThrowsWhateverItLikes_DoesNotEndTheHost()
    {
        var store = new FailingStore { Exception = new InvalidOperationException("a mistake") };
        await using var rig = new CapacityRig(relay =>
        {
            relay.Services.AddKeyedSingleton<IThroughputStore>("", store);
            relay.AddElasticsearchEvaluation(new Uri("https://elasticsearch.example"));
        });
        await rig.StartAsync();
        await rig.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(3, store.Runs);
        Assert.Equal(3, rig.Logs.Entries.Count(entry => entry.EventId.Id == 4050));
        Assert.Contains("InvalidOperationException", (await rig.HealthAsync()).Entries["s3snowplow.evaluation"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongSettings_AreAllNamedAtStart()
    {
        var rig = new CapacityRig(
            relay => relay.AddElasticsearchEvaluation(),
            ("S3Snowplow:Elasticsearch:Address", "http://user:secret@elasticsearch.example"),
            ("S3Snowplow:Elasticsearch:PageSize", "0"),
            ("S3Snowplow:Evaluation:Judgement:Windows:0:Length", "00:00:30"),
            ("S3Snowplow:Evaluation:Interval", "00:00:01"));

        string all = await rig.RefusedSettingsAsync();

        Assert.Contains("S3Snowplow:Elasticsearch: Address is of another sort", all, StringComparison.Ordinal);
        Assert.Contains("PageSize is 0", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:Evaluation: Windows has one of 00:00:30", all, StringComparison.Ordinal);
        Assert.Contains("Interval is 00:00:01", all, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachSetting_IsReadFromTheConfiguration()
    {
        (string Key, string Value)[] elasticsearch =
        [
            ("Address", "https://elasticsearch.example/"), ("AllowHttp", "True"), ("IndexPattern", "mine-*"), ("KeywordSuffix", ".keyword"), ("TimeField", "true_tstamp"),
            ("UserName", "reader"), ("Password", "pass"), ("RequestTimeout", "00:00:07"), ("PageSize", "7"), ("MaxBuckets", "7000"), ("EventSchema", "iglu:com.acme/object/jsonschema/1-0-0"),
        ];
        (string Key, string Value)[] evaluation =
        [
            ("EvaluationDelay", "00:07:00"), ("HeartbeatInterval", "00:07:00"), ("Lookback", "07:00:00"), ("IncidentLookback", "7.00:00:00"), ("Interval", "00:00:17"),
            ("DeliveryTimeout", "00:00:07"), ("AlertPatience", "00:00:07"),
        ];
        await using var rig = new CapacityRig(
            relay => relay.AddElasticsearchEvaluation(),
            [.. elasticsearch.Select(one => ($"S3Snowplow:Elasticsearch:{one.Key}", one.Value)), .. evaluation.Select(one => ($"S3Snowplow:Evaluation:{one.Key}", one.Value))]);

        AssertRead(rig.Services.GetRequiredService<IOptionsMonitor<ElasticsearchOptions>>().Get(""), elasticsearch, besides: ["ApiKey", "Schemas"]);
        AssertRead(rig.Services.GetRequiredService<IOptionsMonitor<ThroughputEvaluationOptions>>().Get(""), evaluation, besides: ["Judgement"]);
    }

    [Fact]
    public async Task SchemaAndHeartbeat_AreThoseOfTheRelayAndItsCapacities()
    {
        const string Central = "iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0";
        await using var rig = new CapacityRig(
            relay => relay.AddCapacity("bands.yml", capacity => capacity.Feed.HeartbeatInterval = TimeSpan.FromMinutes(7)).AddElasticsearchEvaluation(new Uri("https://elasticsearch.example")),
            ("EVENT_SCHEMA", Central));

        Assert.Equal(Central, rig.Services.GetRequiredService<IOptionsMonitor<ElasticsearchOptions>>().Get("").EventSchema);
        Assert.Equal(TimeSpan.FromMinutes(7), rig.Services.GetRequiredService<IOptionsMonitor<ThroughputEvaluationOptions>>().Get("").HeartbeatInterval);
    }

    [Fact]
    public void MonitorBesides_IsRefusedAtOnce()
    {
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddS3SnowplowRelay().AddCapacity("bands.yml").AddThroughputMonitor().AddElasticsearchEvaluation());
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddS3SnowplowRelay().AddCapacity("bands.yml").AddElasticsearchEvaluation().AddThroughputMonitor());
    }

    [Fact]
    public void Build_OfTheReadme_HasSettingsThatAreAllowed()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("COLLECTOR_URI", "https://collector.example"), new("ELASTICSEARCH_URI", "https://elasticsearch.example:9200"), new("ALERT_URL", "https://hooks.example/alerts")]);
        using IHost host = EvaluationHostExample.Build(builder);

        host.Services.GetRequiredService<IStartupValidator>().Validate();
        Assert.NotNull(host.Services.GetRequiredKeyedService<ThroughputEvaluation>(""));
        Assert.Equal(2, host.Services.GetKeyedServices<IAlertChannel>("").Count());
    }

    // Every property, so that one that is added is not forgotten in the reading.
    private static void AssertRead<T>(T options, (string Key, string Value)[] settings, string[] besides)
    {
        Assert.Equal(settings.Select(one => one.Key).Concat(besides).Order(StringComparer.Ordinal), typeof(T).GetProperties().Select(one => one.Name).Order(StringComparer.Ordinal));
        Assert.All(settings, setting => Assert.Equal(setting.Value, typeof(T).GetProperty(setting.Key)!.GetValue(options)!.ToString()));
    }

    private sealed class FailingStore : IThroughputStore
    {
        public Exception Exception { get; init; } = new IOException("out of reach");

        public bool Works { get; set; }

        public int Runs { get; private set; }

        public Task<IReadOnlyList<PipelineReading>> ReadAsync(ThroughputQuery query, CancellationToken cancellationToken = default)
        {
            Runs++;
            return Works ? Task.FromResult<IReadOnlyList<PipelineReading>>([]) : Task.FromException<IReadOnlyList<PipelineReading>>(Exception);
        }
    }
}
