namespace S3Snowplow.Capacity;

/// <content>Saved as plain numbers. What follows from others is not saved.</content>
internal sealed partial class PipelineJudgement
{
    private const int MostMinutesBehind = 24 * 60;

    /// <summary>Saves it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="nextReceipt">The receipt minute that comes next: there is nothing for it yet.</param>
    public void Save(StateWriter writer, long nextReceipt)
    {
        writer.Write(_start);
        writer.Write(_rateBeforeStart);
        writer.Write(_oldest);
        writer.Write(_next);
        Save(writer, _base);
        Save(writer, _backlog);
        writer.Write(_spare);
        writer.Write(_calm);
        writer.Write(_incident is not null);
        if (_incident is { } incident)
        {
            writer.Write(incident.Start);
            writer.Write(incident.IsCritical);
        }

        writer.Write(_differs);
        _arrived.Save(writer, _oldest, nextReceipt - 1);
        writer.Write(_done is not null);
        _done?.Save(writer, _oldest, nextReceipt - 1);
        _delays.Save(writer);
        _rhythm.Save(writer);
        _silence.Save(writer);
    }

    /// <summary>What <see cref="Save(StateWriter, long)"/> wrote. Settings and limits may be others by now.</summary>
    public static PipelineJudgement Restore(ref StateReader reader, long nextReceipt, FoldSettings settings, PipelineLimits limits, CapacityHistory capacities)
    {
        var judgement = new PipelineJudgement(settings, limits, capacities)
        {
            _start = reader.ReadLong(0, nextReceipt),
            _rateBeforeStart = reader.ReadLong(1),
            _oldest = reader.ReadLong(nextReceipt - StateReader.MostItems, nextReceipt),

            // Judging is behind receiving by the longest delay at most. From a minute long ago, which only a damaged state has, it would judge years.
            _next = reader.ReadLong(nextReceipt - MostMinutesBehind, nextReceipt),
            _base = RestoreBacklog(ref reader),
            _backlog = RestoreBacklog(ref reader),
            _spare = reader.ReadSum(),
            _calm = reader.ReadInt(),
            _incident = reader.ReadBool() ? new OpenIncident(reader.ReadLong(), reader.ReadBool()) : null,
            _differs = reader.ReadBool(),
        };
        judgement._arrived.Restore(ref reader, judgement._oldest, nextReceipt - 1);
        if (reader.ReadBool())
        {
            // What was done is left out where it is no longer observed.
            (judgement._done ?? new MinuteRing(judgement._arrived.Length)).Restore(ref reader, judgement._oldest, nextReceipt - 1);
        }

        judgement._delays.Restore(ref reader);
        judgement._rhythm.Restore(ref reader);
        judgement._silence.Restore(ref reader);
        judgement._delay = judgement._delays.Delay(settings);
        judgement.Derive();
        return judgement;
    }

    private static void Save(StateWriter writer, in WorkBacklog backlog)
    {
        writer.Write(backlog.Sixtieths);
        writer.Write(backlog.Over);
        writer.Write(backlog.Busy);
    }

    private static WorkBacklog RestoreBacklog(ref StateReader reader) => new(reader.ReadSum(), reader.ReadInt(), reader.ReadInt());
}
