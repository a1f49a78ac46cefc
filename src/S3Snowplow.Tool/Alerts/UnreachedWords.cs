using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Says in words why a channel was not reached. Of its address only the host and the port are said: a path may be a secret.</summary>
internal static class UnreachedWords
{
    /// <summary>The words; the reason as it came where there is nothing more to say.</summary>
    /// <param name="answer">What came of the attempt.</param>
    /// <param name="address">The channel's address as it was set, if it was.</param>
    public static string Of(AlertAnswer answer, string? address)
    {
        (string at, string host) = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri is { Host.Length: > 0, Port: > 0 } ? ($"{uri.Host}:{uri.Port}", uri.Host) : ("its address", "of its address");
        return (answer.Outcome, answer.Reason) switch
        {
            (AlertOutcome.Unreachable, "connection_error") => $"nobody listens at {at}, or the way there is closed",
            (AlertOutcome.Unreachable, "name_resolution_error") => $"the name {host} is not found",
            (AlertOutcome.Unreachable, "secure_connection_error") => $"no TLS connection to {at}",
            (AlertOutcome.Unreachable, "connect_timeout") => $"{at} does not answer to the attempt to connect",
            _ => answer.Reason ?? "",
        };
    }
}
