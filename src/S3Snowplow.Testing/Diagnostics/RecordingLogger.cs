using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace S3Snowplow.Testing;

/// <summary>A logger of every level that keeps its entries. Scopes are accepted and not kept.</summary>
public sealed class RecordingLogger : ILogger
{
    private readonly string _category;
    private readonly ConcurrentQueue<LogEntry> _entries;

    /// <summary>A logger with its own entries.</summary>
    /// <param name="category">The category that its entries carry.</param>
    public RecordingLogger(string category = "")
        : this(category, new ConcurrentQueue<LogEntry>())
    {
    }

    /// <summary>A logger that writes to the entries of its factory.</summary>
    internal RecordingLogger(string category, ConcurrentQueue<LogEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(category);
        _category = category;
        _entries = entries;
    }

    /// <summary>The entries so far, in order. A logger of a factory shows the entries of all of the factory's loggers.</summary>
    public IReadOnlyList<LogEntry> Entries => [.. _entries];

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
        {
            _entries.Enqueue(new LogEntry(_category, logLevel, eventId, formatter(state, exception), Copy(state), exception));
        }
    }

    // Generated log methods may re-use their state object, so the values are taken out at once.
    private static FrozenDictionary<string, object?> Copy(object? state)
    {
        Dictionary<string, object?> values = [];
        if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            foreach (KeyValuePair<string, object?> pair in pairs)
            {
                values[pair.Key] = pair.Value;
            }
        }

        return values.ToFrozenDictionary();
    }
}
