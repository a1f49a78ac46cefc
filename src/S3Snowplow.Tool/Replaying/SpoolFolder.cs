namespace S3Snowplow.Tool;

/// <summary>Finds the spool in the folder that a user names: that of one relay, or the one of the settings, which has a folder for each relay.</summary>
internal static class SpoolFolder
{
    private const string Rejected = "rejected";

    /// <summary>The folder of one relay.</summary>
    /// <param name="named">What the user named.</param>
    /// <param name="problem">Why no spool was found, in a sentence; <see langword="null"/>: one was found.</param>
    public static string? Find(string named, out string? problem)
    {
        problem = null;
        if (!Directory.Exists(named))
        {
            problem = $"--rejected is '{named}': there is no such folder.";
            return null;
        }

        if (Directory.Exists(Path.Combine(named, Rejected)))
        {
            return named;
        }

        // Somebody may name the folder of the rejected ones itself.
        if (Path.GetFileName(Path.TrimEndingDirectorySeparator(named)) == Rejected && File.Exists(Path.Combine(named, "..", "lock")))
        {
            return Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(named)));
        }

        // Somebody may name the folder with everything that serve keeps.
        named = Directory.Exists(Path.Combine(named, "spool")) ? Path.Combine(named, "spool") : named;
        string[] relays = [.. Directory.GetDirectories(named).Where(folder => Directory.Exists(Path.Combine(folder, Rejected))).Order(StringComparer.Ordinal)];
        problem = relays.Length switch
        {
            0 => $"--rejected is '{named}', which is no folder of a spool: there is no '{Rejected}' in it. Name the folder of the setting Spool:Directory.",
            1 => null,
            _ => $"--rejected is '{named}', with the spools of several relays; name one of them: {string.Join(", ", relays)}.",
        };
        return problem is null ? relays[0] : null;
    }
}
