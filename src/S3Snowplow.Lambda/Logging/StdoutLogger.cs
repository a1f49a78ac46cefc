using Microsoft.Extensions.Logging;

namespace S3Snowplow.Lambda.Logging;

/// <summary>Hands each message as a line to its factory.</summary>
internal sealed class StdoutLogger(StdoutLoggerFactory factory) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= factory.MinimumLevel && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            factory.Write(new LogLine(logLevel, eventId, CurrentRequest.Id, formatter(state, exception), exception));
        }
    }
}
