using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>A scenario through a relay that settles its notifications, live counters and the judge, on a clock that is moved by hand.</summary>
internal sealed class RelayedRun : IAsyncDisposable
{
    private const long Minute = 60_000;

    private readonly FoldScenario _fold;
    private readonly RelayedScenario _scenario;
    private readonly ManualTimeProvider _time;
    private readonly LiveBands _bands = new();
    private readonly RecordingEventEmitter _emitter;
    private readonly ReceivedCounters _counters;
    private readonly ObjectEventRelay _relay;
    private readonly ThroughputJudge _judge;
    private readonly List<string> _lines = [];

    private RelayedRun(byte[] json)
    {
        (_fold, _scenario) = (FoldScenario.Read(json), RelayedScenario.Read(json));
        _time = new ManualTimeProvider(At(Math.Min(0, _scenario.Steps[0].At)));
        _emitter = new RecordingEventEmitter(_time);
        _counters = new ReceivedCounters(_bands, new ReceivedCounterOptions { Dedup = TimeSpan.FromMinutes(JudgementFolder.DedupOf(json)) }, _time);
        _relay = new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, _emitter, timeProvider: _time, settledObservers: [_counters]);
        _judge = new ThroughputJudge(_counters, _bands, options: ScenarioOptions.Of(_fold.Settings), timeProvider: _time);
    }

    /// <summary>The lines of what the judge tells in a scenario, as the expected files have them.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(byte[] json)
    {
        await using var run = new RelayedRun(json);
        await run.RunAsync();
        return run._lines;
    }

    public async ValueTask DisposeAsync()
    {
        _judge.Dispose();
        await _relay.DisposeAsync();
        await _emitter.DisposeAsync();
        _counters.Dispose();
    }

    private async Task RunAsync()
    {
        bool hasBegun = false;
        foreach (ScenarioStep step in _scenario.Steps)
        {
            if (!hasBegun && step.At >= 0 && step is not ScenarioStep.SetBands)
            {
                // A process judges from its start on: this run has nothing to judge yet.
                hasBegun = true;
                _time.SetUtcNow(At(_fold.Settings.StoreDelay * Minute));
                await _judge.RunOnceAsync();
            }

            _time.SetUtcNow(At(step.At + (Offset(step.At / Minute) * Minute)));
            switch (step)
            {
                case ScenarioStep.SetBands bands:
                    _bands.Set(ScenarioBands.Of(bands.Rates, _fold.Limits), _time.GetUtcNow());
                    break;
                case ScenarioStep.Sign:
                    _counters.SignalAlive();
                    break;
                case ScenarioStep.Notify notify:
                    RelayResult relayed = await _relay.RelayAsync(new Notification(notify.Body), Timeout.InfiniteTimeSpan);
                    Assert.True(relayed.ShouldAcknowledge);
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

    private DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(_scenario.Start + milliseconds);

    private long Offset(long minute) => _fold.Clock.FirstOrDefault(one => one.From <= minute && minute < one.To).Offset;
}
