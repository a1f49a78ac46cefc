namespace S3Snowplow.Lambda.RuntimeApi;

/// <summary>The Runtime API cannot be worked with: it is not there, does not speak HTTP, refuses to give invocations, or says itself that it is broken.</summary>
#pragma warning disable CA1064 // Nobody outside sees it: it ends the process.
internal sealed class RuntimeApiException : Exception
#pragma warning restore CA1064
{
    public RuntimeApiException()
    {
    }

    public RuntimeApiException(string message)
        : base(message)
    {
    }

    public RuntimeApiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
