using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Capacity.Hosting.Diagnostics;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Runs a relay's feed of capacities and its judge from the host's start to its stop.</summary>
/// <remarks>
/// Bands and the judge's state are read before any source of the host starts, so that the first object already has its pipeline. Bands that are wrong refuse the start. Neither the collector nor the
/// judge's state is waited for: the relay goes on without them, and the health check says so.
/// </remarks>
internal sealed class CapacityWorker(string relay, IServiceProvider services) : IHostedLifecycleService, IDisposable
{
    // A file to which somebody writes all the time is refused in the end.
    private const int MostLooks = 5;

    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = services.GetRequiredKeyedService<TimeProvider>(relay);
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<CapacityWorker>();
    private readonly CancellationTokenSource _stopping = new();

    // Asked for at the start, when settings have been checked, all at once.
    private CapacityFeed? _feed;
#pragma warning disable CA2213 // The container's, which disposes of it.
    private ThroughputJudge? _judge;
#pragma warning restore CA2213
    private Task _running = Task.CompletedTask;
    private int _disposed;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var source = services.GetRequiredKeyedService<IBandsSource>(relay);
        _feed = services.GetRequiredKeyedService<CapacityFeed>(relay);
        _judge = services.GetKeyedService<ThroughputJudge>(relay);
        FeedResult taken = await TakeAsync(source, cancellationToken).ConfigureAwait(false);

        // A repository may be out of reach for a while; a file that is missing or wrong stays so until somebody does something.
        if (taken.Versions == 0 && source is BandsFileSource file)
        {
            throw new InvalidOperationException($"The bands cannot be used, and the host is not started. {taken.Problem ?? source.Problem ?? $"{file.Place} is written again and again. Start once the writing has ended."}");
        }

        if (_judge is not null)
        {
            if (UnknownChannels.Of(services, relay) is [var unknown, ..])
            {
                throw new InvalidOperationException($"The host is not started: {unknown}.");
            }

            SayCoverage();

            // Before anything is counted. What cannot be read is said by the result.
            await _judge.RunOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        CancellationToken stopping = _stopping.Token;
        List<Task> running = [Task.Run(() => RunAsync("feed", _feed!.RunAsync, stopping), CancellationToken.None)];
        if (_judge is { } judge)
        {
            var loop = new JudgeLoop(relay, services, judge);
            running.Add(Task.Run(() => RunAsync("judge", loop.RunAsync, stopping), CancellationToken.None));
            if (services.GetRequiredService<IOptionsMonitor<AlertOptions>>().Get(relay).TestAtStart)
            {
                running.Add(Task.Run(() => TestAsync(stopping), CancellationToken.None));
            }
        }

        _running = Task.WhenAll(running);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // When all sources have stopped: what they settled while they did is in the state.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_judge is not null && await _judge.SaveAsync(cancellationToken).ConfigureAwait(false) is { } problem)
        {
            Log.NotSavedAtEnd(_logger, problem);
        }
    }

    /// <summary>Ends the running where the host did not stop. May be called twice: the container knows the worker by two services.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _stopping.Cancel();
            _stopping.Dispose();
        }
    }

    // Who writes the bands and starts the host in one script has a file that is seconds old: it is waited for until nothing writes to it.
    private async Task<FeedResult> TakeAsync(IBandsSource source, CancellationToken cancellationToken)
    {
        FeedResult taken = await _feed!.TakeAsync(cancellationToken).ConfigureAwait(false);
        for (int look = 0; look < MostLooks && IsBeingWritten(taken, source); look++)
        {
            await Task.Delay(((BandsFileSource)source).SettleTime, _time, cancellationToken).ConfigureAwait(false);
            taken = await _feed.TakeAsync(cancellationToken).ConfigureAwait(false);
        }

        return taken;
    }

    private static bool IsBeingWritten(FeedResult taken, IBandsSource source) => source is BandsFileSource { Problem: null } && taken is { Versions: 0, Problem: null };

    private async Task TestAsync(CancellationToken stopping)
    {
        try
        {
            foreach (AlertTestResult result in await services.GetRequiredKeyedService<AlertOutbox>(relay).SendTestAsync(stopping).ConfigureAwait(false))
            {
                if (result.Answer.IsTaken)
                {
                    Log.TestTold(_logger, result.Channel, result.Answer.Outcome);
                }
                else
                {
                    Log.TestFailed(_logger, result.Channel, result.Answer.Outcome, result.Answer.Reason);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // Said once for all: with many pipelines it is nearly always the same for each.
    private void SayCoverage()
    {
        IReadOnlyList<string> warnings = services.GetRequiredKeyedService<LiveBands>(relay).Current is { } bands
            ? AlertCoverage.Warnings(
                bands,
                [.. services.GetRequiredKeyedService<OwnedChannels>(relay).All.Select(channel => (channel.Name, channel.Type))],
                services.GetRequiredService<IOptionsMonitor<AlertOptions>>().Get(relay))
            : [];
        if (warnings is [var first, ..])
        {
            Log.ThinCoverage(_logger, first, warnings.Count);
        }
    }

    private async Task RunAsync(string part, Func<CancellationToken, Task> run, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await run(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A full disk under the cursor, say: the relay goes on, and this is tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.PartFailed(_logger, exception, part, RestartDelay);
                await Task.Delay(RestartDelay, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
