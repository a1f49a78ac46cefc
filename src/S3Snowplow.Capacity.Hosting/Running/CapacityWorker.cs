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
        FeedResult taken = await _feed.TakeAsync(cancellationToken).ConfigureAwait(false);

        // A repository may be out of reach for a while; a file that is missing or wrong stays so until somebody does something.
        if (taken.Versions == 0 && source is BandsFileSource)
        {
            throw new InvalidOperationException($"The bands cannot be used, and the host is not started. {taken.Problem ?? source.Problem ?? "The file is being written."}");
        }

        if (_judge is not null)
        {
            if (AlertRegistration.UnknownNames(services, relay) is [var unknown, ..])
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
            Log.ThinCoverage(_logger, warnings.Count, first);
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
