using System.Buffers;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>
/// What surrounds the fold in a scenario: runs at certain minutes, a clock, and a store that lags behind. Each run folds the receipt minutes that are whole by then.
/// </summary>
internal sealed class FoldScenarioRun
{
    private const long Minute = 60_000;

    private readonly FoldScenario _scenario;
    private readonly ThroughputFold _fold;
    private readonly SortedDictionary<long, List<FoldInput>> _pending = [];
    private readonly List<(string Pipeline, CapacityEntry Entry)> _unsaid;
    private readonly List<(long At, ThroughputTransition Told)> _told = [];
    private FoldState _state = new();
    private int _input;
    private long _cursor;

    public FoldScenarioRun(FoldScenario scenario)
    {
        _scenario = scenario;
        _fold = new ThroughputFold(scenario.Settings, scenario.Limits);
        _unsaid = [.. scenario.Capacities];
        _cursor = scenario.Start / Minute;
    }

    /// <summary>Whether each run begins with the state that the one before it saved.</summary>
    public bool Restarts { get; init; }

    /// <summary>Whether all capacities are said at once, long before they take effect.</summary>
    public bool SaysCapacitiesEarly { get; init; }

    /// <summary>Takes the cells of a receipt minute, to give them back in another order.</summary>
    public Func<List<FoldInput>, IEnumerable<FoldInput>> Shuffle { get; init; } = inputs => inputs;

    /// <summary>Is called after each receipt minute with the state, for pictures.</summary>
    public Action<FoldState>? Folded { get; init; }

    /// <summary>The state after the last run.</summary>
    public FoldState State => _state;

    /// <summary>The transitions, each with the run that told it, in minutes after the scenario's start.</summary>
    public IReadOnlyList<(long At, ThroughputTransition Told)> Told => _told;

    /// <summary>The transitions as lines of the expected files.</summary>
    public IReadOnlyList<string> Lines => [.. _told.Select(one => TransitionLine.Of(one.At, one.Told))];

    /// <summary>Goes through the scenario.</summary>
    /// <param name="runs">The minutes at which runs take place, where they are to be others than the scenario's.</param>
    public FoldScenarioRun Run(IEnumerable<long>? runs = null)
    {
        long start = _scenario.Start / Minute;
        int delay = _scenario.Settings.StoreDelay;
        foreach (long at in runs ?? _scenario.Runs)
        {
            if (Restarts)
            {
                Restart();
            }

            long until = start + at + Offset(at) - delay;
            if (until < _cursor - 60)
            {
                _state.BeginAnew(until);
                _cursor = until;
                _pending.Clear();
            }

            Receive(start, (at - delay) * Minute);
            for (; _cursor < until; _cursor++)
            {
                FoldNext(at);
            }
        }

        return this;
    }

    private void Receive(long start, long before)
    {
        for (; _input < _scenario.Inputs.Count && _scenario.Inputs[_input].Received < before; _input++)
        {
            FoldInput input = _scenario.Inputs[_input];
            long real = input.Received / Minute;
            long receipt = Math.Max(_cursor, start + real + Offset(real));
            if (!_pending.TryGetValue(receipt, out List<FoldInput>? minute))
            {
                _pending.Add(receipt, minute = []);
            }

            minute.Add(input);
        }
    }

    private void FoldNext(long at)
    {
        var received = new ReceivedMinute(_cursor);
        foreach (FoldInput input in _pending.Remove(_cursor, out List<FoldInput>? inputs) ? Shuffle(inputs) : [])
        {
            long minute = (_scenario.Start + input.Happened) / Minute;
            switch (input.Kind)
            {
                case FoldInputKind.Sign:
                    received.AddSign();
                    break;
                case FoldInputKind.Arrived:
                    received.AddArrived(input.Pipeline, minute, input.Bytes);
                    break;
                case FoldInputKind.Done:
                    received.AddDone(input.Pipeline, minute, input.Bytes);
                    break;
                default:
                    throw new InvalidOperationException($"{input.Kind} cannot be received.");
            }
        }

        for (int i = 0; i < _unsaid.Count;)
        {
            if (SaysCapacitiesEarly || _unsaid[i].Entry.Time / Minute <= _cursor)
            {
                received.AddCapacity(_unsaid[i].Pipeline, _unsaid[i].Entry);
                _unsaid.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }

        List<ThroughputTransition> told = [];
        _fold.Fold(_state, received, told);
        _told.AddRange(told.Select(one => (at, one)));
        Folded?.Invoke(_state);
    }

    private void Restart()
    {
        var saved = new ArrayBufferWriter<byte>();
        _state.Save(saved);
        _state = FoldState.Restore(saved.WrittenSpan, _scenario.Settings, _scenario.Limits);
        var again = new ArrayBufferWriter<byte>();
        _state.Save(again);
        if (!again.WrittenSpan.SequenceEqual(saved.WrittenSpan))
        {
            throw new InvalidOperationException("A restored state saves other bytes than it was restored from.");
        }
    }

    private long Offset(long minute) => _scenario.Clock.FirstOrDefault(one => one.From <= minute && minute < one.To).Offset;
}
