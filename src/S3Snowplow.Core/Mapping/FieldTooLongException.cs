namespace S3Snowplow.Mapping;

/// <summary>Thrown where a field of an event is longer than its schema allows. Its message has the field's name and lengths, never the text, so that it may be told and logged.</summary>
/// <param name="field">The field's name in the schema.</param>
/// <param name="length">Its length in Unicode code points.</param>
/// <param name="limit">What the schema allows.</param>
internal sealed class FieldTooLongException(string field, int length, int limit) : FormatException($"{field} has {length} characters; the schema allows {limit}.");
