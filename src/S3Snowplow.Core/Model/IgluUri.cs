using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace S3Snowplow;

/// <summary>
/// The URI of a self-describing JSON schema: <c>iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION</c>, for example
/// <c>iglu:io.s3snowplow/object_event/jsonschema/1-0-0</c>.
/// </summary>
/// <remarks>
/// Grammar: Iglu Scala Core, <c>SchemaKey</c>: vendor of letters, digits, <c>.</c>, <c>-</c> and <c>_</c>; name and format of letters,
/// digits, <c>-</c> and <c>_</c>; version numbers without leading zeros, the model at least 1.
/// </remarks>
public sealed record IgluUri
{
    private const string Scheme = "iglu:";
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");
    private static readonly SearchValues<char> VendorLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

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
        // By hand: a regular expression would bring its engine into every native binary.
        uri = null;
        if (text is null || !text.StartsWith(Scheme, StringComparison.Ordinal) || text[Scheme.Length..].Split('/') is not [var vendor, var name, var format, var version]
            || !IsWord(vendor, VendorLetters) || !IsWord(name, NameLetters) || !IsWord(format, NameLetters) || !IsVersion(version))
        {
            return false;
        }

        uri = new IgluUri(text, vendor, name, format, version);
        return true;
    }

    /// <summary>The whole URI.</summary>
    public override string ToString() => Text;

    private static bool IsWord(string text, SearchValues<char> letters) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(letters);

    private static bool IsVersion(string text) =>
        text.Split('-') is [var model, var revision, var addition] && model != "0" && IsNumber(model) && IsNumber(revision) && IsNumber(addition);

    // Iglu's own code holds them in 32 bits.
    private static bool IsNumber(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) && (text.Length == 1 || text[0] != '0');
}
