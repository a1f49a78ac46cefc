using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace S3Snowplow.Events;

/// <summary>
/// The URI of a self-describing JSON schema: <c>iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION</c>, for example
/// <c>iglu:io.s3snowplow/object_event/jsonschema/1-0-0</c>.
/// </summary>
/// <remarks>
/// Grammar: Iglu Scala Core, <c>SchemaKey</c>: vendor of letters, digits, <c>.</c>, <c>-</c> and <c>_</c>; name and format of letters,
/// digits, <c>-</c> and <c>_</c>; version numbers without leading zeros, the model at least 1.
/// </remarks>
public sealed partial record IgluUri
{
    private IgluUri(string text, string vendor, string name, string format, string version) =>
        (Text, Vendor, Name, Format, Version) = (text, vendor, name, format, version);

    /// <summary>The whole URI.</summary>
    public string Text { get; }

    /// <summary>The vendor, a reversed domain name: <c>io.s3snowplow</c>.</summary>
    public string Vendor { get; }

    /// <summary>The schema's name: <c>object_event</c>.</summary>
    public string Name { get; }

    /// <summary>The schema's format: <c>jsonschema</c>.</summary>
    public string Format { get; }

    /// <summary>The schema's version: <c>1-0-0</c>.</summary>
    public string Version { get; }

    /// <summary>Reads a schema URI.</summary>
    /// <exception cref="FormatException">The text is none; the message has the text and what is allowed.</exception>
    public static IgluUri Parse(string text) => TryParse(text, out IgluUri? uri)
        ? uri
        : throw new FormatException($"'{text}' is no Iglu schema URI. Allowed: iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION, for example iglu:io.s3snowplow/object_event/jsonschema/1-0-0.");

    /// <summary>Reads a schema URI; <see langword="false"/> where the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IgluUri? uri)
    {
        uri = null;
        if (text is null || Grammar().Match(text) is not { Success: true } match)
        {
            return false;
        }

        uri = new IgluUri(text, match.Groups["vendor"].Value, match.Groups["name"].Value, match.Groups["format"].Value, match.Groups["version"].Value);
        return true;
    }

    /// <summary>The whole URI.</summary>
    public override string ToString() => Text;

    // \z, not $: the latter would let a line feed at the end pass. The expression is linear: no part can be matched in two ways.
    [GeneratedRegex(@"^iglu:(?<vendor>[a-zA-Z0-9\-_.]+)/(?<name>[a-zA-Z0-9\-_]+)/(?<format>[a-zA-Z0-9\-_]+)/(?<version>[1-9][0-9]*-(?:0|[1-9][0-9]*)-(?:0|[1-9][0-9]*))\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
