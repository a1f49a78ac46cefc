using Microsoft.Extensions.Logging;

namespace S3Snowplow.Testing.Tests;

public sealed partial class RecordingLoggerTests
{
    [Fact]
    public void Log_GeneratedMethod_KeepsEveryPart()
    {
        RecordingLogger<RecordingLoggerTests> logger = new();
        InvalidOperationException exception = new("why");

        LogRetry(logger, 503, exception);

        LogEntry entry = Assert.Single(logger.Entries);
        Assert.Equal("S3Snowplow.Testing.Tests.RecordingLoggerTests", entry.Category);
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal(new EventId(42, nameof(LogRetry)), entry.EventId);
        Assert.Equal(nameof(LogRetry), entry.EventId.Name);
        Assert.Equal("Answered 503.", entry.Message);
        Assert.Equal(503, entry.State["Status"]);
        Assert.Equal("Answered {Status}.", entry.State["{OriginalFormat}"]);
        Assert.Same(exception, entry.Exception);
    }

    [Fact]
    public void Log_StateWithoutNames_HasNoValues()
    {
        RecordingLogger logger = new("plain");

        logger.Log(LogLevel.Trace, default, "state", null, static (state, _) => state);

        LogEntry entry = Assert.Single(logger.Entries);
        Assert.Equal(("plain", "state"), (entry.Category, entry.Message));
        Assert.Empty(entry.State);
    }

    [Fact]
    public void Log_LevelNone_IsNotKept()
    {
        RecordingLogger logger = new();

        logger.Log(LogLevel.None, default, "state", null, static (state, _) => state);

        Assert.Empty(logger.Entries);
        Assert.False(logger.IsEnabled(LogLevel.None));
        Assert.Null(logger.BeginScope("scope"));
    }

    [Fact]
    public void CreateLogger_SeveralCategories_ShareOneOrderedList()
    {
        using RecordingLoggerFactory factory = new();

        LogRetry(factory.CreateLogger("a"), 500, null);
        LogRetry(factory.CreateLogger<RecordingLoggerTests>(), 501, null);

        Assert.Equal(["a", "S3Snowplow.Testing.Tests.RecordingLoggerTests"], factory.Entries.Select(entry => entry.Category));
    }

    [Fact]
    public void AddProvider_Any_IsNotSupported()
    {
        using RecordingLoggerFactory factory = new();
        Assert.Throws<NotSupportedException>(() => factory.AddProvider(factory));
    }

    [LoggerMessage(42, LogLevel.Warning, "Answered {Status}.")]
    private static partial void LogRetry(ILogger logger, int status, Exception? exception);
}
