using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>Tells the log: a warning (4010) where a pipeline is exceeded, an information (4011) where it has recovered.</summary>
/// <param name="loggerFactory">Where it logs to.</param>
/// <param name="text">The words; the usual ones without.</param>
public sealed class LogAlertChannel(ILoggerFactory loggerFactory, AlertText? text = null) : IAlertChannel
{
    private readonly ILogger _logger = GuardedLogger.Create<LogAlertChannel>(loggerFactory);
    private readonly AlertText _text = text ?? new AlertText();

    /// <inheritdoc/>
    public string Name => "log";

    /// <inheritdoc/>
    public Task SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);

        if (alert.Transition.State == ThroughputState.Exceeded)
        {
            Log.Exceeded(_logger, _text.For(alert));
        }
        else
        {
            Log.Recovered(_logger, _text.For(alert));
        }

        return Task.CompletedTask;
    }
}
