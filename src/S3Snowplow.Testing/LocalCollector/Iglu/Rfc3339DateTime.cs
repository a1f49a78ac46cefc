using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace S3Snowplow.Testing;

/// <summary>
/// The format <c>date-time</c> as JSON Schema defines it, by RFC 3339 §5.6. The library's own takes dates without time or offset and refuses
/// fractions finer than .NET's, so it would call events good that the pipeline fails, and the other way round.
/// </summary>
internal sealed partial class Rfc3339DateTime : IFormatValidator
{
    /// <inheritdoc />
    public ValidationErrorKind ValidationErrorKind => ValidationErrorKind.DateTimeExpected;

    /// <inheritdoc />
    public string Format => "date-time";

    /// <summary>The library's formats with this one in its place.</summary>
    public static JsonSchemaValidatorSettings Settings()
    {
        var settings = new JsonSchemaValidatorSettings();
        var own = new Rfc3339DateTime();
        settings.FormatValidators = [.. settings.FormatValidators.Where(format => format.Format != own.Format), own];
        return settings;
    }

    /// <inheritdoc />
    public bool IsValid(string value, JTokenType tokenType)
    {
        var match = Grammar().Match(value);
        // The grammar has the shape; the calendar is .NET's.
        return match.Success && DateTime.TryParseExact(match.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    [GeneratedRegex(
        @"^(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grammar();
}
