namespace S3Snowplow.Capacity;

/// <summary>Thrown where bands cannot be used as they are. Nothing of them is in effect; what was in effect before stays so.</summary>
public sealed class BandsException : FormatException
{
    /// <summary>Makes the exception without errors; for serializers and tests.</summary>
    public BandsException()
    {
    }

    /// <summary>Makes the exception with a message alone.</summary>
    public BandsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public BandsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception with all that is wrong.</summary>
    public BandsException(IReadOnlyList<BandsError> errors)
        : base("The bands are not usable; nothing of them takes effect.\n" + string.Join('\n', errors ?? [])) => Errors = errors ?? [];

    /// <summary>What is wrong, in the order of the file; 20 at most.</summary>
    public IReadOnlyList<BandsError> Errors { get; } = [];
}
