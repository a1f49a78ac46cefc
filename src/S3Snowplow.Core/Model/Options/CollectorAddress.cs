namespace S3Snowplow;

/// <summary>What a collector's address may be.</summary>
internal static class CollectorAddress
{
    /// <summary>Where a collector takes events. Source: Snowplow documentation, "Snowplow tracker protocol".</summary>
    public const string CollectorPath = "/com.snowplowanalytics.snowplow/tp2";

    public static void Validate(Uri? address, bool allowHttp, ICollection<string> errors)
    {
        const string Setting = nameof(RelayOptions.CollectorUri);
        const string Allowed = "allowed: https://HOST or https://HOST:PORT";
        if (address is null)
        {
            errors.Add($"{Setting} is not set; {Allowed}.");
        }
        else if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            errors.Add($"{Setting} is '{WithoutSecrets(address)}'; {Allowed}.");
        }
        else if (address.UserInfo.Length > 0)
        {
            errors.Add($"{Setting} has a user name or password, which a collector does not take (not printed here); {Allowed}.");
        }
        else if (address.AbsolutePath != "/")
        {
            // A collector answers 404 for a path of three parts, and 200 for one of two parts that it does not understand.
            errors.Add($"{Setting} is '{WithoutSecrets(address)}', with the path '{address.AbsolutePath}'; the relay adds the path itself ({CollectorPath}), {Allowed}.");
        }
        else if (address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            // A collector merges a query into every event.
            errors.Add($"{Setting} is '{WithoutSecrets(address)}' with a query or fragment (not printed here); {Allowed}.");
        }
        else if (address.Scheme == "http" && !address.IsLoopback && !allowHttp)
        {
            errors.Add($"{Setting} is '{WithoutSecrets(address)}': http sends the events in the clear, which is allowed to this machine only; "
                + $"use https, or set {nameof(RelayOptions.AllowHttp)} (COLLECTOR_ALLOW_HTTP=true).");
        }
    }

    /// <summary>The address as it may be logged: scheme, host, port and path.</summary>
    /// <remarks>
    /// Nothing of an address without a host: in <c>USER:PASSWORD@HOST</c>, where <c>https://</c> was forgotten, the password is of the path.
    /// </remarks>
    public static string WithoutSecrets(Uri address) => address.IsAbsoluteUri && address.Host.Length > 0
        ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
        : "(no https:// or no host in it, not printed here)";
}
