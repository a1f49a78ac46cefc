namespace S3Snowplow.Capacity;

/// <summary>Thrown where a run of a <see cref="CapacityFunction"/> did not do all that it is for. The message is for people and has nothing secret; the next run makes up for it.</summary>
public sealed class CapacityFunctionException : Exception
{
    /// <summary>Makes the exception without a reason; for serializers and tests.</summary>
    public CapacityFunctionException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was not done, and why.</param>
    public CapacityFunctionException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public CapacityFunctionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
