namespace S3Snowplow.Hosting.Sqs;

/// <summary>
/// Gathers what is to be done with single messages into requests of ten: a full one goes at once, another after a short linger. Entries that fail are tried again,
/// the others of their batch not.
/// </summary>
/// <param name="send">Sends a batch and tells which entries failed.</param>
/// <param name="time">The clock.</param>
/// <param name="random">The jitter.</param>
internal sealed class SqsBatcher(Func<IReadOnlyList<SqsBatcher.Entry>, Task<List<SqsBatchFailure>>> send, TimeProvider time, Func<double> random)
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private List<Entry> _open = [];

    /// <summary>Completes when it is done.</summary>
    /// <exception cref="SqsException">It was refused, or still failed at the last attempt.</exception>
    public Task AddAsync(SqsMessage message, TimeSpan visibility = default)
    {
        var entry = new Entry(message, visibility);
        List<Entry>? full = null;
        bool first;
        lock (_gate)
        {
            _open.Add(entry);
            first = _open.Count == 1;
            if (_open.Count == SqsLimits.BatchEntries)
            {
                (full, _open) = (_open, []);
            }
        }

        if (full is not null)
        {
            _ = SendAsync(full, attempt: 1);
        }
        else if (first)
        {
            _ = SendLaterAsync(_open);
        }

        return entry.Done.Task;
    }

    private async Task SendLaterAsync(List<Entry> entries)
    {
        await Task.Delay(Linger, time).ConfigureAwait(false);
        lock (_gate)
        {
            if (_open != entries)
            {
                return;
            }

            _open = [];
        }

        await SendAsync(entries, attempt: 1).ConfigureAwait(false);
    }

    private async Task SendAsync(List<Entry> entries, int attempt)
    {
        while (true)
        {
            List<Entry> again = [];
            Exception? failure = null;
            try
            {
                List<SqsBatchFailure> failures = await send(entries).ConfigureAwait(false);
                again = Settle(entries, failures, attempt);
            }
#pragma warning disable CA1031 // Whatever failed is the answer to each entry, once it is not worth another attempt.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }

            if (failure is not null)
            {
                if (attempt >= MaxAttempts || failure is SqsException { IsTransient: false })
                {
                    entries.ForEach(entry => entry.Done.TrySetException(failure));
                    return;
                }

                again = entries;
            }

            if (again.Count == 0)
            {
                return;
            }

            entries = again;
            await Task.Delay(TimeSpan.FromMilliseconds(200 * Math.Pow(4, attempt - 1) * (0.5 + (random() / 2))), time).ConfigureAwait(false);
            attempt++;
        }
    }

    private static List<Entry> Settle(List<Entry> entries, List<SqsBatchFailure> failures, int attempt)
    {
        List<Entry> again = [];
        var failed = failures.ToDictionary(failure => failure.Index);
        for (int i = 0; i < entries.Count; i++)
        {
            if (!failed.TryGetValue(i, out SqsBatchFailure failure))
            {
                entries[i].Done.TrySetResult();
            }
            else if (failure.IsSenderFault || attempt >= MaxAttempts)
            {
                entries[i].Done.TrySetException(new SqsException($"SQS refused an entry of a batch with {failure.Code}, at attempt {attempt}."));
            }
            else
            {
                again.Add(entries[i]);
            }
        }

        return again;
    }

    /// <summary>What is to be done with one message.</summary>
    internal sealed class Entry(SqsMessage message, TimeSpan visibility)
    {
        public SqsMessage Message => message;

        public TimeSpan Visibility => visibility;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
