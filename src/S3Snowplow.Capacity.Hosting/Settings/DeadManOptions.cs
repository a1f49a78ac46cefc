namespace S3Snowplow.Capacity;

/// <summary>Where a host says that its judge lives. Configuration section <c>S3Snowplow:DeadMan</c>.</summary>
public sealed class DeadManOptions
{
    /// <summary>
    /// An address elsewhere that is called after each run, so that a monitor there notices when the judge stops: that of a check of Healthchecks, or of what speaks like it. A secret: it is printed nowhere.
    /// </summary>
    /// <value>Default: <see langword="null"/>, none is called.</value>
    public string? Address { get; set; }

    /// <summary>The address for runs that did not go well.</summary>
    /// <value>Default: <see langword="null"/>, <see cref="Address"/> with <c>/fail</c> behind it.</value>
    public string? FailAddress { get; set; }

    /// <summary>A message for each setting that is wrong. The addresses are not in it.</summary>
    public IReadOnlyList<string> Validate() => Address is { Length: > 0 }
        ? [.. DeadManSwitch.Validate(Address, FailAddress).Select(problem => problem.Replace("S3Snowplow:Alerts:DeadMan:", string.Empty, StringComparison.Ordinal))]
        : [];
}
