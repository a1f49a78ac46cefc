namespace S3Snowplow.Hosting.Spool;

/// <summary>A spool did not take a notification, which was therefore not stored: it is full, its disk is full or fails, or it is in use.</summary>
public sealed class SpoolException : IOException
{
    /// <summary>Makes the exception without facts; for serializers and tests.</summary>
    public SpoolException()
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public SpoolException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public SpoolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
