using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Diagnostics;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>
/// Keeps received messages hidden while their events are on their way: each is renewed when half of its time has passed, until it is let go or has been held for the
/// longest time. Nothing runs while nothing is held.
/// </summary>
internal sealed class SqsLeases(SqsSourceOptions options, Func<IReadOnlyList<string>, IReadOnlyList<TimeSpan>, Task<List<SqsBatchFailure>>> hide, TimeProvider time, string source, ILogger logger)
{
    private const int RenewedAtATime = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<SqsMessage> _held = [];
    private bool _running;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    /// <summary>Begins to hold messages that were received just now.</summary>
    public void Hold(IReadOnlyList<SqsMessage> messages)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            foreach (SqsMessage message in messages)
            {
                message.ReceivedAt = now;
                message.HiddenUntil = After(now, options.VisibilityTimeout);
                _held.Add(message);
            }

            if (_running || _held.Count == 0)
            {
                return;
            }

            _running = true;
        }

        _ = RenewAllAsync();
    }

    /// <summary>Ends the holding; the message stays hidden as long as it is.</summary>
    public void LetGo(SqsMessage message)
    {
        lock (_gate)
        {
            _held.Remove(message);
        }
    }

    private async Task RenewAllAsync()
    {
        while (true)
        {
            // A quarter: a renewal that fails is tried again before the message shows.
            await Task.Delay(options.VisibilityTimeout / 4, time).ConfigureAwait(false);
            List<SqsMessage> due;
            int tooLong;
            lock (_gate)
            {
                tooLong = _held.RemoveWhere(message => time.GetElapsedTime(message.ReceivedAt) >= options.MaxHold);
                if (_held.Count == 0)
                {
                    _running = false;
                }

                long half = After(time.GetTimestamp(), options.VisibilityTimeout / 2);
                due = [.. _held.Where(message => message.HiddenUntil <= half)];
            }

            if (tooLong > 0)
            {
                Log.SqsHeldTooLong(logger, source, tooLong, options.MaxHold);
            }

            if (due.Count == 0 && !Volatile.Read(ref _running))
            {
                return;
            }

            List<(int Count, string Reason)> failed = [];
            foreach (SqsMessage[][] some in due.Chunk(SqsLimits.BatchEntries).Chunk(RenewedAtATime))
            {
                failed.AddRange(await Task.WhenAll(some.Select(RenewAsync)).ConfigureAwait(false));
            }

            foreach (IGrouping<string, (int Count, string Reason)> alike in failed.Where(one => one.Count > 0).GroupBy(one => one.Reason, StringComparer.Ordinal))
            {
                Log.SqsRenewFailed(logger, source, alike.Sum(one => one.Count), alike.Key);
            }
        }
    }

    /// <summary>Renews a batch; tells how many of it were not, and why.</summary>
    private async Task<(int Count, string Reason)> RenewAsync(SqsMessage[] messages)
    {
        // Those let go since are settled, and released or deleted: renewing one would hide it again.
        lock (_gate)
        {
            messages = [.. messages.Where(_held.Contains)];
        }

        if (messages.Length == 0)
        {
            return default;
        }

        long now = time.GetTimestamp();
        TimeSpan[] visibilities = [.. messages.Select(message => Shorter(options.VisibilityTimeout, options.MaxHold - time.GetElapsedTime(message.ReceivedAt, now)))];
        try
        {
            List<SqsBatchFailure> failures = await hide([.. messages.Select(message => message.ReceiptHandle)], visibilities).ConfigureAwait(false);
            lock (_gate)
            {
                for (int i = 0; i < messages.Length; i++)
                {
                    SqsBatchFailure? failure = failures.Where(failed => failed.Index == i).Select(failed => (SqsBatchFailure?)failed).FirstOrDefault();
                    if (failure is null)
                    {
                        messages[i].HiddenUntil = After(now, visibilities[i]);
                    }
                    else if (failure.Value.IsSenderFault)
                    {
                        // It is not ours any more, and will not be again.
                        _held.Remove(messages[i]);
                    }
                }
            }

            return failures.Count > 0 ? (failures.Count, failures[0].Code) : default;
        }
#pragma warning disable CA1031 // Protects the other leases: whatever failed is tried again at the next turn, before the messages show.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return (messages.Length, GatheredLog.ReasonOf(exception));
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other)
    {
        TimeSpan shorter = one < other ? one : other;
        return shorter < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : shorter;
    }

    private long After(long now, TimeSpan duration) => now + (long)(duration.TotalSeconds * time.TimestampFrequency);
}
