using System.Text.RegularExpressions;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>The walk-through's script, read.</summary>
internal static partial class Walkthrough
{
    public const string Folder = "samples/stack";

    public const string Script = $"{Folder}/walkthrough.sh";

    /// <summary>The commands of each step: the body of each function, not indented.</summary>
    public static IReadOnlyDictionary<string, string> Steps { get; } = Function().Matches(RepositoryTree.ReadText(Script)!)
        .ToDictionary(function => function.Groups["name"].Value, function => function.Groups["body"].Value.Replace("\n  ", "\n", StringComparison.Ordinal)[2..]);

    [GeneratedRegex(@"^(?<name>[a-z_]+)\(\) \{\n(?<body>.*?)\n\}$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Function();
}
