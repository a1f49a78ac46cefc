namespace S3Snowplow.Testing;

/// <summary>A text column of the enriched event.</summary>
/// <param name="Parameter">The tp2 parameter that fills it.</param>
/// <param name="Column">Its name in the enriched event.</param>
/// <param name="MaxLength">The longest value in characters; a longer one fails the event.</param>
internal readonly record struct AtomicField(string Parameter, string Column, int MaxLength);

/// <summary>One flat field of an enriched event.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Text">Its value as text; <see langword="null"/> for an empty one.</param>
/// <param name="IsNumber">Whether JSON shows it as a number.</param>
internal readonly record struct AtomicValue(string Column, string? Text, bool IsNumber = false);
