using System.Collections;

namespace S3Snowplow.Tool;

/// <summary>Where settings come from, in the order in which the later win: the file, variables, <c>--set</c>, <c>--urls</c>.</summary>
internal sealed record ServeInput
{
    /// <summary>The name of the file of settings, where nobody says another one.</summary>
    public const string DefaultFile = "s3snowplow.json";

    /// <summary>The file that was asked for; without, <see cref="DefaultFile"/> is read where it exists.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Settings of the command line, each <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Sets { get; init; } = [];

    /// <summary>Where to listen, with semicolons between.</summary>
    public string? Urls { get; init; }

    /// <summary>The process's variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = Variables();

    private static Dictionary<string, string> Variables() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(one => (string)one.Key, one => (string?)one.Value ?? "", StringComparer.Ordinal);
}
