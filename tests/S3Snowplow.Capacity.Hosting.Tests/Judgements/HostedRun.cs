using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using S3Snowplow.Capacity.Tests.Judgements;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Hosting;

/// <summary>A scenario through a whole host: bands from a file, notifications to its relay, its own loops on a clock that is moved by hand.</summary>
internal sealed class HostedRun : IAsyncDisposable
{
    // The feed and the judge wait for the clock; nothing else does.
    private const int Loops = 2;

    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);

    private readonly RelayedScenario _scenario;
    private readonly ManualTimeProvider _time;
    private readonly RecordingEventEmitter _emitter;
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-hosted-").FullName;
    private readonly IHost _host;
#pragma warning disable CA2213 // The container's, which disposes of it.
    private readonly ThroughputJudge _judge;
#pragma warning restore CA2213
    private readonly List<string> _lines = [];
    private JudgeResult? _seen;

    private HostedRun(byte[] json)
    {
        FoldScenario fold = FoldScenario.Read(json);
        _scenario = RelayedScenario.Read(json);
        _time = new ManualTimeProvider(At(0));
        _emitter = new RecordingEventEmitter(_time);
        string bands = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(bands, BandsText(_scenario.Steps.OfType<ScenarioStep.SetBands>().Single().Rates, fold.Limits));
        File.SetLastWriteTimeUtc(bands, At(0).UtcDateTime.AddDays(-1));

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<IEventEmitter>(_emitter);
        builder.Services.AddS3SnowplowRelay(options => options.CollectorUri = new Uri("https://collector.example"))
            .AddCapacity(bands)
            .AddThroughputJudge(options =>
            {
                options.Judgement = ScenarioOptions.Of(fold.Settings);
                options.Counters.Dedup = TimeSpan.FromMinutes(JudgementFolder.DedupOf(json));
                options.StateFile = Path.Combine(_folder, "judge.state");
            });
        _host = builder.Build();
        _judge = _host.Services.GetRequiredKeyedService<ThroughputJudge>(string.Empty);
    }

    /// <summary>The lines of what the host's judge tells in a scenario, as the expected files have them.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(byte[] json)
    {
        await using var run = new HostedRun(json);
        await run._host.StartAsync().Within();
        await run.RestAsync();
        foreach (ScenarioStep step in run._scenario.Steps)
        {
            await run.PassAsync(run.At(step.At));
            if (step is ScenarioStep.Notify notify)
            {
                RelayResult relayed = await run._host.Services.GetRequiredService<ObjectEventRelay>().RelayAsync(new Notification(notify.Body), Timeout.InfiniteTimeSpan).Within();
                Assert.True(relayed.ShouldAcknowledge);
            }
        }

        return run._lines;
    }

    /// <summary>Whether a host can play a scenario: it judges each minute, its source lives all the time, and its bands and its clock stay as they are.</summary>
    public static bool CanPlay(byte[] json)
    {
        FoldScenario fold = FoldScenario.Read(json);
        RelayedScenario scenario = RelayedScenario.Read(json);
        long minutes = fold.Runs.Count;
        return fold.Clock.Count == 0
            && fold.Settings.StoreDelay == 0
            && fold.Runs.SequenceEqual(Enumerable.Range(1, (int)minutes).Select(minute => (long)minute))
            && scenario.Steps.OfType<ScenarioStep.Sign>().Select(sign => sign.At).SequenceEqual(Enumerable.Range(0, (int)minutes).Select(minute => minute * 60_000L))
            && scenario.Steps.OfType<ScenarioStep.SetBands>().All(bands => bands.At <= 0)
            && scenario.Steps.OfType<ScenarioStep.SetBands>().Count() == 1
            && !fold.Limits.Values.Any(limits => limits.ObservesDrain);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().Within();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _emitter.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string BandsText(IReadOnlyDictionary<string, long> rates, IReadOnlyDictionary<string, PipelineLimits> limits)
    {
        IEnumerable<string> pipelines = rates.Select(rate =>
        {
            PipelineLimits said = limits.GetValueOrDefault(rate.Key, PipelineLimits.None);
            string rhythm = said.Rhythm is { } apart ? $", rhythm: {apart} min" : "", behind = said.MaxBehind is { } most ? $", max_behind: {most} min" : "";
            return $"  {rate.Key}: {{ band: of-{rate.Key}, inputs: [ {{ bucket: {RelayedScenario.InputOf(rate.Key)} }} ]{rhythm}{behind} }}\n";
        });
        return $"bands:\n{string.Concat(rates.Select(rate => $"  of-{rate.Key}: {rate.Value} B/h\n"))}pipelines:\n{string.Concat(pipelines)}";
    }

    // Stops at each half minute: there loops wake up, and have to be at their wait again before time goes on.
    private async Task PassAsync(DateTimeOffset end)
    {
        while (_time.GetUtcNow() < end)
        {
            TimeSpan left = end - _time.GetUtcNow();
            TimeSpan step = HalfMinute - TimeSpan.FromTicks(_time.GetUtcNow().UtcTicks % HalfMinute.Ticks);
            _time.Advance(step < left ? step : left);
            if (step <= left)
            {
                await RestAsync();
            }
        }
    }

    private async Task RestAsync()
    {
        DateTimeOffset minute = _time.GetUtcNow().AddTicks(-(_time.GetUtcNow().UtcTicks % TimeSpan.TicksPerMinute));
        await _time.WaitForTimersAsync(Loops, CancellationToken.None).Within();
        bool isOver = _time.GetUtcNow() == minute;
        if (!Rests(minute, isOver))
        {
            await Patience.UntilAsync(() => Rests(minute, isOver), $"the judge to have judged until {minute}, and {Loops} loops to wait for the clock");
        }

        if (isOver && _judge.Last is { } last)
        {
            _seen = last;
            Assert.Null(last.Problem);
            _lines.AddRange(last.Transitions.Select(told => TransitionLine.Of((long)(minute - At(0)).TotalMinutes, told)));
        }
    }

    private bool Rests(DateTimeOffset minute, bool isOver) =>
        _judge.JudgedUntil == minute && _time.ActiveTimers >= Loops && (!isOver || (_judge.Last is { } last && !ReferenceEquals(last, _seen)));

    private DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(_scenario.Start + Math.Max(0, milliseconds));
}
