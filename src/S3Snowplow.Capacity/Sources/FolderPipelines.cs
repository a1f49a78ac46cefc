using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>Gathers the pipelines of a folder, and says which one stays as it was where two cannot both be taken.</summary>
internal sealed class FolderPipelines(FolderBands? before)
{
    private readonly List<(string File, BoundPipeline Pipeline)> _all = [];
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);

    /// <summary>The pipelines in the order of their files.</summary>
    public IReadOnlyList<BoundPipeline> All => [.. _all.Select(one => one.Pipeline)];

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => [.. _all.Select(one => one.Pipeline.Band.Name)];

    /// <summary>Those that are as they were before.</summary>
    public IReadOnlyList<string> Kept => [.. _kept.Order(StringComparer.Ordinal)];

    /// <summary>The pipelines of each file.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<BoundPipeline>> ByFile =>
        _all.GroupBy(one => one.File, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (IReadOnlyList<BoundPipeline>)[.. group.Select(one => one.Pipeline)], StringComparer.Ordinal);

    public bool Has(string? name) => name is not null && _all.Exists(one => one.Pipeline.Band.Name == name);

    public void Add(string file, BoundPipeline pipeline) => _all.Add((file, pipeline));

    /// <summary>Of a file that cannot be read at all, every pipeline stays.</summary>
    public void KeepAll(string file)
    {
        foreach (BoundPipeline old in before?.Of(file) ?? [])
        {
            Keep(file, old.Band.Name);
        }
    }

    /// <summary>Of a file in which a pipeline has no name, those stay that are not there by name.</summary>
    public void KeepUnnamed(string file)
    {
        foreach (BoundPipeline old in before?.Of(file) ?? [])
        {
            if (!_all.Exists(one => one.File == file && one.Pipeline.Band.Name == old.Band.Name))
            {
                Keep(file, old.Band.Name);
            }
        }
    }

    /// <summary>A pipeline stays as it was, if it was.</summary>
    public void Keep(string file, string name)
    {
        if (OldAnywhere(file, name) is { } old)
        {
            _all.Add((file, old));
            _kept.Add(name);
        }
    }

    /// <summary>Of pipelines with one name, the one that had it before stays; where none had, none is taken, since nobody could say which is meant.</summary>
    public void SettleNames(BandsErrors errors)
    {
        foreach (IGrouping<string, (string File, BoundPipeline Pipeline)> twice in _all.GroupBy(one => one.Pipeline.Band.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).ToArray())
        {
            (string File, BoundPipeline Pipeline)[] ones = [.. twice];
            BoundPipeline? first = Array.Find(ones, one => Old(one.File, twice.Key) is not null).Pipeline;
            foreach ((_, BoundPipeline other) in ones.Where(one => one.Pipeline != first).Skip(first is null ? 1 : 0))
            {
                BoundPipeline named = first ?? ones[0].Pipeline;
                errors.Add(other.At, $"'{twice.Key}' is the name of a pipeline in {named.At.File} already. Allowed: each name once; NameFrom and NamePath of the layout say what gives the name.");
            }

            _all.RemoveAll(one => one.Pipeline.Band.Name == twice.Key && one.Pipeline != first);
        }
    }

    /// <summary>Of pipelines whose inputs or outputs exclude each other, the one that is as before stays; the other is as it was, or is left out.</summary>
    public void SettlePlaces(string? defaultPipeline, BandsErrors errors)
    {
        // Each round takes back or out one pipeline at least, so it ends.
        while (true)
        {
            var gone = new HashSet<BoundPipeline>(ReferenceEqualityComparer.Instance);
            foreach (Overlap overlap in InputOverlap.Find(All))
            {
                if (gone.Contains(overlap.Later) || gone.Contains(overlap.Earlier))
                {
                    continue;
                }

                errors.Add(overlap.At, overlap.Message);
                gone.Add(IsAsBefore(overlap.Later) && !IsAsBefore(overlap.Earlier) ? overlap.Earlier : overlap.Later);
            }

            PipelineBand? byDefault = _all.Find(one => one.Pipeline.Band.Name == defaultPipeline).Pipeline?.Band;
            foreach ((BoundPipeline pipeline, ConfigNode at, string message) in OutputLoop.Find(All, byDefault))
            {
                if (gone.Add(pipeline))
                {
                    errors.Add(at, message);
                }
            }

            if (gone.Count == 0)
            {
                return;
            }

            for (int i = _all.Count - 1; i >= 0; i--)
            {
                (string file, BoundPipeline pipeline) = _all[i];
                if (!gone.Contains(pipeline))
                {
                    continue;
                }

                if (_kept.Add(pipeline.Band.Name) && OldAnywhere(file, pipeline.Band.Name) is { } old)
                {
                    _all[i] = (file, old);
                }
                else
                {
                    _kept.Remove(pipeline.Band.Name);
                    _all.RemoveAt(i);
                }
            }
        }
    }

    private bool IsAsBefore(BoundPipeline pipeline) => before is not null && before.ByFile.Values.Any(all => all.Any(old =>
        old.Band.Name == pipeline.Band.Name && old.Band.Inputs.SequenceEqual(pipeline.Band.Inputs) && old.Band.Outputs.SequenceEqual(pipeline.Band.Outputs)));

    private BoundPipeline? Old(string file, string name) => before?.Of(file).FirstOrDefault(old => old.Band.Name == name);

    // A file may have been renamed.
    private BoundPipeline? OldAnywhere(string file, string name) =>
        Old(file, name) ?? before?.ByFile.Values.SelectMany(all => all).FirstOrDefault(old => old.Band.Name == name);
}
