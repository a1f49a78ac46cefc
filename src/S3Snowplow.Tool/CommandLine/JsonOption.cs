using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The option <c>--json</c>, which every command takes.</summary>
internal static class JsonOption
{
    /// <summary>Writes the result as one JSON document on standard output.</summary>
    public static Option<bool> Option { get; } = new("--json") { Description = "Write the result as one JSON document to standard output; progress and problems go to standard error.", Recursive = true };
}
