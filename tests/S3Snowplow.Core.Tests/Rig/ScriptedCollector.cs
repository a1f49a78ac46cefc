using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>A far end without sockets: answers as the test says, or keeps attempts open until the test answers them.</summary>
internal sealed class ScriptedCollector(TimeProvider time) : IEventTransport
{
    private readonly Lock _gate = new();
    private readonly List<ScriptedAttempt> _attempts = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _waits = [];
    private readonly long _started = time.GetTimestamp();
    private int _inFlight;

    /// <summary>Gives the answer to an attempt; <see langword="null"/> keeps it open.</summary>
    public Func<ScriptedAttempt, CollectorAnswer?> Script { get; set; } = static _ => Answers.Ok;

    /// <summary>Whether attempts go on although they were called off, as a transport may for a while.</summary>
    public bool IsDeaf { get; set; }

    public int MaxInFlight { get; private set; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public IReadOnlyList<ScriptedAttempt> Attempts
    {
        get
        {
            lock (_gate)
            {
                return [.. _attempts];
            }
        }
    }

    /// <summary>From now on attempts stay open.</summary>
    public void KeepOpen() => Script = static _ => null;

    public void AnswerWith(int status, TimeSpan? retryAfter = null) => Script = _ => Answers.Status(status, retryAfter);

    /// <summary>Waits for the attempt with this number.</summary>
    public async Task<ScriptedAttempt> AttemptAsync(int number)
    {
        Task reached;
        lock (_gate)
        {
            if (_attempts.Count >= number)
            {
                return _attempts[number - 1];
            }

            var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add((number, wait));
            reached = wait.Task;
        }

        await reached.Within();
        return Attempts[number - 1];
    }

    public async Task<CollectorAnswer> SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ScriptedAttempt attempt;
        lock (_gate)
        {
            attempt = new ScriptedAttempt(_attempts.Count + 1, batch.Body.ToArray(), batch.Events.Count, time.GetElapsedTime(_started), cancellationToken);
            _attempts.Add(attempt);
            MaxInFlight = Math.Max(MaxInFlight, Interlocked.Increment(ref _inFlight));
            foreach ((int count, TaskCompletionSource reached) in _waits)
            {
                if (_attempts.Count >= count)
                {
                    reached.TrySetResult();
                }
            }
        }

        try
        {
            return Script(attempt) ?? await attempt.Task.WaitAsync(IsDeaf ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
