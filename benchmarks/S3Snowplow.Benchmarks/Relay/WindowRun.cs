using System.Globalization;
using S3Snowplow.Delivery;

namespace S3Snowplow.Benchmarks.Relay;

/// <summary>
/// How the window to the collector follows its answers: callers that wait for each notification, one record each, before collectors that take a while. The collector is a transport of this process,
/// so that nothing but the window and the linger is measured.
/// </summary>
internal static class WindowRun
{
    private static readonly (string Name, int Milliseconds, int Open, int Parallel, int FailsEvery)[] Collectors =
    [
        ("1 ms", 1, 64, int.MaxValue, 0),
        ("5 ms", 5, 64, int.MaxValue, 0),
        ("50 ms", 50, 64, int.MaxValue, 0),
        ("50 ms", 50, 1000, int.MaxValue, 0),
        ("500 ms", 500, 1000, int.MaxValue, 0),
        ("50 ms, four at a time", 50, 1000, 4, 0),
        ("50 ms, each 20th fails", 50, 1000, int.MaxValue, 20),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        TimeSpan time = TimeSpan.FromSeconds(arguments is ["--quick"] ? 3 : 10);
        Console.WriteLine("| collector | open | at most in flight | events/s | of the possible | answer time, ms | p50 / answer time | events a request | most in flight |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, int milliseconds, int open, int parallel, int failsEvery) in Collectors)
        {
            foreach (int bound in (int[])[2, 16])
            {
                await RunAsync(name, TimeSpan.FromMilliseconds(milliseconds), open, parallel, failsEvery, bound, time).ConfigureAwait(false);
            }
        }

        return 0;
    }

    private static async Task RunAsync(string name, TimeSpan answerTime, int open, int parallel, int failsEvery, int bound, TimeSpan time)
    {
        using var collector = new SlowCollector(answerTime, parallel, failsEvery);
        var options = new RelayOptions { Delivery = { MaxConcurrentRequests = bound } };
        await using var relay = new ObjectEventRelay(options, transport: collector);
        byte[][] bodies = [.. Enumerable.Range(0, open).Select(caller => System.Text.Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-central-1","eventTime":"2026-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"in/{{{{caller}}}}","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"{{{{caller:X16}}}}"}}}]}""")))];
        using var stop = new CancellationTokenSource();
        List<double>[] waits = [.. bodies.Select(_ => new List<double>())];

        // The first half is the warm-up: the window grows in it.
#pragma warning disable CA2025 // All are awaited below.
        Task[] callers = [.. bodies.Select((body, caller) => Task.Run(() => CallAsync(relay, body, waits[caller], stop.Token)))];
#pragma warning restore CA2025
        await Task.Delay(time / 2, TimeProvider.System).ConfigureAwait(false);
        foreach (List<double> wait in waits)
        {
            lock (wait)
            {
                wait.Clear();
            }
        }

        collector.Reset();
        long began = TimeProvider.System.GetTimestamp();
        await Task.Delay(time / 2, TimeProvider.System).ConfigureAwait(false);
        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        double[] sorted = [.. waits.SelectMany(wait => Copy(wait)).Order()];
        (long requests, long events, int most, TimeSpan took) = collector.Seen;
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(callers).ConfigureAwait(false);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {open} | {bound} | {sorted.Length / seconds:N0} | {sorted.Length / seconds / (open / took.TotalSeconds):F2} | {took.TotalMilliseconds:F1} | {sorted[sorted.Length / 2] / took.TotalMilliseconds:F2} | {events / (double)Math.Max(1, requests):F0} | {most} |"));
    }

    private static double[] Copy(List<double> wait)
    {
        lock (wait)
        {
            return [.. wait];
        }
    }

    private static async Task CallAsync(ObjectEventRelay relay, byte[] body, List<double> waits, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            long began = TimeProvider.System.GetTimestamp();
            await relay.RelayAsync(new Notification(body), Timeout.InfiniteTimeSpan, CancellationToken.None).ConfigureAwait(false);
            double took = TimeProvider.System.GetElapsedTime(began).TotalMilliseconds;
            lock (waits)
            {
                waits.Add(took);
            }
        }
    }

    private sealed class SlowCollector(TimeSpan answerTime, int parallel, int failsEvery) : IEventTransport, IDisposable
    {
        private readonly SemaphoreSlim? _slots = parallel == int.MaxValue ? null : new SemaphoreSlim(parallel);
        private long _requests;
        private long _events;
        private long _ticks;
        private int _inFlight;
        private int _most;

        /// <summary>What it was asked, and how long its answers really took: a timer may take some milliseconds more than it is told.</summary>
        public (long Requests, long Events, int Most, TimeSpan Took) Seen =>
            (Interlocked.Read(ref _requests), Interlocked.Read(ref _events), Volatile.Read(ref _most), TimeSpan.FromTicks(Interlocked.Read(ref _ticks) / Math.Max(1, Interlocked.Read(ref _requests))));

        public void Reset() => (_requests, _events, _most, _ticks) = (0, 0, 0, 0);

        public async Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            long number = Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _events, batch.Events.Count);
            _most = Math.Max(_most, Interlocked.Increment(ref _inFlight));
            long began = TimeProvider.System.GetTimestamp();
            try
            {
                if (_slots is not null)
                {
                    await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                }

                await Task.Delay(answerTime, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                _slots?.Release();
                return failsEvery > 0 && number % failsEvery == 0 ? CollectorAnswer.Of(System.Net.HttpStatusCode.ServiceUnavailable, retryAfter: null) : CollectorAnswer.Accepted();
            }
            finally
            {
                Interlocked.Add(ref _ticks, TimeProvider.System.GetElapsedTime(began).Ticks);
                Interlocked.Decrement(ref _inFlight);
            }
        }

        public void Dispose() => _slots?.Dispose();
    }
}
