using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace S3Snowplow.Testing;

/// <summary>A factory whose loggers write to one list, in the order of all of them together. Also a provider, for a host's logging builder.</summary>
public sealed class RecordingLoggerFactory : ILoggerFactory, ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = new();

    /// <summary>The entries of all loggers so far, in order.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <inheritdoc cref="ILoggerFactory.CreateLogger(string)"/>
    public ILogger CreateLogger(string categoryName) => new RecordingLogger(categoryName, _entries);

    /// <summary>Not supported: entries are kept here and go nowhere else.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("RecordingLoggerFactory keeps entries and passes none on; add the provider to a LoggerFactory.");

    /// <summary>Does nothing: the entries stay readable.</summary>
    public void Dispose()
    {
    }
}
