namespace S3Snowplow.Capacity;

/// <summary>Thrown by a channel for an alert that it will never take, so that trying again is pointless. The message is logged: nothing secret.</summary>
public sealed class AlertRefusedException : Exception
{
    /// <summary>Makes the exception without a reason; for serializers and tests.</summary>
    public AlertRefusedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, for people.</param>
    public AlertRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public AlertRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
