using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>
/// A queue as Amazon SQS has them, inside the test's own process: visibility timeouts on a clock of the test's, receive counts, a dead letter queue, FIFO groups, duplicates,
/// partial failures, throttling. Speaks the JSON protocol, and refuses what SQS refuses: wrong signatures, too large batches, unknown handles.
/// </summary>
/// <remarks>
/// Ask it through <see cref="CreateHandler"/>. Its rules are those of the service model 2012-11-05 and of the Amazon SQS Developer Guide. Where an old receipt handle is used
/// on a standard queue, it is as SQS may be, not as it always is: a deletion succeeds and has no effect.
/// </remarks>
public sealed class LocalSqs
{
    private const int RequestsKept = 10_000;

    private static readonly TimeSpan LongestHold = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly LocalSqsOptions _options;
    private readonly MessageStore _messages;
    private readonly List<string> _deadLetters = [];
    private readonly Queue<(string Operation, DateTimeOffset At)> _requests = [];
    private readonly Queue<(string? Operation, LocalSqsFault Fault)> _faults = [];
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(Task Arrived, long Until)> _polls = [];
    private int _requestsUnderWay;
    private int _sent;
    private int _handles;
    private int _deleted;
    private int _duplicates;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="options">What it is; <see langword="null"/> for the defaults.</param>
    public LocalSqs(LocalSqsOptions? options = null)
    {
        _options = options ?? new LocalSqsOptions();
        _messages = new MessageStore(_options.TimeProvider);
    }

    /// <summary>The queue's URL, of a host that does not exist.</summary>
    public Uri Url => new($"https://sqs.{_options.Region}.amazonaws.com/123456789012/{_options.Name}");

    /// <summary>The bodies of the messages in the dead letter queue, in the order in which they came there.</summary>
    public IReadOnlyList<string> DeadLetters
    {
        get { lock (_gate) return [.. _deadLetters]; }
    }

    /// <summary>How many messages are in the queue, hidden ones included.</summary>
    public int Count
    {
        get { lock (_gate) return _messages.Count; }
    }

    /// <summary>How many messages are hidden because somebody received them.</summary>
    public int Hidden
    {
        get { lock (_gate) return _messages.CountHidden(); }
    }

    /// <summary>How many messages were deleted.</summary>
    public int Deleted => Volatile.Read(ref _deleted);

    /// <summary>The largest number of receipts that a message in the queue has.</summary>
    public int MaxReceiveCount
    {
        get { lock (_gate) return _messages.All.Select(message => message.ReceiveCount).DefaultIfEmpty().Max(); }
    }

    /// <summary>The requests so far, by operation and time; of many the last 10,000.</summary>
    public IReadOnlyList<(string Operation, DateTimeOffset At)> Requests
    {
        get { lock (_gate) return [.. _requests]; }
    }

    internal LocalSqsOptions Options => _options;

    /// <summary>Whether no request is under way but polls that wait, for a later time.</summary>
    internal bool IsAtRest
    {
        get
        {
            lock (_gate)
            {
                long now = _options.TimeProvider.GetTimestamp();
                return _requestsUnderWay == _polls.Count && _polls.TrueForAll(poll => !poll.Arrived.IsCompleted && poll.Until > now);
            }
        }
    }

    /// <summary>After how long the next hidden message shows; <see langword="null"/> where none is hidden.</summary>
    internal TimeSpan? NextShown
    {
        get
        {
            lock (_gate)
            {
                return _messages.NextShown is { } next ? _options.TimeProvider.GetElapsedTime(_options.TimeProvider.GetTimestamp(), next) : null;
            }
        }
    }

    /// <summary>Puts a message into the queue.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="attributes">Message attributes of type String; <c>AWSTraceHeader</c> becomes the system attribute.</param>
    /// <param name="group">The message group, in a FIFO queue.</param>
    public void Send(string body, IReadOnlyDictionary<string, string>? attributes = null, string? group = null)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            _messages.Add(new QueuedMessage
            {
                Number = ++_sent,
                Id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-0000-0000-{_sent:D12}"),
                Body = body,
                Group = _options.Name.EndsWith(".fifo", StringComparison.Ordinal) ? group ?? "default" : null,
                Attributes = attributes ?? new Dictionary<string, string>(StringComparer.Ordinal),
            });
            (arrived, _arrived) = (_arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        arrived.TrySetResult();
    }

    /// <summary>Plays a fault for the next request of any kind.</summary>
    /// <param name="fault">The fault.</param>
    public void Fail(LocalSqsFault fault) => Fail(operation: null, fault);

    /// <summary>Plays a fault for the next request of one kind; faults are played in the order in which they were given.</summary>
    /// <param name="operation">Such as <c>ReceiveMessage</c>; <see langword="null"/> for any.</param>
    /// <param name="fault">The fault.</param>
    public void Fail(string? operation, LocalSqsFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
        {
            _faults.Enqueue((operation, fault));
        }
    }

