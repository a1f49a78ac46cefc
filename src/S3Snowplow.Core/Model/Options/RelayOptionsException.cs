namespace S3Snowplow;

/// <summary>Thrown where a relay is made with settings that are missing, wrong, or contradict each other. Nothing was sent yet.</summary>
public sealed class RelayOptionsException : ArgumentException
{
    /// <summary>Makes the exception without errors; for serializers and tests.</summary>
    public RelayOptionsException()
    {
    }

    /// <summary>Makes the exception with one error.</summary>
    public RelayOptionsException(string message)
        : base(message) => Errors = [message];

    /// <summary>Makes the exception with one error and its cause.</summary>
    public RelayOptionsException(string message, Exception innerException)
        : base(message, innerException) => Errors = [message];

    /// <summary>Makes the exception with all that is wrong.</summary>
    public RelayOptionsException(IReadOnlyList<string> errors)
        : base("The relay's settings are not usable: " + string.Join(" ", errors)) => Errors = errors;

    /// <summary>A message for each setting that is wrong: its name, its value and what is allowed.</summary>
    public IReadOnlyList<string> Errors { get; } = [];
}
