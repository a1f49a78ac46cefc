namespace S3Snowplow.Capacity.Reading;

/// <summary>Makes bands of a file's nodes, and says of each wrong value what is allowed in its place.</summary>
internal sealed class BandsBinder(BandsErrors errors)
{
    private const int MaxNameLength = 255;

    /// <summary>The sizes by name, from the map under <c>bands</c>.</summary>
    public Dictionary<string, Throughput> Bands(ConfigNode root)
    {
        var bands = new Dictionary<string, Throughput>(StringComparer.Ordinal);
        foreach ((ConfigNode key, ConfigNode value) in Required(root, "bands", "names with { throughput: … }"))
        {
            CheckName(key, "band");
            if (!IsKind(value, ConfigKind.Map, "{ throughput: 2 GiB/h }"))
            {
                continue;
            }

            CheckMembers(value, "throughput");
            if (value.Find("throughput") is not { } text)
            {
                errors.Add(value, $"The band '{key.Text}' has no throughput. Allowed: {Throughput.Allowed}.");
            }
            else if (IsKind(text, ConfigKind.Scalar, Throughput.Allowed) && !Throughput.TryParse(text.Text, out Throughput throughput, out string? problem))
            {
                errors.Add(text, $"{problem} Allowed: {Throughput.Allowed}.");
            }
            else
            {
                bands[key.Text] = Throughput.TryParse(text.Text, out throughput) ? throughput : default;
                continue;
            }

            // Known all the same, so that its pipelines do not complain as well.
            bands[key.Text] = default;
        }

        return bands;
    }

    /// <summary>The pipelines with the place of each input, from the map under <c>pipelines</c>.</summary>
    public List<(PipelineBand Pipeline, List<ConfigNode> InputPlaces)> Pipelines(ConfigNode root, Dictionary<string, Throughput> bands)
    {
        var pipelines = new List<(PipelineBand, List<ConfigNode>)>();
        foreach ((ConfigNode key, ConfigNode value) in Required(root, "pipelines", "names with { band: …, inputs: […] }"))
        {
            CheckName(key, "pipeline");
            if (!IsKind(value, ConfigKind.Map, "{ band: …, inputs: […] }"))
            {
                continue;
            }

            CheckMembers(value, "band", "inputs");
            ConfigNode? size = value.Find("band");
            if (size is null)
            {
                errors.Add(key, $"The pipeline '{key.Text}' has no band. Allowed: {Names(bands.Keys)}.");
            }

            if (size is not null && BandOf(size, bands) is { } band)
            {
                (List<PipelineInput> inputs, List<ConfigNode> places) = Inputs(value.Find("inputs"));
                pipelines.Add((new PipelineBand(key.Text, size.Text, band, inputs), places));
            }
        }

        return pipelines;
    }

    /// <summary>The throughput of the band that a value names, or <see langword="null"/> and an error.</summary>
    public Throughput? BandOf(ConfigNode size, Dictionary<string, Throughput> bands)
    {
        if (IsKind(size, ConfigKind.Scalar, "the name of a band"))
        {
            if (bands.TryGetValue(size.Text, out Throughput throughput))
            {
                return throughput;
            }

            errors.Add(size, $"'{size.Text}' is no band of this file. Allowed: {Names(bands.Keys)}.");
        }

        return null;
    }

    /// <summary>The inputs of a list, with their places.</summary>
    public (List<PipelineInput> Inputs, List<ConfigNode> Places) Inputs(ConfigNode? list)
    {
        const string Allowed = "a list of { bucket: …, prefix: … }";
        List<PipelineInput> inputs = [];
        List<ConfigNode> places = [];
        if (list is null || !IsKind(list, ConfigKind.List, Allowed))
        {
            return (inputs, places);
        }

        foreach (ConfigNode item in list.Items)
        {
            if (!IsKind(item, ConfigKind.Map, "{ bucket: …, prefix: … }"))
            {
                continue;
            }

            CheckMembers(item, "bucket", "prefix");
            ConfigNode? bucket = item.Find("bucket");
            ConfigNode? prefix = item.Find("prefix");
            if (bucket is null)
            {
                errors.Add(item, "The input has no bucket. Allowed: a bucket's name, or the beginning of one with a * behind it.");
            }
            else if (IsBucket(bucket) && (prefix is null || IsKind(prefix, ConfigKind.Scalar, "what the keys begin with")))
            {
                inputs.Add(new PipelineInput(bucket.Text, prefix?.Text ?? ""));
                places.Add(bucket);
            }
        }

        return (inputs, places);
    }

    /// <summary>The name under <c>default</c>, or <see langword="null"/>; an error where no pipeline has it.</summary>
    public string? Default(ConfigNode root, IEnumerable<PipelineBand> pipelines)
    {
        if (root.Find("default") is not { } name || !IsKind(name, ConfigKind.Scalar, "the name of a pipeline"))
        {
            return null;
        }

        string[] names = [.. pipelines.Select(pipeline => pipeline.Name)];
        if (!names.Contains(name.Text))
        {
            errors.Add(name, $"'{name.Text}' is no pipeline of this file. Allowed: {Names(names)}.");
        }

        return name.Text;
    }

    /// <summary>Complains of members that nothing reads: most often a slip of the pen.</summary>
    public void CheckMembers(ConfigNode map, params ReadOnlySpan<string> allowed)
    {
        foreach ((ConfigNode key, _) in map.Members)
        {
            if (!allowed.Contains(key.Text))
            {
                errors.Add(key, $"'{key.Text}' has no meaning here. Allowed: {string.Join(", ", allowed.ToArray())}.");
            }
        }
    }

    private bool IsKind(ConfigNode node, ConfigKind kind, string allowed)
    {
        if (node.Kind == kind)
        {
            return true;
        }

        string found = node.Kind switch { ConfigKind.Map => "a map", ConfigKind.List => "a list", _ => node.Text.Length == 0 ? "nothing" : "a single value" };
        errors.Add(node, $"Here is {found}. Allowed: {allowed}.");
        return false;
    }

    private List<(ConfigNode Key, ConfigNode Value)> Required(ConfigNode root, string key, string allowed)
    {
        if (root.Find(key) is not { } map)
        {
            errors.Add(root, $"'{key}' is missing. Allowed: {allowed}.");
            return [];
        }

        return IsKind(map, ConfigKind.Map, allowed) ? map.Members : [];
    }

    private void CheckName(ConfigNode key, string what)
    {
        if (key.Text.Length is 0 or > MaxNameLength || key.Text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter)))
        {
            errors.Add(key, $"The name of a {what} has 1 to {MaxNameLength} characters of the Basic Multilingual Plane, none of them a control character.");
        }
    }

    private bool IsBucket(ConfigNode bucket)
    {
        if (!IsKind(bucket, ConfigKind.Scalar, "a bucket's name"))
        {
            return false;
        }

        int star = bucket.Text.IndexOf('*', StringComparison.Ordinal);
        if (bucket.Text.Length == 0 || bucket.Text.Contains('/', StringComparison.Ordinal) || (star >= 0 && star != bucket.Text.Length - 1))
        {
            errors.Add(bucket, $"'{bucket.Text}' is no bucket. Allowed: a bucket's name, or the beginning of one with a single * at its end.");
            return false;
        }

        return true;
    }

    private static string Names(IEnumerable<string> names)
    {
        const int Shown = 12;
        string[] some = [.. names.Take(Shown + 1)];
        return some.Length switch
        {
            0 => "none, since the file has none",
            > Shown => string.Join(", ", some.Take(Shown)) + ", …",
            _ => string.Join(", ", some),
        };
    }
}
