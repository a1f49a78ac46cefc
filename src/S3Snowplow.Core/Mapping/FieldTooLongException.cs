namespace S3Snowplow.Mapping;

/// <summary>Thrown where a field of an event is longer than its schema allows. Its message has the field's name and lengths, never the text, so that it may be told and logged.</summary>
#pragma warning disable CA1032 // Made in one place, always with the field: other constructors would let a message in that has a text of the event.
internal sealed class FieldTooLongException : FormatException
#pragma warning restore CA1032
{
    /// <summary>Makes the exception.</summary>
    /// <param name="field">The field's name in the schema.</param>
    /// <param name="length">Its length in Unicode code points.</param>
    /// <param name="limit">What the schema allows.</param>
    public FieldTooLongException(string field, int length, int limit)
        : base($"{field} has {length} characters; the schema allows {limit}.")
    {
    }
}
