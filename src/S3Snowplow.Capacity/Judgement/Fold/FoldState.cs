using System.Buffers;

namespace S3Snowplow.Capacity;

/// <summary>All that is remembered of a source and its pipelines from one receipt minute to the next.</summary>
internal sealed class FoldState
{
    // Stands first in what is saved; another layout gets another number.
    private const int Layout = 1;

    /// <summary>The receipt minute that comes next, since the Unix epoch; <see langword="null"/>: none was folded yet.</summary>
    public long? NextReceipt { get; internal set; }

    /// <summary>The last receipt minute with a sign of life; <see langword="null"/>: there was none.</summary>
    public long? LastSign { get; internal set; }

    /// <summary>Whether it was told that nothing is heard of the source.</summary>
    public bool IsBlind { get; internal set; }

    /// <summary>Who sees the minutes of each pipeline; <see langword="null"/>: nobody does. Not saved.</summary>
    public IMinuteObservers? Observers { get; init; }

    /// <summary>The pipelines of which a capacity was said, in ordinal order of name.</summary>
    internal List<TrackedPipeline> Pipelines { get; } = [];

    /// <summary>Suspect capacities from the next receipt minute on, in the order of telling; <see langword="null"/>: to be looked for.</summary>
    internal List<SuspectCapacity>? Suspects { get; set; }

    /// <summary>
    /// The clock had been ahead: goes on from an earlier minute. For a run that takes place more than 60 minutes before the next receipt minute; for less it waits.
    /// </summary>
    /// <remarks>Incidents stay, and what was learned of rhythms, delays and gaps. What was said of capacities stays too: say the present ones again, for what was heard while the clock
    /// was wrong has a time that is still to come.</remarks>
    public void BeginAnew(long receipt)
    {
        foreach (TrackedPipeline pipeline in Pipelines)
        {
            pipeline.Judgement?.BeginAnew(receipt);
            pipeline.Observer?.BeginAnew(receipt);
        }

        LastSign = receipt - 1;
        NextReceipt = receipt;
        IsBlind = false;
        Suspects = null;
    }

    /// <summary>The same with other settings and limits; what follows from them is made anew.</summary>
    public FoldState With(FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits)
    {
        var saved = new ArrayBufferWriter<byte>(64 * 1024);
        Save(saved);
        return Restore(saved.WrittenSpan, settings, limits, Observers);
    }

    /// <summary>What is judged of a pipeline; <see langword="null"/>: it has no capacity, or is removed.</summary>
    public PipelineJudgement? JudgementOf(string name) => Find(name)?.Judgement;

    /// <summary>The pipeline of a name, or <see langword="null"/>.</summary>
    internal TrackedPipeline? Find(string name) => Search(name) is >= 0 and int at ? Pipelines[at] : null;

    /// <summary>Finds the pipeline of a name, or makes it.</summary>
    internal TrackedPipeline Track(string name, PipelineLimits limits)
    {
        int at = Search(name);
        if (at >= 0)
        {
            return Pipelines[at];
        }

        var pipeline = new TrackedPipeline(name, limits, new CapacityHistory(name), Observers?.Of(name));
        Pipelines.Insert(~at, pipeline);
        return pipeline;
    }

    // The index of a name, or the complement of where it would stand.
    private int Search(string name)
    {
        int at = 0;
        int end = Pipelines.Count;
        while (at < end)
        {
            int middle = (at + end) / 2;
            int order = string.CompareOrdinal(Pipelines[middle].Name, name);
            if (order == 0)
            {
                return middle;
            }

            (at, end) = order < 0 ? (middle + 1, end) : (at, middle);
        }

        return ~at;
    }

    /// <summary>Saves it.</summary>
    public void Save(IBufferWriter<byte> output)
    {
        var writer = new StateWriter(output);
        writer.Write(Layout);
        writer.WriteOptional(NextReceipt);
        writer.WriteOptional(LastSign);
        writer.Write(IsBlind);
        writer.Write(Pipelines.Count);
        foreach (TrackedPipeline pipeline in Pipelines)
        {
            writer.Write(pipeline.Name);
            pipeline.Capacities.Save(writer);
            writer.Write(pipeline.Judgement is not null);
            pipeline.Judgement?.Save(writer, NextReceipt!.Value);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    /// <param name="saved">The bytes.</param>
    /// <param name="settings">The settings of now.</param>
    /// <param name="limits">What owners say now, by name.</param>
    /// <param name="observers">Who sees the minutes from now on.</param>
    /// <exception cref="InvalidDataException">It is cut off, of another layout, or says what cannot be.</exception>
    public static FoldState Restore(ReadOnlySpan<byte> saved, FoldSettings settings, IReadOnlyDictionary<string, PipelineLimits> limits, IMinuteObservers? observers = null)
    {
        var reader = new StateReader(saved);
        int layout = reader.ReadInt();
        if (layout != Layout)
        {
            throw new InvalidDataException($"The saved state has layout {layout}; this version reads {Layout}.");
        }

        var state = new FoldState { NextReceipt = reader.ReadOptional(), LastSign = reader.ReadOptional(), IsBlind = reader.ReadBool(), Observers = observers };
        int count = reader.ReadInt(0, StateReader.MostItems);
        for (int i = 0; i < count; i++)
        {
            string name = reader.ReadString();
            var pipeline = new TrackedPipeline(name, limits.GetValueOrDefault(name, PipelineLimits.None), CapacityHistory.Restore(ref reader, name, settings.Confirm), observers?.Of(name));
            pipeline.Judgement = reader.ReadBool() ? PipelineJudgement.Restore(ref reader, state.NextReceipt ?? 0, settings, pipeline.Limits, pipeline.Capacities) : null;
            state.Pipelines.Add(pipeline);
        }

        return reader.IsAtEnd ? state : throw new InvalidDataException("The saved state goes on after its end.");
    }
}

/// <summary>A pipeline of which a capacity was said.</summary>
/// <param name="name">Its name.</param>
/// <param name="limits">What its owner said.</param>
/// <param name="capacities">Its capacities.</param>
/// <param name="observer">Who sees its minutes; <see langword="null"/>: nobody does.</param>
internal sealed class TrackedPipeline(string name, PipelineLimits limits, CapacityHistory capacities, IMinuteObserver? observer)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What its owner said.</summary>
    public PipelineLimits Limits => limits;

    /// <summary>Its capacities.</summary>
    public CapacityHistory Capacities => capacities;

    /// <summary>What is judged of it; <see langword="null"/>: it has no capacity, or is removed.</summary>
    public PipelineJudgement? Judgement { get; set; }

    /// <summary>Who sees its minutes; <see langword="null"/>: nobody does.</summary>
    public IMinuteObserver? Observer => observer;
}
