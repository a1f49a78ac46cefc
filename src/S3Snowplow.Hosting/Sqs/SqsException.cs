using System.Net;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>SQS refused a request, or part of one.</summary>
public sealed class SqsException : Exception
{
    /// <summary>Makes the exception without facts; for serializers and tests.</summary>
    public SqsException()
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public SqsException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and its cause.</summary>
    public SqsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SqsException(string operation, HttpStatusCode status, string code, string? message)
        : base($"SQS refused {operation} with {code} (HTTP {(int)status}){(message is null ? "" : ": " + message)}")
    {
        Code = code;
        StatusCode = status;
    }

    /// <summary>The error's name, such as <c>QueueDoesNotExist</c>; empty where the answer had none.</summary>
    public string Code { get; } = "";

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Whether the same request may succeed later: throttled, busy, or signed with credentials that have just expired.</summary>
    /// <remarks>By the code before the status: the service throttles with 403. Source: service model 2012-11-05, shapes RequestThrottled, OverLimit, KmsThrottled.</remarks>
    public bool IsTransient =>
        (int)StatusCode >= 500
        || StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
        || Code is "RequestThrottled" or "ThrottlingException" or "Throttling" or "OverLimit" or "KmsThrottled" or "ExpiredToken" or "ExpiredTokenException" or "RequestExpired";
}
