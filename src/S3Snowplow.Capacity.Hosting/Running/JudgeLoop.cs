using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using Log = S3Snowplow.Capacity.Hosting.Diagnostics.Log;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Judges when a minute is over, and says every half minute whether the relay would have heard of data.</summary>
internal sealed class JudgeLoop(string relay, IServiceProvider services, ThroughputJudge judge)
{
    // Twice a minute, so that one that comes late still leaves a sign in each.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = services.GetRequiredKeyedService<TimeProvider>(relay);
    private readonly ReceivedCounters? _counters = services.GetKeyedService<ReceivedCounters>(relay);
    private readonly HealthCheckService _health = services.GetRequiredService<HealthCheckService>();
    private readonly string _check = relay.Length == 0 ? "s3snowplow" : $"s3snowplow:{relay}";

    private readonly ILogger _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<JudgeLoop>();
    private readonly HourlyLog _hourly = new(services.GetRequiredKeyedService<TimeProvider>(relay));
    private long _said;

    public async Task RunAsync(CancellationToken stopping)
    {
        // Judged at the start, before anything was counted.
        long judged = Minute(_time.GetUtcNow());
        while (true)
        {
            // Looked at once: time that passes meanwhile shortens the wait, and no minute is passed over.
            DateTimeOffset now = _time.GetUtcNow();
            await SignalAsync(stopping).ConfigureAwait(false);
            if (Minute(now) != judged)
            {
                judged = Minute(now);
                await judge.RunOnceAsync(stopping).ConfigureAwait(false);
                SayUnmatched();
            }

            TimeSpan wait = now.AddTicks(Step.Ticks - (now.UtcTicks % Step.Ticks)) - _time.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, _time, stopping).ConfigureAwait(false);
            }
        }
    }

    private static long Minute(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMinute;

    // A count and no names: whose objects they are is not for a log.
    private void SayUnmatched()
    {
        long unmatched = _counters?.Statistics.Unmatched ?? 0;
        if (unmatched > _said && _hourly.IsDue("unmatched"))
        {
            Log.ObjectsUnmatched(_logger, unmatched - _said);
            _said = unmatched;
        }
    }

    // A minute without objects is empty only where they would have been heard of: sources that run, and a collector that takes them, or reading pauses.
    private async Task SignalAsync(CancellationToken stopping)
    {
        if (_counters is null)
        {
            return;
        }

        HealthReport report = await _health.CheckHealthAsync(registration => registration.Name == _check, stopping).ConfigureAwait(false);
        if (report.Status == HealthStatus.Healthy)
        {
            _counters.SignalAlive();
        }
    }
}
