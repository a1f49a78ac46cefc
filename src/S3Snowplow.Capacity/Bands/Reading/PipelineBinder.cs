using System.Globalization;

namespace S3Snowplow.Capacity.Reading;

/// <summary>Makes a pipeline of what is said of it. One with an error, or whose band has one, is left out.</summary>
internal sealed class PipelineBinder(BandsErrors errors, BandSizes bands)
{
    private const int MaxInstances = 100_000;

    private readonly ConfigChecks _checks = new(errors);
    private readonly PlacesBinder _places = new(errors);
    private readonly OwnerBinder _owner = new(errors);

    /// <summary>A pipeline of a <c>bands.yml</c>.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">A map, or its size alone.</param>
    public BoundPipeline? Bind(ConfigNode key, ConfigNode value)
    {
        if (value is { Kind: ConfigKind.Scalar, Text.Length: > 0 })
        {
            return Bind(key.Text, key, new PipelineNodes { Size = value });
        }

        if (!_checks.IsKind(value, ConfigKind.Map, "{ band: …, inputs: […] }, or its size alone"))
        {
            return null;
        }

        _checks.Members(value, ["band", "throughput", "instances", "inputs", "outputs", .. OwnerBinder.Members]);
        ConfigNode? size = value.Find("band");
        if (value.Find("throughput") is { } throughput)
        {
            if (size is not null)
            {
                errors.Add(throughput, $"The pipeline '{key.Text}' has a band and a throughput. Allowed: one of the two.");
                return null;
            }

            if (_checks.IsKind(throughput, ConfigKind.Scalar, Throughput.Allowed) && !Throughput.TryParse(throughput.Text, out _, out string? problem))
            {
                errors.Add(throughput, $"{problem} Allowed: {Throughput.Allowed}.");
                return null;
            }

            size = throughput;
        }

        return Bind(key.Text, key, new PipelineNodes
        {
            Size = size,
            Instances = value.Find("instances"),
            Inputs = value.Find("inputs"),
            Outputs = value.Find("outputs"),
            Owner = value,
        });
    }

    /// <summary>A pipeline, wherever its parts stand.</summary>
    /// <param name="name">Its name, which was looked at.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="nodes">Its parts.</param>
    public BoundPipeline? Bind(string name, ConfigNode at, PipelineNodes nodes)
    {
        int before = errors.Count;
        if (nodes.Size is null)
        {
            errors.Add(at, $"The pipeline '{name}' has no {nodes.SizeName}. Allowed: {bands.Allowed}.");
        }

        (Throughput? size, string? band) = nodes.Size is null ? default : SizeOf(nodes.Size);
        int instances = nodes.Instances is null ? 1 : InstancesOf(nodes.Instances);
        Throughput? throughput = size is { } one ? Times(one, instances, nodes.Instances) : null;
        (List<PipelineInput> inputs, List<ConfigNode> inputPlaces) = _places.Read(nodes.Inputs, "input");
        (List<PipelineInput> outputs, List<ConfigNode> outputPlaces) = _places.Read(nodes.Outputs, "output");
        if (nodes.Outputs is { Kind: ConfigKind.List, Items.Count: 0 })
        {
            errors.Add(nodes.Outputs, "The list of outputs is empty. Allowed: one or more, or no 'outputs' at all: then the declared throughput is taken for the drain.");
        }

        var pipeline = new PipelineBand(name, nodes.Size?.Text ?? "", throughput ?? default, inputs) { Outputs = outputs, Instances = instances };
        if (nodes.Owner is not null)
        {
            pipeline = _owner.Read(pipeline, nodes.Owner);
        }

        return errors.Count > before || throughput is null ? null : new BoundPipeline(pipeline, at, inputPlaces, outputPlaces)
        {
            SilencePlaces = nodes.Owner?.Find("silence")?.Items ?? [],
            BandName = band,
        };
    }

    /// <summary>The throughput of a size that is named or written out; none, with an error or after one.</summary>
    private (Throughput? Throughput, string? Band) SizeOf(ConfigNode size)
    {
        if (!_checks.IsKind(size, ConfigKind.Scalar, bands.Allowed))
        {
            return default;
        }

        if (bands.Find(size.Text) is { } band)
        {
            return (band.Throughput, band.Name);
        }

        if (Throughput.TryParse(size.Text, out Throughput inline, out string? problem))
        {
            return (inline, null);
        }

        // What has a slash was meant for a throughput, and its own mistake is told.
        if (size.Text.Contains('/', StringComparison.Ordinal))
        {
            errors.Add(size, $"{problem} Allowed: {bands.Allowed}.");
        }
        else if (bands.AreKnown)
        {
            errors.Add(size, size.Text.Length == 0 ? $"Here is nothing. Allowed: {bands.Allowed}." : $"'{size.Text}' is no band of {bands.Where}. Allowed: {bands.Allowed}.");
        }

        return default;
    }

    private int InstancesOf(ConfigNode instances)
    {
        if (_checks.IsKind(instances, ConfigKind.Scalar, $"a whole number of processors, 1 to {MaxInstances}"))
        {
            if (int.TryParse(instances.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MaxInstances)
            {
                return count;
            }

            errors.Add(instances, $"'{instances.Text}' is no number of processors. Allowed: a whole number, 1 to {MaxInstances}.");
        }

        return 1;
    }

    private Throughput? Times(Throughput one, int instances, ConfigNode? at)
    {
        if (one.BytesPerHour <= long.MaxValue / instances)
        {
            return one with { BytesPerHour = one.BytesPerHour * instances };
        }

        errors.Add(at!, $"{instances} times {one} is more than {long.MaxValue} bytes per hour. Allowed: less.");
        return null;
    }
}

/// <summary>The parts of a pipeline, wherever they stand; <see langword="null"/>: not said.</summary>
internal sealed record PipelineNodes
{
    /// <summary>The name of its size, or a throughput.</summary>
    public ConfigNode? Size { get; init; }

    /// <summary>How the size is called, for messages.</summary>
    public string SizeName { get; init; } = "band";

    /// <summary>How many processors of that size it has.</summary>
    public ConfigNode? Instances { get; init; }

    /// <summary>The list of its inputs.</summary>
    public ConfigNode? Inputs { get; init; }

    /// <summary>The list of its outputs.</summary>
    public ConfigNode? Outputs { get; init; }

    /// <summary>The map with what its owner says.</summary>
    public ConfigNode? Owner { get; init; }
}
