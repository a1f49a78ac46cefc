namespace S3Snowplow.RabbitMq;

/// <summary>The broker refused what the source needs, and asking again soon would not help. The message says what, without secrets.</summary>
public sealed class RabbitMqSourceException : Exception
{
    /// <summary>Makes the exception without facts; for serializers and tests.</summary>
    public RabbitMqSourceException()
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public RabbitMqSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public RabbitMqSourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
