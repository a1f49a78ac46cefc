namespace S3Snowplow.Tool;

/// <summary>Settings from environment variables: two underscores stand for a colon.</summary>
internal static class SettingVariables
{
    private static readonly string[] Single = ["COLLECTOR_URI", "EVENT_SCHEMA", "COLLECTOR_ALLOW_HTTP"];

    /// <summary>The settings among a process's variables. Those that are most likely meant for this program, and misspelt, are among them.</summary>
    public static IEnumerable<WrittenSetting> Of(IEnumerable<KeyValuePair<string, string>> environment) =>
        environment.Where(one => IsMeant(one.Key))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => new WrittenSetting(PathOf(one.Key), WrittenKind.Value, one.Value, $"variable {one.Key}", $"variable {one.Key}"));

    /// <summary>Variables that look like settings and miss an underscore, each a message.</summary>
    public static IEnumerable<string> Problems(IEnumerable<KeyValuePair<string, string>> environment) =>
        environment.Where(one => one.Key.StartsWith("S3SNOWPLOW_", StringComparison.OrdinalIgnoreCase) && !one.Key.Contains("__", StringComparison.Ordinal) && SettingsCheck.IsKnown(one.Key.Replace('_', ':')))
            .Select(one => $"variable {one.Key}: a setting's variable has two underscores between its names; did you mean {one.Key.Replace("_", "__", StringComparison.Ordinal)}?");

    private static string PathOf(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    private static bool IsMeant(string variable)
    {
        string first = PathOf(variable).Split(':')[0].ToUpperInvariant();
        return variable.Contains("__", StringComparison.Ordinal)
            ? first == "LOGGING" || NearestName.Distance(first, "S3SNOWPLOW") <= 2
            : SettingsCheck.IsKnown(variable) || Single.Any(name => NearestName.Distance(variable.ToUpperInvariant(), name) <= 2);
    }
}