    /// <summary>Gives the next messages without hiding them, as a standard queue may: they are received once more.</summary>
    /// <param name="messages">How many.</param>
    public void Duplicate(int messages) => Interlocked.Add(ref _duplicates, messages);

    /// <summary>A handler that answers for the queue; give it to an <see cref="HttpClient"/>.</summary>
    public HttpMessageHandler CreateHandler() => new LocalSqsHandler(this);

    /// <summary>A request comes in; <see cref="Leave"/> follows.</summary>
    internal void Enter()
    {
        lock (_gate)
        {
            _requestsUnderWay++;
        }
    }

    /// <summary>It is answered, or failed.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            _requestsUnderWay--;
        }
    }

    internal LocalSqsFault? Begin(string operation)
    {
        lock (_gate)
        {
            _requests.Enqueue((operation, _options.TimeProvider.GetUtcNow()));
            if (_requests.Count > RequestsKept)
            {
                _requests.Dequeue();
            }

            return _faults.TryPeek(out (string? Operation, LocalSqsFault Fault) next) && (next.Operation is null || next.Operation == operation) ? _faults.Dequeue().Fault : null;
        }
    }

    /// <summary>Receives, and waits for a message where there is none.</summary>
    internal async Task<List<(QueuedMessage Message, string Handle, int Count)>> ReceiveAsync(int max, TimeSpan wait, TimeSpan? visibility, CancellationToken cancellationToken)
    {
        long end = After(wait);
        while (true)
        {
            (Task Arrived, long Until) poll;
            TimeSpan patience;
            lock (_gate)
            {
                List<(QueuedMessage, string, int)> received = Receive(max, visibility ?? _options.VisibilityTimeout);
                long now = _options.TimeProvider.GetTimestamp();
                if (received.Count > 0 || now >= end)
                {
                    return received;
                }

                poll = (_arrived.Task, Math.Min(end, _messages.NextShown ?? end));
                patience = _options.TimeProvider.GetElapsedTime(now, poll.Until);
                _polls.Add(poll);
            }

            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(poll.Arrived, Task.Delay(patience, _options.TimeProvider, waiting.Token)).ConfigureAwait(false);
            lock (_gate)
            {
                _polls.Remove(poll);
            }

            await waiting.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <returns>The error's name, or <see langword="null"/>.</returns>
    internal string? Delete(string handle)
    {
        lock (_gate)
        {
            if (!IsHandle(handle))
            {
                return "ReceiptHandleIsInvalid";
            }

            if (_messages.Find(handle) is { } message)
            {
                _messages.Remove(message);
                _deleted++;
            }

            return null;
        }
    }

    /// <returns>The error's name, or <see langword="null"/>.</returns>
    internal string? Hide(string handle, int seconds)
    {
        TaskCompletionSource? shown = null;
        lock (_gate)
        {
            if (!IsHandle(handle))
            {
                return "ReceiptHandleIsInvalid";
            }

            if (_messages.Find(handle) is not { } message || !_messages.IsHidden(message))
            {
                return "MessageNotInflight";
            }

            var hidden = TimeSpan.FromSeconds(seconds);
            if (_options.TimeProvider.GetElapsedTime(message.ReceivedAt) + hidden > LongestHold)
            {
                return "InvalidParameterValue";
            }

            _messages.Hide(message, After(hidden));
            (shown, _arrived) = (_arrived, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        shown.TrySetResult();
        return null;
    }

    private List<(QueuedMessage Message, string Handle, int Count)> Receive(int max, TimeSpan visibility)
    {
        List<(QueuedMessage, string, int)> received = [];
        foreach (QueuedMessage message in _messages.Receivable(max))
        {
            if (message.ReceiveCount >= _options.MaxReceiveCount)
            {
                _messages.Remove(message);
                _deadLetters.Add(message.Body);
                continue;
            }

            message.ReceiveCount++;
            message.ReceivedAt = _options.TimeProvider.GetTimestamp();
            _messages.Receive(
                message,
                string.Create(CultureInfo.InvariantCulture, $"handle-{++_handles}"),
                _duplicates > 0 && Interlocked.Decrement(ref _duplicates) >= 0 ? 0 : After(visibility));
            received.Add((message, message.Handle!, message.ReceiveCount));
        }

        return received;
    }

    private bool IsHandle(string handle) =>
        handle.StartsWith("handle-", StringComparison.Ordinal) && int.TryParse(handle.AsSpan("handle-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= _handles;

    private long After(TimeSpan time) => _options.TimeProvider.GetTimestamp() + (long)(time.TotalSeconds * _options.TimeProvider.TimestampFrequency);
}
