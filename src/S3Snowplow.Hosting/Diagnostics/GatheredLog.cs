namespace S3Snowplow.Hosting.Diagnostics;

/// <summary>
/// One line with a count for what happens to many things at once: messages of a queue that dies, requests of a sender without a password, notifications that a full disk does not take.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="window">For how long is gathered before a line is written.</param>
/// <param name="firstAtOnce">Whether the first of a kind is written at once, and only those that follow are gathered.</param>
/// <param name="write">Writes the line for a number of things and their common reason.</param>
internal sealed class GatheredLog(TimeProvider time, TimeSpan window, bool firstAtOnce, Action<int, string> write)
{
    // A reason may have something of a stranger's in it, and be another one each time.
    private const int MostReasons = 16;
    private const string OtherReasons = "further reasons";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private ITimer? _timer;

    /// <summary>Notes one more.</summary>
    public void Note(string reason)
    {
        bool isFirst;
        lock (_gate)
        {
            string kind = _counts.Count < MostReasons || _counts.ContainsKey(reason) ? reason : OtherReasons;
            isFirst = firstAtOnce && _counts.TryAdd(kind, 0);
            if (!isFirst)
            {
                _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            }

            reason = kind;
            _timer ??= time.CreateTimer(static log => ((GatheredLog)log!).Tell(), this, window, Timeout.InfiniteTimeSpan);
        }

        if (isFirst)
        {
            Write(1, reason);
        }
    }

    /// <summary>Writes what was gathered.</summary>
    public void Tell()
    {
        KeyValuePair<string, int>[] counts;
        lock (_gate)
        {
            counts = [.. _counts];
            _counts.Clear();
            _timer?.Dispose();
            _timer = null;
        }

        foreach ((string reason, int count) in counts.Where(one => one.Value > 0))
        {
            Write(count, reason);
        }
    }

    private void Write(int count, string reason)
    {
        try
        {
            write(count, reason);
        }
#pragma warning disable CA1031 // A logger that throws must not end the timer's thread, and with it the process; as in OccurrenceLog.
        catch (Exception)
#pragma warning restore CA1031
        {
            // There is nobody else to tell.
        }
    }

    /// <summary>What an exception says in a line: what a service refused in its words, of anything else the sort.</summary>
    public static string ReasonOf(Exception exception) => exception switch
    {
        Sqs.SqsException or Spool.SpoolException => exception.Message,
        HttpRequestException { HttpRequestError: var error } => $"{nameof(HttpRequestException)}, {error}",
        _ => exception.GetType().Name,
    };
}
