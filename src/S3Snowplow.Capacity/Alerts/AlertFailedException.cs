namespace S3Snowplow.Capacity;

/// <summary>Thrown by a channel for an attempt that failed and may be repeated. The message is logged: nothing secret.</summary>
public sealed class AlertFailedException : Exception
{
    /// <summary>Makes the exception without a reason; for serializers and tests.</summary>
    public AlertFailedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, for people.</param>
    public AlertFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public AlertFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
