namespace S3Snowplow.Lambda;

/// <summary>
/// Thrown where an invocation was not delivered and its trigger has to bring it again: AWS Lambda then retries it, or gives it to its on-failure
/// destination. Event ids are the same the next time, so what was delivered already overwrites itself.
/// </summary>
public sealed class NotDeliveredException : Exception
{
    /// <summary>Makes the exception without a message; for serializers and tests.</summary>
    public NotDeliveredException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was not delivered, and why; no key, no payload.</param>
    public NotDeliveredException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">What was not delivered, and why.</param>
    /// <param name="innerException">The cause.</param>
    public NotDeliveredException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
