using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace S3Snowplow.Testing;

/// <summary>
/// The four parts of a schema address, <c>iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION</c>.
/// </summary>
/// <remarks>
/// A model is never 0 and no number has leading zeros. Source of the grammar: Iglu core (SchemaKey and SchemaVer) of the Snowplow project.
/// </remarks>
/// <param name="Vendor">The reversed domain of the author, such as <c>io.s3snowplow</c>.</param>
/// <param name="Name">The name of the event or entity.</param>
/// <param name="Format">Always <c>jsonschema</c> in practice.</param>
/// <param name="Version">Three numbers, <c>MODEL-REVISION-ADDITION</c>.</param>
internal sealed partial record SchemaKey(string Vendor, string Name, string Format, string Version)
{
    /// <summary>The first of the three numbers: the one that a column name carries.</summary>
    public string Model => Version[..Version.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>The path below a registry's root, with forward slashes.</summary>
    public string Path => $"{Vendor}/{Name}/{Format}/{Version}";

    /// <summary>Reads an address.</summary>
    /// <param name="uri">The text after a <c>schema</c> member.</param>
    /// <param name="key">The parts, where the text is an address.</param>
    /// <returns>Whether the text is an address.</returns>
    public static bool TryParse(string? uri, [NotNullWhen(true)] out SchemaKey? key)
    {
        var match = uri is null ? Match.Empty : Grammar().Match(uri);
        key = match.Success
            ? new SchemaKey(match.Groups["vendor"].Value, match.Groups["name"].Value, match.Groups["format"].Value, match.Groups["version"].Value)
            : null;
        return key is not null;
    }

    /// <summary>Whether this is some addition of one schema: equal vendor and name, and version <c>1-0-*</c>.</summary>
    /// <param name="vendor">The wanted vendor.</param>
    /// <param name="name">The wanted name.</param>
    public bool IsFirstRevisionOf(string vendor, string name) =>
        Vendor == vendor && Name == name && Format == "jsonschema" && Version.StartsWith("1-0-", StringComparison.Ordinal);

    /// <inheritdoc />
    public override string ToString() => $"iglu:{Path}";

    [GeneratedRegex(
        @"^iglu:(?<vendor>[a-zA-Z0-9\-_.]+)/(?<name>[a-zA-Z0-9\-_]+)/(?<format>[a-zA-Z0-9\-_]+)/(?<version>[1-9][0-9]*(-(0|[1-9][0-9]*)){2})\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
