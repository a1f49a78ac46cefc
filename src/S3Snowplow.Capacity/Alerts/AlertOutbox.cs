using System.Buffers;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Alerts;
using S3Snowplow.Capacity.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>
/// Keeps what is to be told until it was told: noted before the first attempt, tried until its channel has it or its alert is over, and closed wherever it may have been opened.
/// </summary>
/// <remarks>
/// <para>A run: <see cref="Add"/> for each transition, <see cref="Update"/>, <see cref="Save"/>, then, when what was saved is safe, <see cref="Release"/>. Nothing that was added is attempted before.
/// A process that dies at any point restores what was saved (<see cref="Restore"/>) and sends at most once more what may have arrived; the message id is the same then.</para>
/// <para>To each channel the latest counts: a critical alert takes the place of a warning that was not taken, and figures are those of the last <see cref="Update"/>. A channel has one attempt under way at a time, and
/// an end is never sent while an older opening may still be; channels do not wait for each other.</para>
/// <para>Safe for use by several threads. The channels stay their maker's to dispose of.</para>
/// </remarks>
public sealed partial class AlertOutbox : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly string _source;
    private readonly AlertOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private readonly AlertMetrics _metrics;
    private readonly List<ChannelState> _channels;
    private readonly CancellationTokenSource _closing = new();

    // Guarded by the gate, as is all that hangs on it.
    private readonly List<OpenAlert> _alerts = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _running;
    private int _generation;
    private bool _isReleased;
    private bool _isDisposed;

    /// <summary>Makes an outbox. Nothing runs before the first <see cref="Release"/>.</summary>
    /// <param name="source">The name of the source: where alerts say that they come from, and the root of the ids of what is no pipeline's.</param>
    /// <param name="channels">Who is told; names are told apart by case and come once.</param>
    /// <param name="options">How it is told.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="loggerFactory">Where it logs to.</param>
    /// <param name="meterFactory">Makes the meter; by default one of its own.</param>
    /// <exception cref="ArgumentException">A name comes twice, or <see cref="AlertOptions.EscalateTo"/> is none of them.</exception>
    public AlertOutbox(
        string source,
        IReadOnlyList<IAlertChannel> channels,
        AlertOptions? options = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null,
        IMeterFactory? meterFactory = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(channels);

        (_source, _options, _time) = (source, options ?? new AlertOptions(), timeProvider ?? TimeProvider.System);
        _channels = [.. channels.Select(channel => new ChannelState(channel))];
        if (_channels.GroupBy(channel => channel.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Two channels are named '{twice.Key}'.", nameof(channels));
        }

        if (_options.Problems([.. _channels.Select(channel => channel.Name)]).FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        _random = _options.Random;
        _logger = GuardedLogger.Create<AlertOutbox>(loggerFactory);
        _metrics = new AlertMetrics(meterFactory, () => Channels, _time);
    }

    /// <summary>How many notifications are owed to channels. What a silence holds back is not, and neither is what has to be sent again only because a service forgets.</summary>
    public int Owed
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset now = _time.GetUtcNow();
                return _channels.Sum(channel => OwedTo(channel, now).Count());
            }
        }
    }

    /// <summary>How each channel is doing, in the order in which they were given.</summary>
    public IReadOnlyList<AlertChannelStatus> Channels
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset now = _time.GetUtcNow();
                return [.. _channels.Select(channel => StatusOf(channel, now))];
            }
        }
    }

    /// <summary>What was added is safe: it may be attempted now. After <see cref="Restore"/> nothing at all is attempted before.</summary>
    public void Release()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isReleased = true;
            foreach (OwedNotice owed in _alerts.SelectMany(alert => alert.Accounts).SelectMany(account => account.Owed))
            {
                owed.IsHeld = false;
            }

            _running ??= Task.WhenAll(_channels.Select(channel => Task.Run(() => RunAsync(channel))));
            Changed();
        }
    }

    /// <summary>Writes everything that is owed, what was opened where, and the numbers and keys of it: JSON with a version.</summary>
    public void Save(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);

        lock (_gate)
        {
            OutboxWriter.Write(output, _alerts, _channels);
        }
    }

    /// <summary>
    /// Goes on from what was saved, in place of what is here. All that was owed may have been sent by whoever saved it: it is sent again, and counts as told when it is over. Nothing is attempted before
    /// the next <see cref="Release"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">It is damaged, empty, or of a later version; nothing has changed then.</exception>
    public void Restore(ReadOnlySpan<byte> saved)
    {
        lock (_gate)
        {
            (List<OpenAlert> alerts, Action apply) = OutboxReader.Read(saved, _channels);
            _generation++;
            _isReleased = false;
            _alerts.Clear();
            _alerts.AddRange(alerts);
            apply();
            DropUnknownChannels();
            DateTimeOffset now = _time.GetUtcNow();
            foreach (OpenAlert alert in _alerts)
            {
                SupposeTold(alert, now);
            }

            Changed();
        }
    }

    /// <summary>Stops. What is owed stays so in what was saved last.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            running = _running;
            Changed();
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        if (running is not null)
        {
            await running.ConfigureAwait(false);
        }

        _closing.Dispose();
        _metrics.Dispose();
    }

    // Whoever saved this may have died in the middle of an attempt, or after it; but for what a silence held back all the time.
    private void SupposeTold(OpenAlert alert, DateTimeOffset now)
    {
        foreach (ChannelAccount account in alert.Accounts)
        {
            foreach (OwedNotice owed in account.Owed)
            {
                owed.IsHeld = true;
                if (ChannelOf(account) is not { } channel || IsMuted(alert, owed, channel, now))
                {
                    continue;
                }

                account.FirstSequence = account.FirstSequence == 0 ? owed.Sequence : account.FirstSequence;
                if (owed.Phase == AlertPhase.Opened && account[owed.Severity] == Told.No)
                {
                    account[owed.Severity] = Told.Maybe;
                }
            }
        }
    }

    // A channel that is in the settings no longer can be told nothing. It is said once.
    private void DropUnknownChannels()
    {
        HashSet<string> known = [.. _channels.Select(channel => channel.Name)];
        foreach (IGrouping<string, ChannelAccount> gone in _alerts.SelectMany(alert => alert.Accounts).Where(account => !known.Contains(account.Channel)).GroupBy(account => account.Channel).ToList())
        {
            if (gone.Sum(account => account.Owed.Count) is > 0 and int count)
            {
                Log.AlertChannelGone(_logger, gone.Key, count);
            }

            foreach (OpenAlert alert in _alerts)
            {
                alert.Accounts.RemoveAll(account => account.Channel == gone.Key);
            }
        }
    }

    private IEnumerable<(OpenAlert Alert, ChannelAccount Account, OwedNotice Notice)> OwedTo(ChannelState channel, DateTimeOffset now) =>
        from alert in _alerts
        let account = alert.Find(channel.Name)
        where account is not null
        from owed in account.Owed
        where !IsMuted(alert, owed, channel, now)
        select (alert, account, owed);

    // An end is told in a silence too: it wakes nobody, and held back it would leave an alert open that is over.
    private static bool IsMuted(OpenAlert alert, OwedNotice owed, ChannelState channel, DateTimeOffset now) =>
        owed.Phase != AlertPhase.Closed && !channel.Traits.IsRecord && alert.IsSilenced(now);

    private AlertChannelStatus StatusOf(ChannelState channel, DateTimeOffset now)
    {
        int count = 0;
        DateTimeOffset? oldest = null;
        foreach ((_, _, OwedNotice owed) in OwedTo(channel, now))
        {
            count++;
            oldest = oldest < owed.Since ? oldest : owed.Since;
        }

        return new AlertChannelStatus(channel.Name, channel.Channel.Type, channel.Health, channel.FailingSince, channel.Reason, count, oldest) { LastTaken = channel.LastTaken };
    }

    private void Changed()
    {
        TaskCompletionSource before = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }
}
