namespace S3Snowplow.Tool;

/// <summary>What stands at the place of a setting.</summary>
internal enum WrittenKind
{
    /// <summary>A text, a number, or true or false.</summary>
    Value,

    /// <summary>Nothing: <c>null</c>, which leaves the setting as it is by default.</summary>
    Null,

    /// <summary>Members in braces.</summary>
    Object,

    /// <summary>A list in brackets.</summary>
    Array,
}

/// <summary>One setting as somebody wrote it.</summary>
/// <param name="Path">Its names from the top, with colons between: <c>S3Snowplow:Spool:Directory</c>.</param>
/// <param name="Kind">What stands there.</param>
/// <param name="Value">The value as text, of a <see cref="WrittenKind.Value"/>.</param>
/// <param name="NamePlace">Where its name stands, for people: <c>s3snowplow.json:3:5</c>, or <c>variable COLLECTOR_URI</c>.</param>
/// <param name="ValuePlace">Where its value stands.</param>
internal sealed record WrittenSetting(string Path, WrittenKind Kind, string? Value, string NamePlace, string ValuePlace)
{
    /// <summary>The last of its names.</summary>
    public string Name => Path[(Path.LastIndexOf(':') + 1)..];
}
