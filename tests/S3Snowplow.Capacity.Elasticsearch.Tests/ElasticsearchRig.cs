using S3Snowplow.Delivery;
using S3Snowplow.Events;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>
/// A cluster that a loader writes to, and evaluations over it: what the emitter delivers is indexed. A pipeline p takes 60 bytes an hour, a byte a minute.
/// </summary>
internal sealed class ElasticsearchRig : IAsyncDisposable
{
    private readonly List<IDisposable> _stores = [];
    private int _objects;

    private ElasticsearchRig(LocalElasticsearch cluster, ElasticsearchOptions options)
    {
        (Cluster, Options, Deliver) = (cluster, options, Index);
        Emitter = new RecordingEventEmitter(Time)
        {
            Outcome = sent =>
            {
                EventOutcome outcome = Outcome(sent);
                if (outcome.Outcome == DeliveryOutcome.Delivered)
                {
                    Deliver(sent);
                }

                return outcome;
            },
        };
    }

    public ManualTimeProvider Time { get; } = new();

    public LocalElasticsearch Cluster { get; }

    public ElasticsearchOptions Options { get; }

    public RecordingEventEmitter Emitter { get; }

    public RecordingLoggerFactory Logs { get; } = new();

    /// <summary>What becomes of the events that evaluations send.</summary>
    public Func<SnowplowEvent, EventOutcome> Outcome { get; set; } = _ => EventOutcome.Delivered;

    /// <summary>What the loader does with an event that an evaluation delivered: indexes it at once.</summary>
    public Action<SnowplowEvent> Deliver { get; set; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public static async Task<ElasticsearchRig> StartAsync(LocalElasticsearchOptions? cluster = null, ElasticsearchOptions? options = null, bool template = true)
    {
        LocalElasticsearch started = await LocalElasticsearch.StartAsync(cluster);
        options ??= new ElasticsearchOptions();
        options.Address = started.Uri;
        if (template)
        {
            await InstallAsync(started, options, cluster?.MajorVersion ?? 8);
        }

        return new ElasticsearchRig(started, options);
    }

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        await Emitter.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    public ElasticsearchThroughputStore Store(TimeProvider? time = null)
    {
        var store = new ElasticsearchThroughputStore(Options, timeProvider: time);
        _stores.Add(store);
        return store;
    }

    /// <summary>An evaluation that remembers nothing yet.</summary>
    public ThroughputEvaluation Evaluation(ThroughputEvaluationOptions? options = null, AlertDispatcher? alerts = null) =>
        new(Store(Time), Emitter, alerts, options, timeProvider: Time, loggerFactory: Logs);

    public void Index(SnowplowEvent sent) => Cluster.Put($"snowplow-{sent.TrueTime:yyyy.MM.dd}", sent.Id.ToString(), LoaderDocument.Of(sent));

    public void Arrive(long? bytes, string pipeline = "p", TimeSpan? ago = null, string name = "ObjectCreated:Put", DateTimeOffset? at = null) =>
        Index(LoaderDocument.Object(Objects.Put("b", $"in/{_objects++}", bytes, at ?? (Now - (ago ?? TimeSpan.Zero)), name), pipeline, IgluUri.Parse(Options.EventSchema)));

    public void Change(string throughput = "60 B/h", string pipeline = "p", DateTimeOffset? from = null) => Index(new CapacityEvents().Change(Capacity(throughput, pipeline, from ?? Now)));

    public void Heartbeat(string throughput = "60 B/h", string pipeline = "p", DateTimeOffset? from = null) =>
        Index(new CapacityEvents().Heartbeat(Capacity(throughput, pipeline, from ?? ManualTimeProvider.DefaultStart), Now));

    /// <summary>Passes minutes: an arrival in each, a heartbeat in each quarter, then a run of the evaluation.</summary>
    public async Task<List<ThroughputTransition>> PassAsync(ThroughputEvaluation? evaluation, int minutes, long? bytesEach = null, bool isAlive = true)
    {
        List<ThroughputTransition> told = [];
        for (int i = 0; i < minutes; i++)
        {
            if (isAlive && Now.Minute % 15 == 0)
            {
                Heartbeat();
            }

            if (bytesEach is { } bytes)
            {
                Arrive(bytes);
            }

            Time.Advance(TimeSpan.FromMinutes(1));
            if (evaluation is not null)
            {
                EvaluationResult result = await evaluation.RunOnceAsync();
                Assert.Null(result.Problem);
                told.AddRange(result.Transitions);
            }
        }

        return told;
    }

    public static ProcessorCapacity Capacity(string throughput, string pipeline, DateTimeOffset from) =>
        new(pipeline, "small", Throughput.Parse(throughput), from, CapacityOrigin.File, $"r{from.ToUnixTimeMilliseconds()}");

    private static async Task InstallAsync(LocalElasticsearch cluster, ElasticsearchOptions options, int majorVersion)
    {
        using var http = new HttpClient();
        string path = majorVersion == 6 ? "_template/snowplow?include_type_name=false" : "_index_template/snowplow";
        using var content = new StringContent(majorVersion == 6 ? ElasticsearchFiles.LegacyTemplate(options) : ElasticsearchFiles.IndexTemplate(options), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage answer = await http.PutAsync(new Uri(cluster.Uri, path), content);
        Assert.True(answer.IsSuccessStatusCode, answer.ToString());
    }
}
