using System.Text.RegularExpressions;

namespace S3Snowplow.Tool;

/// <summary>All settings of one run of <c>serve</c> or <c>doctor</c>, from wherever they come, and what is wrong with how they were written.</summary>
internal sealed class ServeSettings
{
    private readonly List<WrittenSetting> _written;

    private ServeSettings(string? file, List<WrittenSetting> written) => (File, _written) = (file, written);

    /// <summary>The file that was read; <see langword="null"/>: no file was read.</summary>
    public string? File { get; }

    /// <summary>The values by path.</summary>
    public Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A message for each thing that is wrong, with its place.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Whether the address of a collector is set.</summary>
    public bool HasCollector => Value("COLLECTOR_URI") is not null || Value("S3Snowplow:CollectorUri") is not null;

    /// <summary>Whether a section of this project is there.</summary>
    public bool Has(string section) => Values.Keys.Any(path => path.StartsWith($"{KnownSettings.Root}:{section}:", StringComparison.OrdinalIgnoreCase));

    /// <summary>A value, or <see langword="null"/> where it is not set or empty.</summary>
    public string? Value(string path) => Values.GetValueOrDefault(path) is { Length: > 0 } value ? value : null;

    /// <summary>Reads the settings. What is wrong with them is in <see cref="Problems"/>, and they are left out.</summary>
    public static ServeSettings Load(ServeInput input)
    {
        string? file = input.ConfigFile ?? (System.IO.File.Exists(ServeInput.DefaultFile) ? ServeInput.DefaultFile : null);
        List<string> problems = [];
        List<WrittenSetting> inFile = file is null ? [] : [.. ReadFile(file, problems)];
        List<WrittenSetting> above = [.. SettingVariables.Of(input.Environment), .. OfCommandLine(input, problems)];
        var settings = new ServeSettings(file, [.. inFile, .. above]);
        HashSet<WrittenSetting> wrong = [];
        settings.Problems.AddRange(problems);
        settings.Problems.AddRange(SettingsCheck.Problems(inFile, wrong));
        settings.Problems.AddRange(SettingsCheck.Problems(above, wrong));
        settings.Problems.AddRange(SettingVariables.Problems(input.Environment));
        settings.Fill(input, inFile.Where(one => !wrong.Contains(one)), above.Where(one => !wrong.Contains(one)));
        if (Listening.Problem(settings.Value("urls")) is { } listening)
        {
            settings.Problems.Add(settings.Placed("", listening));
            settings.Values.Remove("urls");
        }

        return settings;
    }

    /// <summary>A message of a package with the place of the setting that it names, where one was written.</summary>
    /// <param name="section">Where the settings stand that the message is about.</param>
    /// <param name="message">The message.</param>
    public string Placed(string section, string message)
    {
        // The last that was written wins, and so is what the message is about.
        string? place = _written.Where(one => one.Kind == WrittenKind.Value && one.Path.StartsWith(section, StringComparison.OrdinalIgnoreCase))
            .Select(one => (one.ValuePlace, At: NamedAt(one.Path, message)))
            .Where(one => one.At >= 0)
            .Reverse()
            .OrderBy(one => one.At)
            .Select(one => one.ValuePlace)
            .FirstOrDefault();
        return place is null ? message : $"{place}: {message}";
    }

    // By the name of a setting, or of the list that it stands in.
    private static int NamedAt(string path, string message)
    {
        string name = path.Split(':').Last(part => !part.All(char.IsAsciiDigit));
        Match match = Regex.Match(message, $@"\b{Regex.Escape(name)}\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return match.Success ? match.Index : -1;
    }

    private static IReadOnlyList<WrittenSetting> ReadFile(string file, List<string> problems)
    {
        try
        {
            SettingsFile read = SettingsFile.Read(System.IO.File.ReadAllBytes(file), file);
            problems.AddRange(read.Problems);
            return read.Settings;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Add(exception is FileNotFoundException or DirectoryNotFoundException
                ? $"--config is '{file}': there is no such file; s3snowplow serve --init --config {file} writes one."
                : $"--config is '{file}', which cannot be read: {exception.Message}");
            return [];
        }
    }

    private static IEnumerable<WrittenSetting> OfCommandLine(ServeInput input, List<string> problems)
    {
        foreach (string set in input.Sets)
        {
            int at = set.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                // Its value may be a secret, and it may have come without its name.
                problems.Add("--set has something without a name or without '='; allowed: NAME=VALUE, such as S3Snowplow:Spool:Directory=data.");
                continue;
            }

            yield return new WrittenSetting(set[..at].Replace("__", ":", StringComparison.Ordinal), WrittenKind.Value, set[(at + 1)..], "--set", "--set");
        }

        if (input.Urls is not null)
        {
            yield return new WrittenSetting("urls", WrittenKind.Value, input.Urls, "--urls", "--urls");
        }
    }

    private void Fill(ServeInput input, IEnumerable<WrittenSetting> inFile, IEnumerable<WrittenSetting> above)
    {
        if (input.Environment.GetValueOrDefault("ASPNETCORE_URLS") is { Length: > 0 } urls)
        {
            Values["urls"] = urls;
        }

        string folder = File is null ? "" : Path.GetDirectoryName(File) ?? "";
        foreach (WrittenSetting setting in inFile.Where(one => one.Kind == WrittenKind.Value))
        {
            Values[setting.Path] = SettingPaths.IsPath(setting.Path) && setting.Value!.Length > 0 ? Path.Combine(folder, setting.Value) : setting.Value;
        }

        // Variables of others too: some libraries read theirs from the configuration.
        foreach ((string name, string value) in input.Environment)
        {
            Values.TryAdd(name, value);
        }

        foreach (WrittenSetting setting in above)
        {
            Values[setting.Path] = setting.Value;
        }

        SettingPaths.AddDefaults(this, folder);
    }
}
