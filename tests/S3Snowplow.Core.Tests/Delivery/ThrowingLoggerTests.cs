using Microsoft.Extensions.Logging;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>A logger is foreign code too: its exceptions cost a log entry, not a notification.</summary>
public sealed class ThrowingLoggerTests
{
    [Fact]
    public async Task Logger_ThatThrows_LeavesNoScopeIncomplete()
    {
        var time = new ManualTimeProvider();
        var collector = new ScriptedCollector(time) { Script = _ => Answers.Status(400) };
        using var metrics = new RelayMetrics();
        using var loggers = new Throwing();
        await using var emitter = new BufferedEventEmitter(new RelayOptions { CollectorUri = new Uri("https://collector.example") }, collector, metrics, time, () => 0.5, loggers);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, time);

        await emitter.EnqueueAsync(TestEvents.Of(1), scope);
        scope.Seal();

        await scope.Completion.Within();
        Assert.Equal(DeliveryOutcome.Rejected, scope.Outcomes[0].Outcome);
    }

    [Fact]
    public async Task Logger_ThatThrows_KeepsBackNoneOfTheBatchesThatWait()
    {
        // One at a time, so that each answer is what the next one starts from.
        var time = new ManualTimeProvider();
        var collector = new ScriptedCollector(time) { Script = _ => Answers.Status(400) };
        using var metrics = new RelayMetrics();
        using var loggers = new Throwing();
        var options = new RelayOptions { CollectorUri = new Uri("https://collector.example"), Delivery = { MaxBatchEvents = 1, MaxConcurrentRequests = 1 } };
        await using var emitter = new BufferedEventEmitter(options, collector, metrics, time, () => 0.5, loggers);
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, time);

        await emitter.EnqueueAsync(TestEvents.Numbered(5), scope);
        scope.Seal();

        await scope.Completion.Within();
        Assert.Equal(5, collector.Attempts.Count);
        Assert.Equal(5, emitter.Statistics.Rejected);
    }

    private sealed class Throwing : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the disk is full");

        public void Dispose()
        {
        }
    }
}
