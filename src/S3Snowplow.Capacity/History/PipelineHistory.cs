using System.Diagnostics;

namespace S3Snowplow.Capacity;

/// <summary>What is remembered of a pipeline for pictures, reports and pages: 5 minutes for a day, 30 minutes for 8 days, and the last 100 incidents. About 8 KB.</summary>
/// <remarks>Written by the judge while it runs; the judge gives copies of it.</remarks>
public sealed class PipelineHistory : IMinuteObserver
{
    private const int FineMinutes = 5;
    private const int CoarseMinutes = 30;
    private const int MostIncidents = 100;

    private readonly HistoryRing _fine = new(FineMinutes, 24 * 60 / FineMinutes);
    private readonly HistoryRing _coarse = new(CoarseMinutes, 8 * 24 * 60 / CoarseMinutes);
    private readonly List<PastIncident> _incidents = [];

    internal PipelineHistory()
    {
    }

    /// <summary>The last day by 5 minutes, in order of time; fewer where less is known.</summary>
    public IReadOnlyList<HistoryCell> Day => [.. _fine.Cells()];

    /// <summary>The last 8 days by 30 minutes, in order of time; fewer where less is known.</summary>
    public IReadOnlyList<HistoryCell> Week => [.. _coarse.Cells()];

    /// <summary>The last 100 incidents, in order of their begin.</summary>
    public IReadOnlyList<PastIncident> Incidents => [.. _incidents];

    void IMinuteObserver.Arrived(long minute, Int128 bytes)
    {
        _fine.Add(minute, (double)bytes);
        _coarse.Add(minute, (double)bytes);
    }

    void IMinuteObserver.Judged(long minute, long drainSixtieths, Int128 waitingSixtieths, long bytesPerHour)
    {
        double secondsBehind = (double)waitingSixtieths * 60 / bytesPerHour;
        double capacity = drainSixtieths / 60d;
        _fine.Judge(minute, capacity, secondsBehind);
        _coarse.Judge(minute, capacity, secondsBehind);
    }

    void IMinuteObserver.BeginAnew(long minute)
    {
        _fine.BeginAnew(minute);
        _coarse.BeginAnew(minute);
    }

    /// <summary>Notes what was told of an incident.</summary>
    internal void Told(ThroughputTransition told)
    {
        if (told.IncidentTime is not { } start)
        {
            return;
        }

        int index = _incidents.FindLastIndex(one => one.Start == start);
        PastIncident incident = index >= 0 ? _incidents[index] : new PastIncident(start, IsCritical: false, End: null, TimeSpan.Zero);
        TimeSpan behind = TimeSpan.FromSeconds(Math.Min(told.Figures?.Behind ?? 0, int.MaxValue));
        incident = incident with { LongestBehind = behind > incident.LongestBehind ? behind : incident.LongestBehind };
        incident = told.Kind switch
        {
            TransitionKind.Warning => incident,
            TransitionKind.Critical => incident with { IsCritical = true },
            TransitionKind.Recovered or TransitionKind.Removed => incident with { End = told.Time },
            TransitionKind.Blind or TransitionKind.Seen or TransitionKind.Silent or TransitionKind.Heard or TransitionKind.CapacitySuspect or TransitionKind.ThroughputDiffers => incident,
            _ => throw new UnreachableException($"{told.Kind} has no place in an incident."),
        };
        if (index >= 0)
        {
            _incidents[index] = incident;
            return;
        }

        _incidents.Add(incident);
        if (_incidents.Count > MostIncidents)
        {
            _incidents.RemoveAt(0);
        }
    }

    internal void Save(StateWriter writer)
    {
        _fine.Save(writer);
        _coarse.Save(writer);
        writer.Write(_incidents.Count);
        foreach (PastIncident incident in _incidents)
        {
            writer.Write(incident.Start.UtcTicks);
            writer.Write(incident.IsCritical);
            writer.WriteOptional(incident.End?.UtcTicks);
            writer.Write(incident.LongestBehind.Ticks);
        }
    }

    internal static PipelineHistory Restore(ref StateReader reader)
    {
        var history = new PipelineHistory();
        history._fine.Restore(ref reader);
        history._coarse.Restore(ref reader);
        int count = reader.ReadInt(0, MostIncidents);
        for (int i = 0; i < count; i++)
        {
            history._incidents.Add(new PastIncident(
                Time(reader.ReadLong()), reader.ReadBool(), reader.ReadOptional() is { } end ? Time(end) : null, TimeSpan.FromTicks(reader.ReadLong())));
        }

        return history;
    }

    /// <summary>One that does not change with this one.</summary>
    internal PipelineHistory Copy()
    {
        var bytes = new System.Buffers.ArrayBufferWriter<byte>(16 * 1024);
        Save(new StateWriter(bytes));
        var reader = new StateReader(bytes.WrittenSpan);
        return Restore(ref reader);
    }

    private static DateTimeOffset Time(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
        ? new DateTimeOffset(ticks, TimeSpan.Zero)
        : throw new InvalidDataException("The saved state has an incident of no time.");
}
