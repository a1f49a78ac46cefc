using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Judges from the store at each interval, from the host's start to its stop. Neither the store nor the collector is waited for at the start.</summary>
internal sealed class EvaluationWorker(string relay, IServiceProvider services) : BackgroundService
{
    private readonly TimeProvider _time = services.GetRequiredKeyedService<TimeProvider>(relay);
    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<EvaluationWorker>();

    /// <summary>What the last run did; <see langword="null"/> before the first has ended.</summary>
    public EvaluationResult? Last { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var evaluation = services.GetRequiredKeyedService<ThroughputEvaluation>(relay);
        TimeSpan interval = services.GetRequiredService<IOptionsMonitor<ThroughputEvaluationOptions>>().Get(relay).Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Last = await evaluation.RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // An emitter or a store of the user's that throws: the relay goes on, and this is tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.PartFailed(_logger, exception, "evaluation", interval);
                Last = new EvaluationResult(0, [], 0, $"the run threw {exception.GetType().Name}; the log has the exception");
            }

            await Task.Delay(interval, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
