using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Diagnostics;

namespace S3Snowplow.Hosting.Spool;

/// <summary>
/// Moves notifications from a spool to its rejected ones: those that the relay rejected, those that are damaged, and those that are older than is allowed, whether anybody reads or
/// not. Where there is no room for them they stay where they are until there is.
/// </summary>
internal sealed class RejectionMover : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromMinutes(10);

    private readonly SpoolStore _open;
    private readonly SpoolStore _rejected;
    private readonly SpoolReader _reader;
    private readonly SpoolOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OccurrenceLog<string> _tooOld;
    private readonly OccurrenceLog<string> _damaged;
    private readonly OccurrenceLog<string> _kept;
    private readonly OccurrenceLog<(string Name, Exception Cause)> _full;
    private readonly ITimer _timer;

    // Guarded by itself. They stay held, so nobody else has them.
    private readonly ReturnedRuns _unmoved = new();
    private Task _tick = Task.CompletedTask;
    private long _oldest = long.MaxValue;
    private long _damagedCount;
    private int _isTicking;

    public RejectionMover(SpoolStore open, SpoolStore rejected, SpoolReader reader, SpoolOptions options, TimeProvider time, ILogger logger)
    {
        (_open, _rejected, _reader, _options, _time, _logger) = (open, rejected, reader, options, time, logger);
        _tooOld = new OccurrenceLog<string>(time, (count, last) => Log.SpoolTooOld(logger, count, options.MaxAge, last));
        _damaged = new OccurrenceLog<string>(time, (count, last) => Log.SpoolNotificationDamaged(logger, count, last));
        _kept = new OccurrenceLog<string>(time, (count, last) => Log.SpoolRejectedKept(logger, count, last));
        _full = new OccurrenceLog<(string Name, Exception Cause)>(time, (count, last) => Log.SpoolRejectedFull(logger, last.Cause, count, last.Name));
        if (open.Database.Oldest() is { } oldest)
        {
            Saw(oldest);
        }

        TimeSpan period = TimeSpan.FromTicks(Math.Clamp(Math.Min(options.MaxAge.Ticks / 100, options.ReturnDelay.Ticks), ShortestPeriod.Ticks, LongestPeriod.Ticks));
        _timer = time.CreateTimer(static mover => ((RejectionMover)mover!).Tick(), this, period, period);
    }

    /// <summary>How many notifications were found damaged.</summary>
    public long DamagedCount => Interlocked.Read(ref _damagedCount);

    /// <summary>Whether there are some for which there was no room.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_unmoved)
            {
                return _unmoved.Due is not null;
            }
        }
    }

    /// <summary>Whether a notification is older than is allowed.</summary>
    public bool IsTooOld(SpooledNotification one) => _time.GetUtcNow() - one.ArrivedAt > _options.MaxAge;

    /// <summary>Notes that there is one that arrived at a time; called once it is stored.</summary>
    public void Saw(DateTimeOffset arrived)
    {
        long oldest = Interlocked.Read(ref _oldest);
        while (arrived.UtcTicks < oldest && Interlocked.CompareExchange(ref _oldest, arrived.UtcTicks, oldest) is var before && before != oldest)
        {
            oldest = before;
        }
    }

    /// <summary>Moves one that the caller holds; now, or when there is room for it.</summary>
    public async Task MoveAsync(SpooledNotification one)
    {
        try
        {
            await MoveNowAsync(one).ConfigureAwait(false);
        }
        catch (SpoolException exception)
        {
            _full.Add((one.Name, exception));
            lock (_unmoved)
            {
                _unmoved.Add(one.Number, due: 0, tolerance: 0);
            }
        }
    }

    /// <summary>Takes one that was found damaged in a file that was set aside.</summary>
    /// <exception cref="SpoolException">There is no room for it.</exception>
    public async Task TakeDamagedAsync(SpooledNotification one)
    {
        await _rejected.AppendAsync(one).ConfigureAwait(false);
        SayDamaged(one);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await Volatile.Read(ref _tick).ConfigureAwait(false);
        _tooOld.Dispose();
        _damaged.Dispose();
        _kept.Dispose();
        _full.Dispose();
    }

    private async Task MoveNowAsync(SpooledNotification one)
    {
        // First there, then no longer here: a crash in between leaves it in both, never in none.
        await _rejected.AppendAsync(one).ConfigureAwait(false);
        _open.Delete(one);
        if (one.IsDamaged)
        {
            SayDamaged(one);
        }
        else if (IsTooOld(one))
        {
            _tooOld.Add(one.Name);
        }
        else
        {
            _kept.Add(one.Name);
        }
    }

    private void SayDamaged(SpooledNotification one)
    {
        Interlocked.Increment(ref _damagedCount);
        _damaged.Add(one.Name);
    }

    private void Tick()
    {
        if (Interlocked.Exchange(ref _isTicking, 1) == 0)
        {
            Volatile.Write(ref _tick, TickAsync());
        }
    }

    private async Task TickAsync()
    {
        try
        {
            if (await MoveUnmovedAsync().ConfigureAwait(false) && _time.GetUtcNow().UtcTicks - Interlocked.Read(ref _oldest) > _options.MaxAge.Ticks)
            {
                await MoveTooOldAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // Nobody waits for it; the next one tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SpoolMovingFailed(_logger, exception);
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    /// <summary>Moves those for which there was no room; says whether there is some now.</summary>
    private async Task<bool> MoveUnmovedAsync()
    {
        while (true)
        {
            (long First, long Last) run;
            lock (_unmoved)
            {
                if (!_unmoved.TryPeek(now: 0, out run))
                {
                    return true;
                }
            }

            SpooledNotification? next = _open.Database.ReadBetween(run.First, run.Last, 1).FirstOrDefault();
            if (next is not null)
            {
                try
                {
                    await MoveNowAsync(next).ConfigureAwait(false);
                }
                catch (SpoolException exception)
                {
                    _full.Add((next.Name, exception), times: 0);
                    return false;
                }
            }

            lock (_unmoved)
            {
                _unmoved.Take(next?.Number ?? run.Last);
            }
        }
    }

    private async Task MoveTooOldAsync()
    {
        DateTimeOffset allowed = _time.GetUtcNow() - _options.MaxAge;
        for (long number = 0; _reader.NextOlder(ref number, allowed) is { Count: > 0 } old;)
        {
            Task[] moves = [.. old.Select(MoveNowAsync)];
            try
            {
                await Task.WhenAll(moves).ConfigureAwait(false);
            }
            catch (SpoolException exception)
            {
                SpooledNotification[] left = [.. old.Where((_, i) => !moves[i].IsCompletedSuccessfully)];
                _full.Add((left[0].Name, exception), left.Length);
                _reader.Release([.. left.Select(one => one.Number)]);
                return;
            }
        }

        // Before it is asked: what is stored from now on says so itself.
        Interlocked.Exchange(ref _oldest, long.MaxValue);
        if (_open.Database.Oldest() is { } oldest)
        {
            Saw(oldest);
        }
    }
}
