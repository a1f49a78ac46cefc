using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using S3Snowplow.Aws;
using S3Snowplow.Hosting.Diagnostics;
using S3Snowplow.Hosting.Running;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>
/// Receives messages from a queue. A message is deleted when all its events have settled, kept hidden until then, and otherwise given back after a random time.
/// </summary>
/// <remarks>
/// Receivers stand still while the relay takes nothing, with two batches each at most; so an outage of the collector neither empties the queue into this process nor
/// uses up receive counts. Order is not kept, of FIFO queues neither: events carry time and sequencer.
/// </remarks>
internal sealed class SqsSource : IBackloggedSource, ISourceStatus, IRunObserver
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(30);

    // A person waits: a queue that cannot be asked so often will not be asked soon either.
    private const int MostFailuresUntilEmpty = 4;

    // Of messages that nobody has read: they may come again soon.
    private static readonly TimeSpan UnseenSpread = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly SqsSourceOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private readonly SqsLeases _leases;
    private readonly SqsBatcher _deletions;
    private readonly SqsBatcher _releases;
    private readonly GatheredLog _unsettled;
    private SqsClient? _client;
    private string _queueUrl = "";
    private string? _problem;
    private int _lastBatch;
    private int _unsettledCount;
    private List<SqsMessage> _kept = [];

    public SqsSource(string name, SqsSourceOptions options, HttpClient http, TimeProvider time, Func<double> random, ILogger logger)
    {
        (_name, _options, _http, _time, _random, _logger) = (name, options, http, time, random, logger);

        _unsettled = new GatheredLog(time, TimeSpan.FromSeconds(10), firstAtOnce: false, (count, reason) => Log.SqsNotSettled(logger, name, count, reason));

        // Settling goes on when the reading has ended, so it has no token; each request has its time limit.
        _leases = new SqsLeases(options, (handles, visibilities) => _client!.HideAsync(_queueUrl, handles, visibilities, CancellationToken.None), time, name, logger);
        _deletions = new SqsBatcher(entries => _client!.DeleteAsync(_queueUrl, [.. entries.Select(entry => entry.Message.ReceiptHandle)], CancellationToken.None), time, random);
        _releases = new SqsBatcher(
            entries => _client!.HideAsync(_queueUrl, [.. entries.Select(entry => entry.Message.ReceiptHandle)], [.. entries.Select(entry => entry.Visibility)], CancellationToken.None), time, random);
    }

    public string? Problem => Volatile.Read(ref _problem);

    // A queue that fills a batch has more, as a rule.
    public bool HasBacklog => Volatile.Read(ref _lastBatch) == SqsLimits.BatchEntries;

    /// <summary>
    /// Whether the reading ends when the queue is empty. What is not acknowledged stays hidden until <see cref="GiveBackKeptAsync"/>, or it would be received again and again.
    /// </summary>
    internal bool IsUntilEmpty { get; init; }

    /// <summary>How many messages could not be deleted, or not be given back; they come again by themselves.</summary>
    internal int UnsettledCount => Volatile.Read(ref _unsettledCount);

    /// <summary>How many messages are held; for tests.</summary>
    internal int Held => _leases.Count;

    public void OnRunEnded() => _unsettled.Tell();

    /// <summary>Lets what was not acknowledged show again.</summary>
    internal Task GiveBackKeptAsync()
    {
        List<SqsMessage> kept = Interlocked.Exchange(ref _kept, []);
        return Task.WhenAll(kept.Select(message => SettleAsync(() => ReleaseAsync(message, TimeSpan.Zero))));
    }

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await FindQueueAsync(cancellationToken).ConfigureAwait(false);
        var batches = Channel.CreateBounded<List<SqsMessage>>(_options.Receivers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task receiving = ReceiveAllAsync(batches.Writer, stop.Token);
        List<SqsMessage> batch = [];
        int taken = 0;
        try
        {
            while (await batches.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                while (batches.Reader.TryRead(out List<SqsMessage>? next))
                {
                    for ((batch, taken) = (next, 0); taken < batch.Count;)
                    {
                        yield return ToNotification(batch[taken++]);
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            List<SqsMessage> untaken = [.. batch.Skip(taken)];
            while (batches.Reader.TryRead(out List<SqsMessage>? next))
            {
                untaken.AddRange(next);
            }

            // Nobody has seen them: soon again, but not as one.
            await GiveBackAsync(untaken).ConfigureAwait(false);
        }
    }

    private async Task FindQueueAsync(CancellationToken cancellationToken)
    {
        (Uri endpoint, string region) = SqsAddress.Of(_options);
        _client = new SqsClient(_http, endpoint, new AwsSigner("sqs", region, _options.Credentials, _time), _time);
        _queueUrl = _options.QueueUrl?.AbsoluteUri ?? await _client.FindQueueAsync(_options.QueueName!, _options.QueueOwnerAccountId, cancellationToken).ConfigureAwait(false);
        Log.SqsReading(_logger, _name, _queueUrl, region, _options.Receivers);
    }

    private async Task ReceiveAllAsync(ChannelWriter<List<SqsMessage>> batches, CancellationToken stopping)
    {
        await Task.WhenAll(Enumerable.Range(0, _options.Receivers).Select(_ => ReceiveAsync(batches, stopping))).ConfigureAwait(false);
        batches.TryComplete();
    }

    private async Task ReceiveAsync(ChannelWriter<List<SqsMessage>> batches, CancellationToken stopping)
    {
        int failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            List<SqsMessage> batch = [];
            try
            {
                batch = await _client!.ReceiveAsync(_queueUrl, _options.WaitTime, _options.VisibilityTimeout, stopping).ConfigureAwait(false);
                Volatile.Write(ref _lastBatch, batch.Count);
                _leases.Hold(batch);
                failures = Recovered(failures);
                if (batch.Count > 0)
                {
                    await batches.WriteAsync(batch, stopping).ConfigureAwait(false);
                }
                else if (IsUntilEmpty)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is ChannelClosedException || (exception is OperationCanceledException && stopping.IsCancellationRequested))
            {
                await GiveBackAsync(batch).ConfigureAwait(false);
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException or JsonException or SqsException { IsTransient: true } && !(IsUntilEmpty && failures >= MostFailuresUntilEmpty))
            {
                Volatile.Write(ref _lastBatch, 0);
                await BackOffAsync(exception, ++failures, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // Goes to the reader, by the channel: a wrong queue, a missing permission. The host starts the source again, and its health check says so.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                batches.TryComplete(exception);
                return;
            }
        }
    }

    private int Recovered(int failures)
    {
        if (failures > 0)
        {
            Volatile.Write(ref _problem, null);
            Log.SqsReceiveRecovered(_logger, _name);
        }

        return 0;
    }

    private Task BackOffAsync(Exception exception, int failures, CancellationToken cancellationToken)
    {
        double bound = Math.Min(FirstBackoff.TotalSeconds * Math.Pow(2, Math.Min(failures, 20)), LongestBackoff.TotalSeconds);
        TimeSpan delay = TimeSpan.FromSeconds(bound * (0.5 + (_random() / 2)));
        Volatile.Write(ref _problem, $"cannot receive from its queue ({exception.GetType().Name}), {failures} times in a row");
        Log.SqsReceiveFailed(_logger, _name, GatheredLog.ReasonOf(exception), failures, delay);
        return Task.Delay(delay, _time, cancellationToken);
    }

    private Notification ToNotification(SqsMessage message) => new(message.Body, message.MessageId, result => new ValueTask(SettleAsync(() => SettleAsync(message, result))))
    {
        ReceivedAt = _time.GetUtcNow() - _time.GetElapsedTime(message.ReceivedAt),
        IsRedelivery = message.ReceiveCount > 1,
        TraceContext = message.TraceContext,
    };

    // What fails is not thrown: when a queue dies, all messages that are held fail, and that is one line.
    private async Task SettleAsync(Func<Task> settle)
    {
        try
        {
            await settle().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it was, the message stays in the queue.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.Increment(ref _unsettledCount);
            _unsettled.Note(GatheredLog.ReasonOf(exception));
        }
    }

    private async Task SettleAsync(SqsMessage message, RelayResult result)
    {
        if (!result.ShouldAcknowledge && IsUntilEmpty)
        {
            lock (_kept)
            {
                _kept.Add(message);
            }

            return;
        }

        if (!result.ShouldAcknowledge)
        {
            double spread = _options.ReleaseSpread.TotalSeconds * Math.Pow(2, Math.Min(message.ReceiveCount, 20) - 1);
            await ReleaseAsync(message, TimeSpan.FromSeconds(Math.Min(spread, SqsLimits.LongestRelease.TotalSeconds))).ConfigureAwait(false);
            return;
        }

        try
        {
            await _deletions.AddAsync(message).ConfigureAwait(false);
        }
        finally
        {
            // Only now: while the deletion is tried, the message must not show.
            _leases.LetGo(message);
        }
    }

    private Task GiveBackAsync(List<SqsMessage> unseen) => Task.WhenAll(unseen.Select(message => SettleAsync(() => ReleaseAsync(message, UnseenSpread))));

    /// <summary>Lets the message show after a random time up to <paramref name="spread"/>, at least a second.</summary>
    private Task ReleaseAsync(SqsMessage message, TimeSpan spread)
    {
        _leases.LetGo(message);
        return _releases.AddAsync(message, TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(_random() * spread.TotalSeconds))));
    }
}
