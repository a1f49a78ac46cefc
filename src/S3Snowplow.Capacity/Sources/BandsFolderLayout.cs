using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>How a folder with a file for each pipeline says which size it has: the shape of a repository of per-pipeline configuration.</summary>
/// <remarks>
/// A file's name without its ending is the pipeline's name. Whatever else stands in it is of no concern. The sizes themselves, and the default pipeline, are in
/// <see cref="BandsFile"/>. Files in folders below, and those that do not end with <c>.yml</c>, <c>.yaml</c> or <c>.json</c>, are passed over.
/// </remarks>
public sealed class BandsFolderLayout
{
    /// <summary>The file with <c>bands</c> and perhaps <c>default</c>.</summary>
    /// <value>Default: <c>bands.yml</c>.</value>
    public string BandsFile { get; set; } = "bands.yml";

    /// <summary>Where the name of the size stands in a pipeline's file: keys with dots between them, such as <c>processor.size</c>.</summary>
    /// <value>Default: <c>band</c>.</value>
    public string SizePath { get; set; } = "band";

    /// <summary>Where its inputs stand; a file need not have any.</summary>
    /// <value>Default: <c>inputs</c>.</value>
    public string InputsPath { get; set; } = "inputs";

    /// <summary>Whether a file belongs to the folder's bands.</summary>
    internal static bool IsRead(string name) =>
        name.EndsWith(".yml", StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Makes bands of the files, given by name and text.</summary>
    /// <exception cref="BandsException">They cannot be used.</exception>
    internal CapacityBands Read(IEnumerable<(string Name, string Text)> files)
    {
        (string Name, string Text)[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        var errors = new BandsErrors(BandsFile);
        var binder = new BandsBinder(errors);
        if (Array.Find(sorted, file => file.Name == BandsFile) is not { Name: not null } sizes)
        {
            errors.Add(1, 1, $"The file is missing in the folder. Allowed: one with 'bands:'.");
            errors.ThrowIfAny();
            throw new BandsException();
        }

        ConfigNode root = ConfigText.Read(sizes.Text, sizes.Name);
        binder.CheckMembers(root, "bands", "default");
        Dictionary<string, Throughput> bands = binder.Bands(root);
        List<(PipelineBand Pipeline, List<ConfigNode> InputPlaces)> pipelines = [];
        foreach ((string name, string text) in sorted.Where(file => file.Name != BandsFile))
        {
            ConfigNode file = ConfigText.Read(text, name);
            if (Find(file, SizePath) is not { } size)
            {
                errors.Add(file, $"There is no '{SizePath}'. Allowed: the name of a band of {BandsFile} there.");
            }
            else if (binder.BandOf(size, bands) is { } throughput)
            {
                (List<PipelineInput> inputs, List<ConfigNode> places) = binder.Inputs(Find(file, InputsPath));
                pipelines.Add((new PipelineBand(Path.GetFileNameWithoutExtension(name), size.Text, throughput, inputs), places));
            }
        }

        foreach (IGrouping<string, (PipelineBand Pipeline, List<ConfigNode>)> twice in pipelines.GroupBy(one => one.Pipeline.Name).Where(group => group.Count() > 1))
        {
            errors.Add($"{twice.Key}.*", 1, 1, "Two files have this name with different endings. Allowed: one file a pipeline.");
        }

        string? defaultPipeline = binder.Default(root, pipelines.Select(one => one.Pipeline));
        InputOverlap.Check(pipelines, errors);
        errors.ThrowIfAny();
        return new CapacityBands(
            [.. pipelines.Select(one => one.Pipeline)], defaultPipeline, CapacityBands.HashOf(string.Join('\0', sorted.Select(file => $"{file.Name}\0{file.Text}"))), bands);
    }

    private static ConfigNode? Find(ConfigNode root, string path)
    {
        ConfigNode? node = root;
        foreach (string key in path.Split('.'))
        {
            node = node?.Find(key);
        }

        return node;
    }
}
