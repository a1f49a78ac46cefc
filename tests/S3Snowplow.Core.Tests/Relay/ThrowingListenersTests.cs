using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>Loggers, metric listeners and span listeners that throw cost what they would have recorded, and nothing else.</summary>
public sealed class ThrowingListenersTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(503)]
    [InlineData(404)]
    [InlineData(400)]
    public async Task Relay_WhileEverythingThatListensThrows_SettlesAndStops(int firstStatus)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        collector.Faults.Enqueue(CollectorFault.Status(firstStatus));
        var settled = new TaskCompletionSource<RelayResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var meters = new ThrowingMeters();
        using ActivityListener spans = ThrowingSpans();
        using var loggers = new ThrowingLoggerFactory();
        var relay = new ObjectEventRelay(
            new RelayOptions { CollectorUri = collector.Uri, Delivery = { RetryBaseDelay = TimeSpan.FromMilliseconds(1) } }, loggerFactory: loggers, meterFactory: meters);

        RelayResult result = await relay.RelayAsync(
            new Notification(NotificationSamples.S3Put.Body, "one", given => { settled.SetResult(given); return ValueTask.CompletedTask; }), TimeSpan.FromSeconds(30)).Within();
        RelayResult unreadable = await relay.RelayAsync(new Notification("{"u8.ToArray(), "two"), TimeSpan.FromSeconds(30)).Within();
        await relay.DisposeAsync().AsTask().Within();

        Assert.Equal(firstStatus == 400 ? DeliveryOutcome.Rejected : DeliveryOutcome.Delivered, result.Outcome);
        Assert.Same(result, await settled.Task);
        Assert.Equal(DeliveryOutcome.Rejected, unreadable.Outcome);
    }

    private static ActivityListener ThrowingSpans()
    {
        // Only in this test's own flow: activity listeners are global to the process, and other tests run beside it.
        var mine = new AsyncLocal<bool> { Value = true };
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RelayTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => mine.Value ? throw new InvalidOperationException("spans") : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class ThrowingMeters : IMeterFactory
    {
        private readonly MeterListener _listener = new();
        private readonly List<Meter> _made = [];

        public ThrowingMeters()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (_made.Contains(instrument.Meter))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("meters"));
            _listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("meters"));
            _listener.Start();
        }

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            _made.Add(meter);
            return meter;
        }

        public void Dispose()
        {
            _listener.Dispose();
            _made.ForEach(meter => meter.Dispose());
        }
    }

    private sealed class ThrowingLoggerFactory : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("loggers");

        public void Dispose()
        {
        }
    }
}
