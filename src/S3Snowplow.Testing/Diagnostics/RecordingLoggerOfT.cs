using Microsoft.Extensions.Logging;

namespace S3Snowplow.Testing;

/// <summary>A <see cref="RecordingLogger"/> for a constructor that takes <see cref="ILogger{TCategoryName}"/>.</summary>
/// <typeparam name="T">The type whose full name is the category.</typeparam>
public sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly RecordingLogger _inner = new(typeof(T).FullName ?? typeof(T).Name);

    /// <summary>The entries so far, in order.</summary>
    public IReadOnlyList<LogEntry> Entries => _inner.Entries;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => _inner.IsEnabled(logLevel);

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _inner.BeginScope(state);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _inner.Log(logLevel, eventId, state, exception, formatter);
}
