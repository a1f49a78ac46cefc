using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>Puts objects while a worker is started and killed again and again, at moments that a seed chooses.</summary>
/// <param name="settings">How often, and the seed.</param>
/// <param name="writers">Puts the objects.</param>
/// <param name="start">Starts a worker where the last one ended.</param>
/// <param name="route">Told the webhook's address when a worker listens, and <see langword="null"/> when it was killed.</param>
/// <param name="taken">How many notifications the workers have taken.</param>
/// <param name="collector">Where they send to.</param>
internal sealed class KillRun(KillSettings settings, ObjectWriters writers, Func<WorkerProcess> start, Action<Uri?> route, SignalledCount taken, LocalCollector collector)
{
    private static readonly KillMoment[] Moments = Enum.GetValues<KillMoment>();
    private static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(30);

    private const int InFlight = 12;

    private readonly Random _random = new(settings.Seed);
    private readonly Queue<KillMoment> _moments = new();
    private readonly Dictionary<KillMoment, int> _kills = Moments.ToDictionary(moment => moment, _ => 0);
    private TimeSpan _startTime;

    private int Killed => _kills.Values.Sum();

    /// <summary>How often, and at what moments.</summary>
    public override string ToString() => $"{Killed} kills ({string.Join(", ", _kills.Select(one => $"{one.Value} {one.Key}"))})";

    /// <summary>Kills as often as is set, then starts a worker that is left alone and has the last of the objects put. Gives that worker.</summary>
    public async Task<WorkerProcess> RunAsync()
    {
        while (Killed < settings.Kills)
        {
            // The first start is not disturbed: it tells how long one takes here.
            await KillAsync(_startTime == TimeSpan.Zero ? KillMoment.AfterTaken : NextMoment());
        }

        WorkerProcess last = start();
        await ListenAsync(last);
        writers.Release(writers.Unreleased);
        await UntilAsync(last, writers.WhenIdleAsync(), "all objects to be stored");
        return last;
    }

    /// <summary>All of them in a random order, then all of them in another.</summary>
    private KillMoment NextMoment()
    {
        if (_moments.Count == 0)
        {
            KillMoment[] all = [.. Moments];
            _random.Shuffle(all);
            Array.ForEach(all, _moments.Enqueue);
        }

        return _moments.Dequeue();
    }

    private async Task KillAsync(KillMoment moment)
    {
        await using WorkerProcess worker = start();

        // Some are put while it is not there yet, the others when it is; of these, half on the average, so twice the share is at hand.
        int share = writers.Unreleased * 2 / (settings.Kills - Killed + 2);
        writers.Release(share / 16);
        if (moment == KillMoment.WhileStarting)
        {
            await Task.Delay(_startTime * _random.NextDouble(), TimeProvider.System);
        }
        else
        {
            await ListenAsync(worker);
            await GetToAsync(moment, worker, share - (share / 16));
        }

        // One that has ended by itself meanwhile, as one that stops may, was not killed.
        if (await worker.KillAsync())
        {
            _kills[moment]++;
        }

        route(null);
        collector.Faults.Clear();
    }

    private async Task ListenAsync(WorkerProcess worker)
    {
        long started = TimeProvider.System.GetTimestamp();
        route(await worker.Listening.Within($"the worker to listen; it wrote\n{worker.Tail}"));
        _startTime = TimeProvider.System.GetElapsedTime(started);
    }

    private async Task GetToAsync(KillMoment moment, WorkerProcess worker, int count)
    {
        int some = 1 + _random.Next(Math.Max(1, count - InFlight));
        int takenBefore = taken.Value;
        int judgedBefore = collector.Counts.Total;
        if (moment == KillMoment.WhileCollectorFails)
        {
            collector.Faults.Always(CollectorFault.Status(503));
        }

        // A few more than are waited for, so that some are on their way when it is killed.
        bool isHanging = moment == KillMoment.BeforeAnswer;
        writers.Release(isHanging ? some : some + InFlight);
        Task isTaken = Task.WhenAny(taken.WhenAsync(takenBefore + some), writers.WhenIdleAsync());
        await UntilAsync(worker, isTaken, $"{some} notifications to be taken");
        if (moment == KillMoment.AfterDelivered && taken.Value >= takenBefore + some)
        {
            await UntilAsync(worker, collector.WaitForAsync(judgedBefore + some, Timeout.InfiniteTimeSpan), $"{some} events at the collector");
        }
        else if (isHanging && writers.Unreleased > 0)
        {
            collector.Faults.Enqueue(CollectorFault.Hang() with { StoresEvents = true });
            writers.Release(InFlight);
            await UntilAsync(worker, HungAsync(), "a request to the collector that is not answered");
        }
        else if (moment == KillMoment.WhileStopping)
        {
            await worker.TerminateAsync();
            await worker.Stopping.Within($"the worker to stop; it wrote\n{worker.Tail}");
            await Task.Delay(LongestStop * _random.NextDouble(), TimeProvider.System);
        }
    }

    private async Task HungAsync()
    {
        while (collector.Faults.Pending > 0)
        {
            await collector.WaitForRequestsAsync(collector.Requests.Count + 1, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for something that must happen while the worker runs and the store takes objects.</summary>
    private async Task UntilAsync(WorkerProcess worker, Task task, string what)
    {
        Task first = await Task.WhenAny(task, writers.Failed, worker.Ended).Within($"{what}; the worker wrote\n{worker.Tail}");
        await first;
        Assert.True(first == task, $"The worker ended by itself. It wrote\n{worker.Tail}");
    }
}
