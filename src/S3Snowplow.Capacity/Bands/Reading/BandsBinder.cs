namespace S3Snowplow.Capacity.Reading;

/// <summary>Makes the sizes, the pipelines and the default of a file's nodes.</summary>
internal sealed class BandsBinder(BandsErrors errors)
{
    private const string AllowedBands = "names with a throughput each, such as small: 150 GB/h";
    private const string AllowedPipelines = "names with { band: …, inputs: […] }";

    private readonly ConfigChecks _checks = new(errors);

    /// <summary>The sizes of a map; one with an error is known all the same, so that its pipelines do not complain as well.</summary>
    /// <param name="map">The map, if there is one.</param>
    /// <param name="where">Where it stands, for messages about other files.</param>
    public BandSizes Bands(ConfigNode? map, string where = "this file")
    {
        if (map is null)
        {
            return new BandSizes([], areKnown: true, where);
        }

        if (!_checks.IsKind(map, ConfigKind.Map, AllowedBands))
        {
            return new BandSizes([], areKnown: false, where);
        }

        var bands = new Dictionary<string, BoundBand>(StringComparer.Ordinal);
        foreach ((ConfigNode key, ConfigNode value) in map.Members)
        {
            _ = _checks.Name(key, "the name of a band");
            bands[key.Text] = Band(key, value);
        }

        return new BandSizes(bands, areKnown: true, where);
    }

    /// <summary>The pipelines under <c>pipelines</c>; those with errors are left out.</summary>
    public List<BoundPipeline> Pipelines(ConfigNode root, BandSizes bands)
    {
        List<BoundPipeline> pipelines = [];
        if (root.Find("pipelines") is not { } map)
        {
            errors.Add(root, $"'pipelines' is missing. Allowed: {AllowedPipelines}.");
            return pipelines;
        }

        if (!_checks.IsKind(map, ConfigKind.Map, AllowedPipelines))
        {
            return pipelines;
        }

        if (map.Members.Count == 0)
        {
            errors.Add(map, $"There is no pipeline, so nothing would be compared any more. Allowed: {AllowedPipelines}, one at least.");
        }

        var binder = new PipelineBinder(errors, bands);
        foreach ((ConfigNode key, ConfigNode value) in map.Members)
        {
            if (_checks.Name(key, "the name of a pipeline") is not null && binder.Bind(key, value) is { } pipeline)
            {
                pipelines.Add(pipeline);
            }
        }

        return pipelines;
    }

    /// <summary>The name under <c>default</c>, or <see langword="null"/>; an error where no pipeline has it.</summary>
    /// <param name="name">The value, if there is one.</param>
    /// <param name="names">The pipelines' names.</param>
    public string? Default(ConfigNode? name, IReadOnlyCollection<string> names)
    {
        if (name is null || !_checks.IsKind(name, ConfigKind.Scalar, "the name of a pipeline"))
        {
            return null;
        }

        if (!names.Contains(name.Text))
        {
            errors.Add(name, $"'{name.Text}' is no pipeline of this file. Allowed: {(names.Count == 0 ? "none, since the file has none" : ConfigChecks.Shown(names))}.");
            return null;
        }

        return name.Text;
    }

    private BoundBand Band(ConfigNode key, ConfigNode value)
    {
        const string Allowed = $"{{ throughput: … }}, or the throughput alone: {Throughput.Allowed}";
        ConfigNode? text = value;
        if (value.Kind == ConfigKind.Map)
        {
            if (!_checks.IsKind(value, ConfigKind.Map, Allowed))
            {
                return new BoundBand(key.Text, null, "", key);
            }

            _checks.Members(value, "throughput");
            text = value.Find("throughput");
            if (text is null)
            {
                errors.Add(value, $"The band '{key.Text}' has no throughput. Allowed: {Throughput.Allowed}.");
                return new BoundBand(key.Text, null, "", key);
            }
        }

        Throughput throughput = default;
        bool isUsable = _checks.IsKind(text, ConfigKind.Scalar, value.Kind == ConfigKind.Map ? Throughput.Allowed : Allowed) && IsThroughput(text, out throughput);
        return new BoundBand(key.Text, isUsable ? throughput : null, text.Text, key);
    }

    private bool IsThroughput(ConfigNode text, out Throughput throughput)
    {
        if (Throughput.TryParse(text.Text, out throughput, out string? problem))
        {
            return true;
        }

        errors.Add(text, $"{problem} Allowed: {Throughput.Allowed}.");
        return false;
    }
}
