using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>
/// A cluster that a loader writes to, and judges over it: what the emitter delivers is indexed. A pipeline p takes 60 bytes an hour, a byte a minute.
/// </summary>
internal sealed class ElasticsearchRig : IAsyncDisposable
{
    private readonly List<IDisposable> _disposables = [];
    private int _objects;

    private ElasticsearchRig(LocalElasticsearch cluster, ElasticsearchOptions options)
    {
        (Cluster, Options, Deliver) = (cluster, options, sent => Index(sent));
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

    /// <summary>What becomes of the events that are sent.</summary>
    public Func<SnowplowEvent, EventOutcome> Outcome { get; set; } = _ => EventOutcome.Delivered;

    /// <summary>What the loader does with an event that was delivered: indexes it at once.</summary>
    public Action<SnowplowEvent> Deliver { get; set; }

    /// <summary>The minute in which the clock began.</summary>
    public static long Zero { get; } = ManualTimeProvider.DefaultStart.ToUnixTimeMilliseconds() / 60_000;

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
        _disposables.ForEach(one => one.Dispose());
        await Emitter.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    public ElasticsearchReceivedMinutes Minutes(TimeProvider? time = null, LiveBands? bands = null)
    {
        var minutes = new ElasticsearchReceivedMinutes(Options, bands, timeProvider: time, loggerFactory: Logs);
        _disposables.Add(minutes);
        return minutes;
    }

    /// <summary>Reads minutes from the begin of the clock's time, and says what is in them: line by line, minutes counted from there.</summary>
    public static async Task<string[]> ReadAsync(ElasticsearchReceivedMinutes minutes, int first, int until, CancellationToken cancellationToken = default)
    {
        List<string> lines = [];
        await foreach (ReceivedMinute minute in minutes.ReadAsync(Zero + first, Zero + until, cancellationToken))
        {
            Assert.Equal(Zero + first++, minute.Receipt);
            string at = $"{minute.Receipt - Zero}:";
            lines.AddRange(minute.Capacities.Select(said => $"{at} {said.Pipeline} can {said.Entry.BytesPerHour} from {(double)said.Entry.Time / 60_000 - Zero}"));
            foreach (string pipeline in (string[])["p", "q"])
            {
                List<(long Minute, long Bytes)> cells = [];
                foreach ((long one, Int128 bytes) in minute.Of(pipeline).Arrived)
                {
                    cells.Add((one, (long)bytes));
                }

                lines.AddRange(cells.Order().Select(cell => $"{at} {pipeline} {cell.Minute - Zero}={cell.Bytes}"));
            }

            if (minute.IsAlive && (lines.Count == 0 || !lines[^1].StartsWith(at, StringComparison.Ordinal)))
            {
                lines.Add($"{at} alive");
            }
        }

        Assert.Equal(until, first);
        return [.. lines];
    }

    public ThroughputJudge Judge(IJudgeState? state = null)
    {
        var judge = new ThroughputJudge(Minutes(Time), state: state, options: new JudgementOptions { AliveReach = TimeSpan.FromMinutes(30), BlindAfter = TimeSpan.FromMinutes(45) }, timeProvider: Time, loggerFactory: Logs);
        _disposables.Add(judge);
        return judge;
    }

    /// <param name="sent">The event.</param>
    /// <param name="received">When the collector got it; at its own time without.</param>
    /// <param name="index">The index; one of the event's day without.</param>
    public void Index(SnowplowEvent sent, DateTimeOffset? received = null, string? index = null) =>
        Cluster.Put(index ?? $"snowplow-{sent.TrueTime:yyyy.MM.dd}", sent.Id.ToString(), LoaderDocument.Of(sent, received ?? sent.TrueTime));

    public SnowplowEvent Arrive(long? bytes, string pipeline = "p", DateTimeOffset? at = null, string name = "ObjectCreated:Put", DateTimeOffset? received = null)
    {
        SnowplowEvent sent = LoaderDocument.Object(Objects.Put("b", $"{pipeline}/{_objects++}", bytes, at ?? Now, name), pipeline, IgluUri.Parse(Options.EventSchema));
        Index(sent, received);
        return sent;
    }

    /// <summary>Indexes an object's event as a relay without bands sends it.</summary>
    public SnowplowEvent IndexWithoutEntity(string bucket, string key, long? bytes, DateTimeOffset at, DateTimeOffset? received = null)
    {
        SnowplowEvent sent = LoaderDocument.Object(Objects.Put(bucket, key, bytes, at), pipeline: null, IgluUri.Parse(Options.EventSchema));
        Index(sent, received);
        return sent;
    }

    public void Change(string throughput = "60 B/h", string pipeline = "p", DateTimeOffset? from = null, DateTimeOffset? received = null) =>
        Index(new CapacityEvents().Change(Capacity(throughput, pipeline, from ?? Now)), received);

    public void Heartbeat(string throughput = "60 B/h", string pipeline = "p", DateTimeOffset? from = null, DateTimeOffset? slot = null) =>
        Index(new CapacityEvents().Heartbeat(Capacity(throughput, pipeline, from ?? ManualTimeProvider.DefaultStart), slot ?? Now));

    /// <summary>Passes minutes: an arrival in each, a heartbeat in each quarter, then a run of the judge.</summary>
    public async Task<List<ThroughputTransition>> PassAsync(ThroughputJudge? judge, int minutes, long? bytesEach = null, bool isAlive = true)
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
            if (judge is not null)
            {
                JudgeResult result = await judge.RunOnceAsync();
                Assert.Null(result.Problem);
                told.AddRange(result.Transitions);
            }
        }

        return told;
    }

    public static ProcessorCapacity Capacity(string throughput, string pipeline, DateTimeOffset from) =>
        new(pipeline, "small", Throughput.Parse(throughput), from, CapacityOrigin.File, $"r{from.ToUnixTimeMilliseconds()}") { Inputs = [new PipelineInput("b", $"{pipeline}/")] };

    public static async Task InstallAsync(LocalElasticsearch cluster, ElasticsearchOptions options, int majorVersion)
    {
        using var http = new HttpClient();
        (string Path, string Content)[] templates = majorVersion == 6
            ? [($"_template/{ElasticsearchFiles.IndexTemplateName}?include_type_name=false", ElasticsearchFiles.LegacyTemplate(options))]
            : [($"_component_template/{ElasticsearchFiles.ComponentTemplateName}", ElasticsearchFiles.ComponentTemplate(options)), ($"_index_template/{ElasticsearchFiles.IndexTemplateName}", ElasticsearchFiles.IndexTemplate(options))];
        foreach ((string path, string template) in templates)
        {
            using var content = new StringContent(template, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
            using HttpResponseMessage answer = await http.PutAsync(new Uri(cluster.Uri, path), content);
            Assert.True(answer.IsSuccessStatusCode, answer.ToString());
        }
    }
}
