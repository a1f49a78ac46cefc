using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// What is done after the emitter's lock has been left: completions run other people's code, and so may loggers and listeners of metrics. A value, so that an enqueue
/// that needs none of it allocates nothing.
/// </summary>
internal struct AfterLock
{
    // Chained through the scopes themselves: most batches complete as many scopes as they have events.
    private DeliveryScope? _firstCompleted;
    private DeliveryScope? _lastCompleted;
    private List<(EventOutcome Outcome, int Count)>? _notes;
    private (EmitterState Before, EmitterState After, CollectorAnswer Answer)? _stateChange;

    /// <summary>Notes a scope that is complete and has not said so yet.</summary>
    public void Complete(DeliveryScope scope)
    {
        if (_lastCompleted is null)
        {
            _firstCompleted = scope;
        }
        else
        {
            _lastCompleted.NextCompleted = scope;
        }

        _lastCompleted = scope;
    }

    /// <summary>Notes events that were not delivered, to be logged once with their reason.</summary>
    public void Note(EventOutcome outcome, int count)
    {
        if (outcome.Outcome == DeliveryOutcome.Delivered || count == 0)
        {
            return;
        }

        _notes ??= [];
        int at = _notes.FindIndex(note => note.Outcome == outcome);
        if (at < 0)
        {
            _notes.Add((outcome, count));
        }
        else
        {
            _notes[at] = (outcome, _notes[at].Count + count);
        }
    }

    /// <summary>Takes over what another one has to log, so that both are logged together.</summary>
    public void TakeNotes(ref AfterLock other)
    {
        foreach ((EventOutcome outcome, int count) in other._notes ?? [])
        {
            Note(outcome, count);
        }

        other._notes = null;
    }

    /// <summary>Whether there is anything to be logged.</summary>
    public readonly bool HasNotes => _notes is not null;

    /// <summary>What changed in the books, to be measured.</summary>
    public BookChanges Changes { get; set; }

    /// <summary>By how much the requests that may be in flight have changed, at present and at most.</summary>
    public (int Change, int BoundChange) Window { get; set; }

    /// <summary>Whether there is anything to be measured or logged.</summary>
    public readonly bool HasChanges => Changes != default || Window != default || _stateChange is not null || HasNotes;

    /// <summary>Notes that an answer has turned the emitter's state.</summary>
    public void Turned(EmitterState before, EmitterState after, in CollectorAnswer answer) => _stateChange = (before, after, answer);

    public readonly void Run(ILogger logger, RelayMetrics metrics)
    {
        try
        {
            metrics.Changed(Changes);
            metrics.Window(Window.Change, Window.BoundChange);
            if (_stateChange is { } change)
            {
                metrics.Paused(change.Before, change.After);
                Write(logger, change.After, change.Answer);
            }

            if (_notes is not null)
            {
                foreach ((EventOutcome outcome, int count) in _notes)
                {
                    Write(logger, outcome, count);
                }
            }
        }
        finally
        {
            // Whatever is thrown above: a scope that never completes is a notification that is never settled.
            if (_firstCompleted is not null)
            {
                DeliveryScope.CompleteAll(_firstCompleted);
            }
        }
    }

    private static void Write(ILogger logger, EmitterState state, in CollectorAnswer answer)
    {
        switch (state)
        {
            case EmitterState.Retrying:
                Log.Retrying(logger, answer.ToString());
                break;
            case EmitterState.Misdirected:
                Log.Misdirected(logger, answer.ToString());
                break;
            default:
                Log.Recovered(logger);
                break;
        }
    }

    private static void Write(ILogger logger, EventOutcome outcome, int count)
    {
        (string reason, string text) = (outcome.Reason.Tag(), outcome.Text ?? "");
        switch (outcome.Outcome)
        {
            case DeliveryOutcome.Rejected:
                Log.Rejected(logger, count, text, reason);
                break;
            case DeliveryOutcome.Expired:
                Log.Expired(logger, count, text, reason);
                break;
            default:
                Log.Abandoned(logger, count, text, reason);
                break;
        }
    }
}
