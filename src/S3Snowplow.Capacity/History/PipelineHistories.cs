namespace S3Snowplow.Capacity;

/// <summary>The histories of all pipelines, by name.</summary>
internal sealed class PipelineHistories : IMinuteObservers
{
    private readonly Dictionary<string, PipelineHistory> _byName = new(StringComparer.Ordinal);

    /// <summary>The history of a pipeline, or <see langword="null"/>.</summary>
    public PipelineHistory? Find(string pipeline) => _byName.GetValueOrDefault(pipeline);

    /// <inheritdoc/>
    public IMinuteObserver Of(string pipeline)
    {
        if (!_byName.TryGetValue(pipeline, out PipelineHistory? history))
        {
            _byName.Add(pipeline, history = new PipelineHistory());
        }

        return history;
    }

    /// <summary>Notes what was told of an incident.</summary>
    public void Told(ThroughputTransition told)
    {
        if (told.Pipeline is { } pipeline)
        {
            Find(pipeline)?.Told(told);
        }
    }

    /// <summary>Forgets those of pipelines that are gone.</summary>
    public void Keep(IReadOnlyCollection<string> pipelines)
    {
        if (_byName.Count > pipelines.Count)
        {
            HashSet<string> kept = [.. pipelines];
            foreach (string gone in _byName.Keys.Where(name => !kept.Contains(name)).ToArray())
            {
                _byName.Remove(gone);
            }
        }
    }

    /// <summary>Saves them.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_byName.Count);
        foreach ((string name, PipelineHistory history) in _byName)
        {
            writer.Write(name);
            history.Save(writer);
        }
    }

    /// <summary>What <see cref="Save"/> wrote.</summary>
    public static PipelineHistories Restore(ref StateReader reader)
    {
        var histories = new PipelineHistories();
        int count = reader.ReadInt(0, StateReader.MostItems);
        for (int i = 0; i < count; i++)
        {
            histories._byName[reader.ReadString()] = PipelineHistory.Restore(ref reader);
        }

        return histories;
    }
}
