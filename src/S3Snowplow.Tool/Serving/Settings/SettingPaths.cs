namespace S3Snowplow.Tool;

/// <summary>Settings that are paths: those of a file count from the file's folder, and what has to outlive the process stands in one folder by default.</summary>
internal static class SettingPaths
{
    /// <summary>
    /// The setting of <c>serve</c> itself: the folder with everything that has to outlive the process, the spool, the judge's state with its journal, since when bands hold. Each of them may be set elsewhere.
    /// By default <c>data</c> beside the file of settings, or in the working directory without one.
    /// </summary>
    public const string DataFolder = "DataFolder";

    /// <summary>Whether a setting is a path of this machine. Names in a layout or a repository are none.</summary>
    public static bool IsPath(string path)
    {
        string name = path[(path.LastIndexOf(':') + 1)..];
        return path.StartsWith(KnownSettings.Root + ":", StringComparison.OrdinalIgnoreCase)
            && !path.Contains(":Layout:", StringComparison.OrdinalIgnoreCase)
            && !path.Contains(":Alerts:", StringComparison.OrdinalIgnoreCase)
            && ((string[])["File", "Folder", "Directory"]).Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Sets what is not set and has to outlive the process.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="folder">That of the file of settings; empty for the working directory.</param>
    public static void AddDefaults(ServeSettings settings, string folder)
    {
        string data = settings.Value($"{KnownSettings.Root}:{DataFolder}") ?? Path.Combine(folder, "data");
        Add(settings, "S3Snowplow:Spool:Directory", Path.Combine(data, "spool"));
        if (settings.Has("Capacity"))
        {
            Add(settings, "S3Snowplow:Judge:StateFile", Path.Combine(data, "judge.state"));
            bool isGit = settings.Value("S3Snowplow:Capacity:Git:Repository") is not null;
            Add(settings, isGit ? "S3Snowplow:Capacity:Git:CursorFile" : "S3Snowplow:Capacity:CursorFile", Path.Combine(data, "bands.cursor"));
        }
    }

    private static void Add(ServeSettings settings, string path, string value)
    {
        if (settings.Value(path) is null)
        {
            settings.Values[path] = value;
        }
    }
}
