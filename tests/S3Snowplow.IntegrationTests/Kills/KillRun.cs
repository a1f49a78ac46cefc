using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>Puts objects while a worker is started and killed again and again, at moments that a seed chooses.</summary>
/// <param name="settings">How often, and the seed.</param>
/// <param name="path">Where the worker is.</param>
internal sealed class KillRun(KillSettings settings, RelayPath path)
{
    private static readonly KillMoment[] Moments = Enum.GetValues<KillMoment>();
    private static readonly TimeSpan LongestStop = TimeSpan.FromMilliseconds(30);

    private const int InFlight = 12;

    private readonly ObjectWriters _writers = path.Writers;
    private readonly LocalCollector _collector = path.Collector;
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

        WorkerProcess last = path.StartWorker();
        await ListenAsync(last);
        _writers.Release(_writers.Unreleased);
        await UntilAsync(last, _writers.WhenIdleAsync(), "all objects to be stored");
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
        await using WorkerProcess worker = path.StartWorker();

        // Some are put while it is not there yet, the others when it is; of these, half on the average, so twice the share is at hand.
        int share = _writers.Unreleased * 2 / (settings.Kills - Killed + 2);
        _writers.Release(share / 16);
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

        path.Route(null);
        _collector.Faults.Clear();
    }

    private async Task ListenAsync(WorkerProcess worker)
    {
        long started = TimeProvider.System.GetTimestamp();
        path.Route(await worker.Listening.Within($"the worker to listen; it wrote\n{worker.Tail}"));
        _startTime = TimeProvider.System.GetElapsedTime(started);
    }

    private async Task GetToAsync(KillMoment moment, WorkerProcess worker, int count)
    {
        int some = 1 + _random.Next(Math.Max(1, count - InFlight));
        int takenBefore = path.Taken.Value;
        int judgedBefore = _collector.Counts.Total;
        if (moment == KillMoment.WhileCollectorFails)
        {
            _collector.Faults.Always(CollectorFault.Status(503));
        }

        // A few more than are waited for, so that some are on their way when it is killed.
        bool isHanging = moment == KillMoment.BeforeAnswer;
        _writers.Release(isHanging ? some : some + InFlight);
        Task isTaken = Task.WhenAny(path.Taken.WhenAsync(takenBefore + some), _writers.WhenIdleAsync());
        await UntilAsync(worker, isTaken, $"{some} notifications to be taken");
        if (moment == KillMoment.AfterDelivered && path.Taken.Value >= takenBefore + some)
        {
            await UntilAsync(worker, _collector.WaitForAsync(judgedBefore + some, Timeout.InfiniteTimeSpan), $"{some} events at the collector");
        }
        else if (isHanging && _writers.Unreleased > 0)
        {
            _collector.Faults.Enqueue(CollectorFault.Hang() with { StoresEvents = true });
            _writers.Release(InFlight);
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
        while (_collector.Faults.Pending > 0)
        {
            await _collector.WaitForRequestsAsync(_collector.Requests.Count + 1, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for something that must happen while the worker runs and the store takes objects.</summary>
    private async Task UntilAsync(WorkerProcess worker, Task task, string what)
    {
        Task first = await Task.WhenAny(task, _writers.Failed, worker.Ended).Within($"{what}; the worker wrote\n{worker.Tail}");
        await first;
        Assert.True(first == task, $"The worker ended by itself. It wrote\n{worker.Tail}");
    }
}
