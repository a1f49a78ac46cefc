namespace S3Snowplow.Reading;

/// <summary>Thrown by <see cref="NotificationReader.ReadStrict"/> for a document that is not wholly readable; says where, never what stood there.</summary>
public sealed class NotificationFormatException : FormatException
{
    /// <summary>Makes the exception without a problem; for serializers and tests.</summary>
    public NotificationFormatException()
    {
    }

    /// <summary>Makes the exception without a problem; for serializers and tests.</summary>
    public NotificationFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception without a problem; for serializers and tests.</summary>
    public NotificationFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception for the first problem of a document.</summary>
    public NotificationFormatException(NotificationProblem problem)
        : base(problem.ToString()) => Problem = problem;

    /// <summary>The first problem found: its byte offset, JSON path and reason.</summary>
    public NotificationProblem Problem { get; }
}
