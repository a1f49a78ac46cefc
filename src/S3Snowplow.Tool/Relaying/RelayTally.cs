using S3Snowplow.Delivery;
using S3Snowplow.Reading;

namespace S3Snowplow.Tool;

/// <summary>How many events of a name had an outcome, and how many bytes their objects hold.</summary>
internal sealed record NamedOutcome(string EventName, DeliveryOutcome Outcome)
{
    public long Events { get; set; }

    public long Bytes { get; set; }
}

/// <summary>Counts what has settled, in memory that does not grow with it: single events are kept as long as they are few, failures up to a number, everything else as sums.</summary>
/// <remarks>Safe for use by several threads.</remarks>
internal sealed class RelayTally
{
    /// <summary>Up to so many events a table is what one wants to read; beyond it is a summary.</summary>
    public const int MostRows = 200;

    private const int MostFailures = 20;
    private const int MostReasons = 20;
    private const int MostNames = 200;
    private const string Others = "(others)";

    private readonly Lock _gate = new();
    private readonly long[] _outcomes = new long[Enum.GetValues<DeliveryOutcome>().Length];
    private readonly Dictionary<(string Name, DeliveryOutcome Outcome), NamedOutcome> _named = [];
    private readonly Dictionary<(DeliveryOutcome Outcome, string Reason), long> _reasons = [];
    private readonly List<(long Number, string Text)> _failures = [];
    private List<(long Number, RelayResult Result)>? _rows = [];

    /// <summary>Notifications that have settled.</summary>
    public long Notifications { get; private set; }

    /// <summary>Of those, the ones whose source may let go of them: everything in them was delivered.</summary>
    public long NotificationsDelivered { get; private set; }

    /// <summary>The bytes of those notifications.</summary>
    public long Bytes { get; private set; }

    /// <summary>Events that have an outcome.</summary>
    public long Events { get; private set; }

    /// <summary><c>s3:TestEvent</c> messages.</summary>
    public long TestEvents { get; private set; }

    /// <summary>What could not be read.</summary>
    public long Problems { get; private set; }

    /// <summary>Failures that are not among <see cref="Failures"/>, because there were too many.</summary>
    public long FailuresLeftOut { get; private set; }

    /// <summary>Why events were not delivered, with how many, most first.</summary>
    public IReadOnlyList<(DeliveryOutcome Outcome, string Reason, long Count)> Reasons =>
        [.. _reasons.OrderByDescending(reason => reason.Value).Select(reason => (reason.Key.Outcome, reason.Key.Reason, reason.Value))];

    /// <summary>The first failures, in the order in which they were read.</summary>
    public IReadOnlyList<string> Failures => [.. _failures.OrderBy(failure => failure.Number).Select(failure => failure.Text)];

    /// <summary>By name and outcome, in the order of the names.</summary>
    public IReadOnlyList<NamedOutcome> Named => [.. _named.Values.OrderBy(one => one.EventName, StringComparer.Ordinal).ThenBy(one => one.Outcome)];

    /// <summary>Each result, in the order in which they were read; <see langword="null"/> where there are more than <see cref="MostRows"/> events.</summary>
    public IReadOnlyList<RelayResult>? Results => _rows is null ? null : [.. _rows.OrderBy(row => row.Number).Select(row => row.Result)];

    /// <summary>Whether everything was delivered.</summary>
    public bool IsAllDelivered => Problems == 0 && Events == Of(DeliveryOutcome.Delivered);

    /// <summary>How many events had an outcome.</summary>
    public long Of(DeliveryOutcome outcome) => _outcomes[(int)outcome];

    /// <summary>Adds what has settled.</summary>
    /// <param name="number">Its place among those that were read.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="result">What became of it.</param>
    public void Add(long number, Notification notification, RelayResult result)
    {
        lock (_gate)
        {
            Notifications++;
            NotificationsDelivered += result.Outcome == DeliveryOutcome.Delivered ? 1 : 0;
            Bytes += notification.Body.Length;
            Events += result.Events.Count;
            TestEvents += result.TestEvents;
            Problems += result.ProblemCount;
            foreach (EventResult one in result.Events)
            {
                _outcomes[(int)one.Outcome.Outcome]++;
                NamedOutcome named = NameOf(one);
                (named.Events, named.Bytes) = (named.Events + 1, named.Bytes + (one.ObjectEvent.Size ?? 0));
                if (one.Outcome.Outcome != DeliveryOutcome.Delivered)
                {
                    string reason = CollectorOption.Called(one.Outcome.Text ?? "no reason is known");
                    (DeliveryOutcome, string) key = (one.Outcome.Outcome, reason);
                    key = _reasons.ContainsKey(key) || _reasons.Count < MostReasons ? key : (one.Outcome.Outcome, Others);
                    _reasons[key] = _reasons.GetValueOrDefault(key) + 1;
                    Fail(number, $"{notification.Id}: {one.ObjectEvent.Name} was not delivered ({OutcomeTable.Word(one.Outcome.Outcome)}): {reason} ({one.EventId})");
                }
            }

            foreach (NotificationProblem problem in result.Problems)
            {
                Fail(number, $"{notification.Id}: {problem.Path}, byte {notification.BodyOffset + problem.Offset} of the file: {problem.Reason}");
            }

            FailuresLeftOut += result.ProblemCount - result.Problems.Count;
            _rows?.Add((number, result));
            if (Events > MostRows)
            {
                _rows = null;
            }
        }
    }

    private NamedOutcome NameOf(in EventResult one)
    {
        (string Name, DeliveryOutcome Outcome) key = (one.ObjectEvent.Name, one.Outcome.Outcome);
        if (!_named.TryGetValue(key, out NamedOutcome? named))
        {
            // Names come from outside.
            key = _named.Count < MostNames ? key : (Others, key.Outcome);
            if (!_named.TryGetValue(key, out named))
            {
                _named[key] = named = new NamedOutcome(key.Name, key.Outcome);
            }
        }

        return named;
    }

    private void Fail(long number, string text)
    {
        if (_failures.Count < MostFailures)
        {
            _failures.Add((number, text));
        }
        else
        {
            FailuresLeftOut++;
        }
    }
}
