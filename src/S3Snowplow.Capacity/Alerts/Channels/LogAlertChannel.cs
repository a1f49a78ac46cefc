using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>Tells the log: a warning (4100) for what begins or goes on, an information (4101) for what is over.</summary>
internal sealed class LogAlertChannel(string name, ILoggerFactory? loggers) : IAlertChannel
{
    public static readonly AlertChannelType Registration = new("log", [], static (_, _) => { }, (name, _, services) => new LogAlertChannel(name, services.Loggers));

    private readonly ILogger _logger = GuardedLogger.Create<LogAlertChannel>(loggers);

    public string Name => name;

    public string Type => Registration.Name;

    public AlertChannelTraits Traits { get; } = AlertChannelTraits.Record with { TakesReminders = true };

    public Task<AlertAnswer> SendAsync(AlertNotice notice, CancellationToken cancellationToken)
    {
        string text = $"{AlertText.State(notice)}: {AlertText.Headline(notice)}. Incident {notice.Incident}";
        if (notice.Phase == AlertPhase.Closed)
        {
            Log.AlertClosed(_logger, text);
        }
        else
        {
            Log.AlertOpened(_logger, text);
        }

        return Task.FromResult(AlertAnswer.Delivered);
    }
}
