using System.CommandLine;
using System.CommandLine.Parsing;

namespace S3Snowplow.Tool;

/// <summary>Options as the user gave them, for a next command line that can be copied.</summary>
internal static class GivenOptions
{
    private const string Plain = "-_./:=@%+,";

    /// <summary>Those of some options that were given, with their values; begins with a space where it is not empty.</summary>
    public static string Of(ParseResult parsed, IEnumerable<Option> options) => string.Concat(
        options.Select(parsed.GetResult).Where(result => result is { Implicit: false }).Select(result => $" {result!.Option.Name}{string.Concat(result.Tokens.Select(token => " " + Quoted(token.Value)))}"));

    /// <summary>A value as a shell takes it: in quotes where it has to be.</summary>
    public static string Quoted(string value) =>
        value.Length > 0 && value.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter, StringComparison.Ordinal)) ? value
        : value.Any(letter => letter is '"' or '$' or '`' or '\\' or '!') && !OperatingSystem.IsWindows() ? $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : $"\"{value}\"";
}
