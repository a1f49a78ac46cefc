namespace S3Snowplow.Capacity.Aws;

/// <summary>Where the environment says that another service stands in the place of Amazon's.</summary>
/// <remarks>Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".</remarks>
internal static class EndpointVariable
{
    /// <summary>The address; <see langword="null"/>: Amazon's own.</summary>
    /// <param name="variable">The environment.</param>
    /// <param name="name">The variable of the service, which comes before <c>AWS_ENDPOINT_URL</c>.</param>
    /// <exception cref="RelayOptionsException">It is no address.</exception>
    public static Uri? Find(Func<string, string?> variable, string name)
    {
        foreach (string one in (string[])[name, "AWS_ENDPOINT_URL"])
        {
            if (variable(one) is { Length: > 0 } text)
            {
                return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? address : throw new RelayOptionsException([$"{one} is no address (not printed here); allowed: https://HOST[:PORT]."]);
            }
        }

        return null;
    }
}
