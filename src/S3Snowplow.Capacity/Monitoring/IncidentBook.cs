namespace S3Snowplow.Capacity;

/// <summary>Which incidents are open, which transitions the channels have not got yet, and when an open one is told again. Safe for use by several threads.</summary>
/// <param name="alerts">Who is told; <see langword="null"/> for nobody.</param>
/// <param name="renotifyAfter">After how long an open incident is told again; <see langword="null"/> for never.</param>
/// <param name="start">From when on reminders are due.</param>
internal sealed class IncidentBook(AlertDispatcher? alerts, TimeSpan? renotifyAfter, DateTimeOffset start)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ThroughputTransition> _open = new(StringComparer.Ordinal);
    private readonly List<ThroughputTransition> _untold = [];
    private DateTimeOffset _reminded = start;

    /// <summary>The open incidents, and what is not told, for the store.</summary>
    public (IReadOnlyList<ThroughputTransition> Open, IReadOnlyList<ThroughputTransition> Untold) Content
    {
        get
        {
            lock (_gate)
            {
                return ([.. _open.Values], [.. _untold]);
            }
        }
    }

    public bool IsOpen(string pipeline)
    {
        lock (_gate)
        {
            return _open.ContainsKey(pipeline);
        }
    }

    /// <summary>Takes over incidents that were open when the process before ended.</summary>
    public void Restore(IEnumerable<ThroughputTransition> open)
    {
        lock (_gate)
        {
            foreach (ThroughputTransition one in open)
            {
                _open[one.Pipeline] = one;
            }
        }
    }

    /// <summary>Notes what was judged, in its order.</summary>
    public void Note(IEnumerable<ThroughputTransition> transitions)
    {
        lock (_gate)
        {
            foreach (ThroughputTransition transition in transitions)
            {
                if (transition.State == ThroughputState.Exceeded)
                {
                    _open[transition.Pipeline] = transition;
                }
                else
                {
                    _open.Remove(transition.Pipeline);
                }
            }
        }
    }

    /// <summary>Forgets a pipeline, and says whether an incident of it was open.</summary>
    public bool Forget(string pipeline)
    {
        lock (_gate)
        {
            return _open.Remove(pipeline);
        }
    }

    /// <summary>Tells the channels; a transition is untold until each has got it or was given up.</summary>
    public void Tell(IEnumerable<ThroughputTransition> transitions)
    {
        if (alerts is null)
        {
            return;
        }

        foreach (ThroughputTransition transition in transitions)
        {
            lock (_gate)
            {
                _untold.Add(transition);
            }

            _ = ForgetWhenToldAsync(transition, alerts.PostAsync(new Alert(transition)));
        }
    }

    /// <summary>Tells open incidents again that are due. By the number of whole intervals since the start, so that a restart neither repeats nor forgets one.</summary>
    public void Remind(DateTimeOffset now)
    {
        if (alerts is null || renotifyAfter is not { } interval)
        {
            return;
        }

        Alert[] due;
        lock (_gate)
        {
            due = [.. _open.Values
                .Where(open => Intervals(open, now) > Intervals(open, _reminded))
                .Select(open => new Alert(open, Reminder: Intervals(open, now)))];
            _reminded = now;
        }

        foreach (Alert alert in due)
        {
            _ = alerts.PostAsync(alert);
        }

        int Intervals(ThroughputTransition open, DateTimeOffset at) => (int)Math.Max(0, Math.Floor((at - open.Time) / interval));
    }

    private async Task ForgetWhenToldAsync(ThroughputTransition transition, Task told)
    {
        await told.ConfigureAwait(false);
        lock (_gate)
        {
            _untold.Remove(transition);
        }
    }
}
