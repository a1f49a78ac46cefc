using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>How a folder with files for pipelines says which size each has: the shape of a repository of per-pipeline configuration.</summary>
/// <remarks>
/// <para>
/// Read are YAML (<c>.yml</c>, <c>.yaml</c>, several documents too), JSON (<c>.json</c>, <c>.jsonc</c>), Terraform variables (<c>.tfvars</c>, <c>.tfvars.json</c>) and HOCON
/// (<c>.conf</c>, <c>.hocon</c>). Whatever else stands in a pipeline's file is of no concern. Paths are keys with dots between them; a number is the place in a list.
/// </para>
/// <para>
/// A file with a mistake harms its own pipelines alone: they stay as they were, it is named, and the others take effect. A pipeline that never had a usable version is missing until then.
/// </para>
/// </remarks>
public sealed class BandsFolderLayout
{
    /// <summary>The file with the sizes and perhaps the <c>default</c> pipeline; it may be missing where every pipeline has a throughput of its own.</summary>
    /// <value>Default: <c>bands.yml</c>.</value>
    public string BandsFile { get; set; } = "bands.yml";

    /// <summary>Where in <see cref="BandsFile"/> the sizes stand; where there is nothing, the whole file is a map of names to sizes.</summary>
    /// <value>Default: <c>bands</c>.</value>
    public string BandsPath { get; set; } = "bands";

    /// <summary>
    /// The files that are read, by their paths from the folder: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders (<c>**/processor.yml</c>). Names that begin with a full
    /// stop, and endings that are not listed above, are passed over.
    /// </summary>
    /// <value>Default: empty, the files of the folder itself.</value>
    public IList<string> Files { get; } = [];

    /// <summary>What a pipeline is called after, where <see cref="NamePath"/> says nothing.</summary>
    /// <value>Default: its file's name without the ending.</value>
    public PipelineNaming NameFrom { get; set; }

    /// <summary>Where in a document the pipeline's name stands. Needed where a file has several documents with a size.</summary>
    /// <value>Default: empty, see <see cref="NameFrom"/>.</value>
    public string NamePath { get; set; } = "";

    /// <summary>Where a map of pipelines stands in each file, names to what each has; the other paths begin there. A value that is no map is the size.</summary>
    /// <value>Default: empty, a document is a pipeline.</value>
    public string PipelinesPath { get; set; } = "";

    /// <summary>Where the size stands: the name of a band, or a throughput.</summary>
    /// <value>Default: <c>band</c>.</value>
    public string SizePath { get; set; } = "band";

    /// <summary>Where the number of processors of that size stands, a factor; 1 where there is none.</summary>
    /// <value>Default: <c>instances</c>.</value>
    public string InstancesPath { get; set; } = "instances";

    /// <summary>Where its inputs stand; a file need not have any.</summary>
    /// <value>Default: <c>inputs</c>.</value>
    public string InputsPath { get; set; } = "inputs";

    /// <summary>Where its outputs stand; a file need not have any.</summary>
    /// <value>Default: <c>outputs</c>.</value>
    public string OutputsPath { get; set; } = "outputs";

    /// <summary>Where <c>rhythm</c>, <c>max_behind</c>, <c>owner</c>, <c>runbook</c>, <c>alerts</c> and <c>silence</c> stand. Set it where a file of others uses one of these words at its top.</summary>
    /// <value>Default: empty, at the top.</value>
    public string OwnerPath { get; set; } = "";

    /// <summary>Reads a folder of this machine once, for a check before it takes effect.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The bands; what is wrong in files of single pipelines is in <see cref="CapacityBands.Errors"/>.</returns>
    /// <exception cref="BandsException">Nothing of it can be used.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public async Task<CapacityBands> ReadAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);

        (IReadOnlyList<FolderFile> files, _) = await FolderFiles.ReadAsync(folder, this, cancellationToken).ConfigureAwait(false);
        return new FolderReader(this).Read(files, before: null).Bands;
    }

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        if (BandsFile.Length == 0 || BandsFile.StartsWith('/') || !ConfigText.IsRead(BandsFile))
        {
            errors.Add($"BandsFile is '{BandsFile}'; allowed: a path from the folder that ends with .yml, .yaml, .json, .jsonc, .tfvars, .conf or .hocon.");
        }

        foreach ((string name, string path, bool isNeeded) in new[]
        {
            (nameof(BandsPath), BandsPath, true), (nameof(SizePath), SizePath, true), (nameof(InstancesPath), InstancesPath, true), (nameof(InputsPath), InputsPath, true),
            (nameof(OutputsPath), OutputsPath, true), (nameof(NamePath), NamePath, false), (nameof(PipelinesPath), PipelinesPath, false), (nameof(OwnerPath), OwnerPath, false),
        })
        {
            if (path.Length == 0 ? isNeeded : path.Split('.').Any(key => key.Length == 0))
            {
                errors.Add($"{name} is '{path}'; allowed: keys with a dot between them, such as processor.size.");
            }
        }

        errors.AddRange(Files
            .Where(pattern => pattern.Length == 0 || pattern.StartsWith('/') || pattern.Contains("//", StringComparison.Ordinal))
            .Select(pattern => $"Files has '{pattern}'; allowed: paths from the folder, such as *.yml or **/processor.yml."));
        return errors;
    }

    /// <summary>Whether a file belongs to the folder's bands.</summary>
    /// <param name="path">Its path from the folder, with slashes.</param>
    internal bool IsRead(string path) => path == BandsFile || (ConfigText.IsRead(path) && (Files.Count == 0 ? !path.Contains('/', StringComparison.Ordinal) && !path.StartsWith('.') : Files.Any(pattern => PathPattern.Matches(path, pattern))));

    /// <summary>Whether files of folders below can belong to it.</summary>
    internal bool HasFoldersBelow => BandsFile.Contains('/', StringComparison.Ordinal) || Files.Any(pattern => pattern.Contains('/', StringComparison.Ordinal) || pattern == "**");
}

/// <summary>What a pipeline of a folder is called after.</summary>
public enum PipelineNaming
{
    /// <summary>Its file, without the ending: <c>ops1</c> of <c>teams/data/ops1.yml</c>.</summary>
    File,

    /// <summary>The folder that its file is in: <c>data</c> of <c>teams/data/processor.yml</c>.</summary>
    Folder,

    /// <summary>The path of its file, without the ending: <c>teams/data/ops1</c>.</summary>
    Path,
}
