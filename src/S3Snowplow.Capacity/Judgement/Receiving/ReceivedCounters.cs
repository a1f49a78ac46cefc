using System.Buffers;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>Counts in this process what the relay received: give it to the relay as a settled observer, and to the judge as its minutes.</summary>
/// <remarks>
/// Valid only where one process sees a pipeline's whole stream. An object event counts when its notification has settled, whatever the outcome was, and once however often it is delivered.
/// With a journal, it is written down before the source may forget it. Safe for use by several threads.
/// </remarks>
public sealed class ReceivedCounters : IReceivedMinutes, ISettledObserver, IDisposable
{
    private const long TicksPerMinute = TimeSpan.TicksPerMinute;
    private const int MostSpare = 2;

    private readonly Lock _gate = new();
    private readonly LiveBands _bands;
    private readonly TimeProvider _time;
    private readonly ReceivedJournal? _journal;
    private readonly ReceivedMetrics _metrics;

    // Everything from here on is guarded by the gate. Nothing is logged and nothing is written under it.
    private readonly SettledEventIds _ids;
    private readonly SortedList<long, ReceivedMinute> _minutes = [];
    private readonly Stack<ReceivedMinute> _spare = [];
    private ReceivedStatistics _counts;

    // No receipt minute before it may get anything any more: it was given to the judge.
    private long _open;

    /// <summary>Makes the counters.</summary>
    /// <param name="bands">Which objects are whose.</param>
    /// <param name="options">Settings.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    /// <exception cref="ArgumentException">A setting is wrong; the message has all that are.</exception>
    /// <exception cref="IOException">The journal's folder cannot be used.</exception>
    public ReceivedCounters(LiveBands bands, ReceivedCounterOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null, IMeterFactory? meterFactory = null)
    {
        ArgumentNullException.ThrowIfNull(bands);
        options ??= new ReceivedCounterOptions();
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException("The counters' settings are not usable: " + string.Join(" ", errors), nameof(options));
        }

