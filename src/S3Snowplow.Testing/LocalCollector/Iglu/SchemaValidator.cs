using System.Text.Json;
using Newtonsoft.Json;
using NJsonSchema;
using NJsonSchema.Validation;
using JsonException = Newtonsoft.Json.JsonException;

namespace S3Snowplow.Testing;

/// <summary>
/// Validates data against the schema of an address, as the pipeline does: JSON Schema draft 4, in the dialect that NJsonSchema speaks.
/// </summary>
/// <remarks>
/// Compiled schemas are kept until <see cref="Forget"/>; unknown ones are looked up again each time. Used by the validation loop only, so
/// nothing here is locked.
/// </remarks>
internal sealed class SchemaValidator(SchemaRegistry registry, TimeProvider time)
{
    // Without state of its own; made once, for it lists all its formats anew each time.
    private static readonly JsonSchemaValidator Rules = new(InternetDateTime.Settings());

    private readonly Dictionary<SchemaKey, (JsonSchema Whole, PlainSchema? Plain)> _compiled = [];

    /// <summary>Drops the compiled schemas, so that a changed file counts.</summary>
    public void Forget() => _compiled.Clear();

    /// <summary>Validates one self-describing JSON.</summary>
    /// <param name="json">The address and the data.</param>
    /// <returns>What is wrong, or <see langword="null"/> for valid data.</returns>
    public async Task<EventProblem?> ValidateAsync(SelfDescribingJson json)
    {
        if (!_compiled.TryGetValue(json.Key, out var schema))
        {
            var text = registry.Find(json.Key);
            if (text is null)
                return EventProblem.Unresolved(json.Key.ToString(), registry.Names, time.GetUtcNow());
            try
            {
                schema = (await JsonSchema.FromJsonAsync(JsonTokens.Shorten(text)).ConfigureAwait(false), PlainSchema.TryRead(text));
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
            {
                return EventProblem.BadSchema(json.Key.ToString(), e.Message);
            }

            _compiled.Add(json.Key, schema);
        }

        return schema.Plain?.Fits(json.Data) == true ? null : Validate(json, schema.Whole);
    }

    private static EventProblem? Validate(SelfDescribingJson json, JsonSchema schema)
    {
        try
        {
            var errors = Rules.Validate(JsonTokens.Of(json.Data), schema);
            return errors.Count == 0 ? null : EventProblem.Invalid(json.Key.ToString(), [.. errors.SelectMany(Flatten).Select(Describe)]);
        }
        catch (Exception e) when (e is JsonException or OverflowException or FormatException or InvalidCastException or ArgumentException)
        {
            // Numbers beyond 64 bits, and patterns that .NET cannot read, make the library throw instead of judge.
            return EventProblem.Invalid(json.Key.ToString(), [new DataReport("$", "number", $"cannot be judged: {e.Message}")]);
        }
    }

    // Wrapping errors give way to what they wrap, as far as that is the better place to look: in array items, and in the one type of several
    // that the value is of. anyOf and oneOf stay as they are, for their branches say nothing about the intent.
    private static IEnumerable<ValidationError> Flatten(ValidationError error) => error switch
    {
        ChildSchemaValidationError { Kind: ValidationErrorKind.ArrayItemNotValid } item => item.Errors.Values.SelectMany(errors => errors).SelectMany(Flatten),
        MultiTypeValidationError types when types.Errors.Values.Where(errors => !errors.Any(inner => IsTypeMismatch(inner, error))).ToList() is [var own] => own.SelectMany(Flatten),
        _ => [error],
    };

    private static bool IsTypeMismatch(ValidationError inner, ValidationError outer) => inner.Path == outer.Path && Keyword(inner.Kind) == "type";

    private static DataReport Describe(ValidationError error)
    {
        var path = error.Path?.TrimStart('#').TrimStart('/') ?? "";
        return new DataReport(path.Length == 0 ? "$" : $"$.{path}", Keyword(error.Kind), Sentence(error.Kind));
    }

    private static string Keyword(ValidationErrorKind kind) => kind switch
    {
        ValidationErrorKind.PropertyRequired => "required",
        ValidationErrorKind.NoAdditionalPropertiesAllowed or ValidationErrorKind.AdditionalPropertiesNotValid => "additionalProperties",
        ValidationErrorKind.PatternMismatch => "pattern",
        ValidationErrorKind.StringTooShort => "minLength",
        ValidationErrorKind.StringTooLong => "maxLength",
        ValidationErrorKind.NumberTooSmall => "minimum",
        ValidationErrorKind.NumberTooBig or ValidationErrorKind.IntegerTooBig => "maximum",
        ValidationErrorKind.NumberNotMultipleOf or ValidationErrorKind.IntegerNotMultipleOf => "multipleOf",
        ValidationErrorKind.TooManyItems or ValidationErrorKind.TooManyItemsInTuple => "maxItems",
        ValidationErrorKind.TooFewItems => "minItems",
        ValidationErrorKind.ItemsNotUnique => "uniqueItems",
        ValidationErrorKind.TooManyProperties => "maxProperties",
        ValidationErrorKind.TooFewProperties => "minProperties",
        ValidationErrorKind.NotInEnumeration => "enum",
        ValidationErrorKind.NotAnyOf => "anyOf",
        ValidationErrorKind.NotAllOf => "allOf",
        ValidationErrorKind.NotOneOf => "oneOf",
        ValidationErrorKind.ExcludedSchemaValidates => "not",
        ValidationErrorKind.StringExpected or ValidationErrorKind.NumberExpected or ValidationErrorKind.IntegerExpected or ValidationErrorKind.BooleanExpected
            or ValidationErrorKind.ObjectExpected or ValidationErrorKind.ArrayExpected or ValidationErrorKind.NullExpected or ValidationErrorKind.NoTypeValidates => "type",
        _ => "format",
    };

    // StringTooLong -> "string too long": the library's kinds are sentences already.
    private static string Sentence(ValidationErrorKind kind) =>
        string.Concat(kind.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : char.ToLowerInvariant(c).ToString()));
}
