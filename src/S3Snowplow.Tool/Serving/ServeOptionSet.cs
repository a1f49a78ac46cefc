using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The options by which <c>serve</c> and <c>doctor</c> find their settings.</summary>
internal sealed class ServeOptionSet
{
    /// <summary>The file.</summary>
    public Option<string?> Config { get; } = new("--config") { Description = $"The file of settings, JSON with comments. By default {ServeInput.DefaultFile} in the working directory, where it exists." };

    /// <summary>Single settings.</summary>
    public Option<string[]> Sets { get; } = new("--set") { Description = "One setting, such as S3Snowplow:Spool:Directory=data. Wins over variables, which win over the file. May be repeated; secrets belong into variables.", DefaultValueFactory = _ => [] };

    /// <summary>What was asked for.</summary>
    public ServeInput Read(ParseResult parsed) => new() { ConfigFile = parsed.GetValue(Config), Sets = parsed.GetValue(Sets) ?? [] };
}