        (_bands, _time) = (bands, timeProvider ?? TimeProvider.System);
        _ids = new SettledEventIds(options.Dedup == TimeSpan.Zero ? 0 : options.MaxTrackedEventIds, (int)options.Dedup.TotalMinutes);
        _journal = options.JournalFolder is { Length: > 0 } folder ? new ReceivedJournal(folder, _time, GuardedLogger.Create<ReceivedCounters>(loggerFactory)) : null;
        _metrics = new ReceivedMetrics(meterFactory, this);
    }

    /// <summary>What was counted so far.</summary>
    public ReceivedStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _counts;
            }
        }
    }

    /// <summary>Why what is counted is not written down at present, for people; <see langword="null"/> where it is, or where there is no journal.</summary>
    public string? Problem => _journal?.Problem;

    /// <inheritdoc/>
    public ValueTask OnSettledAsync(SettledNotification settled)
    {
        bool signed = false;
        foreach (SettledEvent one in settled)
        {
            ObjectEventView view = one.Event;
            signed |= view.IsDataArrival && TryCount(view.Bucket, view.Key, view.ArrivedBytes, view.Time, SettledEventIds.IdOf(view));
        }

        if (!signed)
        {
            SignalAlive();
        }

        return _journal?.FlushAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Counts data that arrived. This is all that the relay gives.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The decoded key.</param>
    /// <param name="size">The object's bytes.</param>
    /// <param name="time">When it arrived in the store.</param>
    /// <param name="id">What the event is recognised by when it is delivered again.</param>
    public void Receive(ReadOnlySpan<char> bucket, ReadOnlySpan<char> key, long size, DateTimeOffset time, ulong id) => TryCount(bucket, key, size, time, id);

    // False where it was counted before.
    private bool TryCount(ReadOnlySpan<char> bucket, ReadOnlySpan<char> key, long size, DateTimeOffset time, ulong id)
    {
        CapacityBands? bands = _bands.Current;
        PipelineBand? arrived = bands?.Resolve(bucket, key) ?? _bands.ResolveRemoved(bucket, key, isOutput: false, _time);
        PipelineBand? done = bands?.ResolveOutput(bucket, key) ?? _bands.ResolveRemoved(bucket, key, isOutput: true, _time);
        long bytes = Math.Max(0, size);
        lock (_gate)
        {
            long receipt = Receipt();
            if (arrived is null && done is null)
            {
                _counts = _counts with { Unmatched = _counts.Unmatched + 1 };
            }
            else if (!_ids.Add(id, receipt))
            {
                _counts = _counts with { Duplicates = _counts.Duplicates + 1 };
                return false;
            }

            long minute = time.UtcTicks / TicksPerMinute - UnixEpochMinutes;
            ReceivedMinute received = MinuteOf(receipt);
            received.AddSign();
            if (arrived is not null)
            {
                received.AddArrived(arrived.Name, minute, bytes);
                _counts = _counts with { Counted = _counts.Counted + 1 };
                _journal?.Arrived(receipt, arrived.Name, minute, bytes, id);
            }

            if (done is not null)
            {
                received.AddDone(done.Name, minute, bytes);
                _counts = _counts with { Done = _counts.Done + 1 };

                // One id, one record with it: the other way round the second would be taken for a delivery of the first.
                _journal?.Done(receipt, done.Name, minute, bytes, arrived is null ? id : 0);
            }

            return true;
        }
    }

    /// <summary>Says that the source works, objects or not: a minute without objects is then empty, not unknown. Call it after each successful poll.</summary>
    public void SignalAlive()
    {
        lock (_gate)
        {
            MinuteOf(Receipt()).AddSign();
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReceivedMinute> ReadAsync(long first, long until, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BeginAnew(until);
        for (long minute = first; minute < until; minute++)
        {
            ReceivedMinute received = Take(minute, until, withOthers: minute == first);
            yield return received;
            lock (_gate)
            {
                // After a pause many minutes are read at once: their room is not kept.
                if (_spare.Count < MostSpare)
                {
                    _spare.Push(received);
                }
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Save(long until)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new StateWriter(output);
        lock (_gate)
        {
            _ids.Expire(until);
            writer.Write(until);

            // What is not folded yet: the journal has it with its ids, or else the state does. With the ids alone, what the journal has would be taken for delivered again.
            _ids.Save(writer, _journal is null ? long.MaxValue : until);
            writer.Write(_journal is null ? _minutes.Count : 0);
            foreach (ReceivedMinute minute in _journal is null ? _minutes.Values : [])
            {
                minute.Save(writer);
            }
        }

        return output.WrittenMemory;
    }

    /// <inheritdoc/>
    public void Restore(ReadOnlyMemory<byte> saved)
    {
        long until = 0;
        lock (_gate)
        {
            if (saved.Length > 0)
            {
                var reader = new StateReader(saved.Span);
                until = reader.ReadLong();
                _ids.Restore(ref reader);
                int count = reader.ReadInt(0, StateReader.MostItems);
                for (int i = 0; i < count; i++)
                {
                    ReceivedMinute minute = ReceivedMinute.Restore(ref reader);
                    MinuteOf(minute.Receipt).Add(minute);
                }
            }

            _open = Math.Max(_open, until);
            _journal?.Replay(until, (receipt, pipeline, minute, bytes, id, isDone) =>
            {
                if (id != 0 && !_ids.Add(id, receipt))
                {
                    return;
                }

                ReceivedMinute received = MinuteOf(receipt);
                if (isDone)
                {
                    received.AddDone(pipeline, minute, bytes);
                }
                else
                {
                    received.AddArrived(pipeline, minute, bytes);
                }
            });
        }
    }

    /// <inheritdoc/>
    public void Release(long until) => _journal?.Release(until);

    /// <summary>Ends the measuring and closes the journal. What was counted stays readable.</summary>
    public void Dispose()
    {
        _metrics.Dispose();
        _journal?.Dispose();
    }

    private static long UnixEpochMinutes => DateTimeOffset.UnixEpoch.UtcTicks / TicksPerMinute;

    // A receipt minute that was given already gets nothing more, if the clock goes back to it.
    private long Receipt() => Math.Max(_open, _time.GetUtcNow().UtcTicks / TicksPerMinute - UnixEpochMinutes);

    private ReceivedMinute MinuteOf(long receipt)
    {
        if (!_minutes.TryGetValue(receipt, out ReceivedMinute? minute))
        {
            minute = _spare.TryPop(out ReceivedMinute? spare) ? spare : new ReceivedMinute(receipt);
            minute.Reset(receipt);
            _minutes.Add(receipt, minute);
        }

        return minute;
    }

    // The clock had been ahead, and the judge has begun anew: what was received meanwhile is forgotten with all that was judged then, as the specification has it. A judge that only lags
    // behind, as one over a store does, never goes back.
    private void BeginAnew(long until)
    {
        lock (_gate)
        {
            if (until >= _open)
            {
                return;
            }

            _open = until;
            for (long now = Receipt(); _minutes.Count > 0 && _minutes.Keys[^1] > now;)
            {
                _minutes.RemoveAt(_minutes.Count - 1);
            }
        }
    }

    // The first one takes what has no minute of its own any more.
    private ReceivedMinute Take(long minute, long until, bool withOthers)
    {
        lock (_gate)
        {
            ReceivedMinute received = MinuteOf(minute);
            _minutes.Remove(minute);
            for (int i = _minutes.Count - 1; withOthers && i >= 0; i--)
            {
                if (_minutes.Keys[i] < minute)
                {
                    received.Add(_minutes.Values[i]);
                    _minutes.RemoveAt(i);
                }
            }

            _open = until;
            return received;
        }
    }
}
