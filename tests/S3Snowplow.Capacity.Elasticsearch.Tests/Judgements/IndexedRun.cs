using S3Snowplow.Capacity.Tests.Judgements;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

/// <summary>A scenario as documents: each event is indexed when it is received, again where it is received again, and the judge reads the index.</summary>
internal sealed class IndexedRun : IAsyncDisposable
{
    private const long Minute = 60_000;
    private const string Index = "snowplow";

    private readonly FoldScenario _fold;
    private readonly RelayedScenario _scenario;
    private readonly ManualTimeProvider _time;
    private readonly LiveBands _bands = new();
    private readonly LocalElasticsearch _cluster;
    private readonly ElasticsearchReceivedMinutes _minutes;
    private readonly ThroughputJudge _judge;
    private readonly List<string> _lines = [];
    private int _signs;

    private IndexedRun(byte[] json, ElasticsearchForm form, LocalElasticsearch cluster)
    {
        (_fold, _scenario, _cluster) = (FoldScenario.Read(json), RelayedScenario.Read(json), cluster);
        _time = new ManualTimeProvider(At(Math.Min(0, _scenario.Steps[0].At)));
        _minutes = new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = cluster.Uri, Form = form, RequestTimeout = TimeSpan.FromMinutes(10) }, _bands, timeProvider: _time);
        _judge = new ThroughputJudge(_minutes, _bands, options: ScenarioOptions.Of(_fold.Settings), timeProvider: _time);
    }

    /// <summary>The lines of what the judge tells in a scenario, as the expected files have them.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(byte[] json, ElasticsearchForm form)
    {
        LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        await ElasticsearchRig.InstallAsync(cluster, new ElasticsearchOptions(), 8);
        await using var run = new IndexedRun(json, form, cluster);
        await run.RunAsync();
        return run._lines;
    }

    public async ValueTask DisposeAsync()
    {
        _judge.Dispose();
        _minutes.Dispose();
        await _cluster.DisposeAsync();
    }

    private async Task RunAsync()
    {
        bool hasBegun = false;
        foreach (ScenarioStep step in _scenario.Steps)
        {
            if (!hasBegun && step.At >= 0 && step is not ScenarioStep.SetBands)
            {
                // A judge without a state begins two days ago, when there was nothing.
                hasBegun = true;
                Sign(At(-1));
                _time.SetUtcNow(At(_fold.Settings.StoreDelay * Minute));
                Assert.Null((await _judge.RunOnceAsync()).Problem);
            }

            _time.SetUtcNow(At(step.At + (Offset(step.At / Minute) * Minute)));
            switch (step)
            {
                case ScenarioStep.SetBands bands:
                    _bands.Set(ScenarioBands.Of(bands.Rates, _fold.Limits), _time.GetUtcNow());
                    break;
                case ScenarioStep.Sign:
                    Sign(_time.GetUtcNow());
                    break;
                case ScenarioStep.Notify notify:
                    foreach (ObjectEvent put in NotificationReader.ReadStrict(notify.Body))
                    {
                        SnowplowEvent sent = LoaderDocument.Object(put, _bands.Current?.Resolve(put.Bucket, put.Key)?.Name);
                        string id = EventIdentity.Of(put).ToString();
                        _cluster.Put(Index, id, LoaderDocument.Of(sent, _time.GetUtcNow()));
                    }

                    break;
                case ScenarioStep.Run at:
                    JudgeResult result = await _judge.RunOnceAsync();
                    Assert.Null(result.Problem);
                    _lines.AddRange(result.Transitions.Select(told => TransitionLine.Of(at.Minute, told)));
                    break;
                default:
                    throw new InvalidOperationException($"{step} is not known here.");
            }
        }
    }

    // A removal moves no bytes, and shows that events come through; it carries the entity of some pipeline, as such of a relay do.
    private void Sign(DateTimeOffset time)
    {
        SnowplowEvent sent = LoaderDocument.Object(Objects.Put("elsewhere", $"sign-{_signs++}", null, time, "ObjectRemoved:Delete"), "elsewhere");
        _cluster.Put(Index, sent.Id.ToString(), LoaderDocument.Of(sent, time));
    }

    private DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(_scenario.Start + milliseconds);

    private long Offset(long minute) => _fold.Clock.FirstOrDefault(one => one.From <= minute && minute < one.To).Offset;
}
