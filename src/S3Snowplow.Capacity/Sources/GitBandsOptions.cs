namespace S3Snowplow.Capacity;

/// <summary>Which repository the <see cref="GitBandsSource"/> reads.</summary>
public sealed class GitBandsOptions
{
    /// <summary>A folder on this machine, or whatever <c>git clone</c> takes. Never logged: it may have a password in it.</summary>
    public required string Repository { get; set; }

    /// <summary>The branch. Commits count from when they are on it, by its first parents.</summary>
    /// <value>Default: <c>main</c>.</value>
    public string Branch { get; set; } = "main";

    /// <summary>The file, or the folder where there is a <see cref="Layout"/>; from the repository's root, with slashes.</summary>
    /// <value>Default: <c>bands.yml</c>.</value>
    public string Path { get; set; } = "bands.yml";

    /// <summary>How to read a folder; <see langword="null"/> for a file.</summary>
    public BandsFolderLayout? Layout { get; set; }

    /// <summary>The file that remembers how far was read. It must outlive the process.</summary>
    public required string CursorFile { get; set; }

    /// <summary>Where a repository that is not on this machine is cloned to.</summary>
    /// <value>Default: beside the cursor, with <c>.git</c> behind its name.</value>
    public string? CloneFolder { get; set; }
}
