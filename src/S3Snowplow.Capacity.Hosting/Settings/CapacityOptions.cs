namespace S3Snowplow.Capacity;

/// <summary>Where a host gets its bands from, and how often. One of <see cref="BandsFile"/>, <see cref="BandsFolder"/> and <see cref="CapacityGitOptions.Repository"/> is set.</summary>
public sealed class CapacityOptions
{
    /// <summary>A file with bands; see the package's README for what stands in it.</summary>
    public string? BandsFile { get; set; }

    /// <summary>A folder with a file for each pipeline, read by <see cref="Layout"/>.</summary>
    public string? BandsFolder { get; set; }

    /// <summary>The file that remembers since when the bands of <see cref="BandsFile"/> or <see cref="BandsFolder"/> hold; it has to outlive the process.</summary>
    /// <value>Default: none. A file's time changes with each checkout, copy or mount, and a process that starts later then sends the same capacities in effect from another time.</value>
    public string? CursorFile { get; set; }

    /// <summary>How files of a folder are read, of <see cref="BandsFolder"/> or of a repository where <see cref="CapacityGitOptions.IsFolder"/> is set.</summary>
    public BandsFolderLayout Layout { get; set; } = new();

    /// <summary>A repository whose commits are read.</summary>
    public CapacityGitOptions Git { get; set; } = new();

    /// <summary>How often the source is looked at, and capacities are sent.</summary>
    public CapacityFeedOptions Feed { get; set; } = new();

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        string[] set = [.. new[] { (nameof(BandsFile), BandsFile), (nameof(BandsFolder), BandsFolder), ("Git:Repository", Git.Repository) }.Where(one => !string.IsNullOrEmpty(one.Item2)).Select(one => one.Item1)];
        if (set.Length != 1)
        {
            errors.Add($"{(set.Length == 0 ? "None" : string.Join(" and ", set))} of BandsFile, BandsFolder and Git:Repository is set; exactly one is needed.");
        }

        if (!string.IsNullOrEmpty(Git.Repository) && string.IsNullOrEmpty(Git.CursorFile))
        {
            errors.Add("Git:CursorFile is not set; a file that outlives the process is needed, to remember how far the repository was read.");
        }

        if (!string.IsNullOrEmpty(Git.Repository) && !string.IsNullOrEmpty(CursorFile))
        {
            errors.Add("CursorFile is for BandsFile and BandsFolder, and Git:Repository is set; set Git:CursorFile instead.");
        }

        errors.AddRange(Layout.Validate().Select(error => $"Layout:{error}"));
        Check("Feed:PollInterval", Feed.PollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        Check("Feed:HeartbeatInterval", Feed.HeartbeatInterval, TimeSpan.FromMinutes(1), TimeSpan.FromHours(6), errors);
        Check("Feed:DeliveryTimeout", Feed.DeliveryTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), errors);
        return errors;
    }

    private static void Check(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (value < least || value > most)
        {
            errors.Add($"{name} is {value}; {least} to {most} is allowed.");
        }
    }
}

/// <summary>Which repository a host reads bands from; the members are those of <see cref="GitBandsOptions"/>.</summary>
public sealed class CapacityGitOptions
{
    /// <inheritdoc cref="GitBandsOptions.Repository"/>
    public string? Repository { get; set; }

    /// <inheritdoc cref="GitBandsOptions.Branch"/>
    public string Branch { get; set; } = "main";

    /// <inheritdoc cref="GitBandsOptions.Path"/>
    public string Path { get; set; } = "bands.yml";

    /// <summary>Whether <see cref="Path"/> is a folder with a file for each pipeline.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IsFolder { get; set; }

    /// <inheritdoc cref="GitBandsOptions.CursorFile"/>
    public string? CursorFile { get; set; }

    /// <inheritdoc cref="GitBandsOptions.CloneFolder"/>
    public string? CloneFolder { get; set; }
}
