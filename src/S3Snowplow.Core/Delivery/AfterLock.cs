using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>
/// What is done after the emitter's lock has been left: completions run other people's code, and so may loggers. A value, so that an enqueue
/// that needs none of it allocates nothing.
/// </summary>
internal struct AfterLock
{
    private List<DeliveryScope>? _completed;
    private List<(EventOutcome Outcome, int Count)>? _notes;

    /// <summary>Notes a scope that is complete and has not said so yet.</summary>
    public void Complete(DeliveryScope scope) => (_completed ??= []).Add(scope);

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

    public readonly void Run(ILogger logger)
    {
        try
        {
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
            // Even where a logger throws: a scope that never completes is a notification that is never settled.
            if (_completed is not null)
            {
                foreach (DeliveryScope scope in _completed)
                {
                    scope.Complete();
                }
            }
        }
    }

    private static void Write(ILogger logger, EventOutcome outcome, int count)
    {
        string reason = outcome.Reason ?? "";
        switch (outcome.Outcome)
        {
            case DeliveryOutcome.Rejected:
                Log.Rejected(logger, count, reason);
                break;
            case DeliveryOutcome.Expired:
                Log.Expired(logger, count, reason);
                break;
            default:
                Log.Abandoned(logger, count, reason);
                break;
        }
    }
}
