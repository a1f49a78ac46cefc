namespace S3Snowplow.Testing;

/// <summary>One measurement.</summary>
/// <param name="Name">The instrument's name.</param>
/// <param name="Kind">The instrument's kind.</param>
/// <param name="Unit">The instrument's unit; <see langword="null"/> if it names none.</param>
/// <param name="Value">The value, whatever number the instrument measures in; integers beyond 2^53 lose their last digits.</param>
/// <param name="Tags">The tags; of a tag given twice, the last one.</param>
public sealed record RecordedMeasurement(string Name, InstrumentKind Kind, string? Unit, double Value, IReadOnlyDictionary<string, object?> Tags);
