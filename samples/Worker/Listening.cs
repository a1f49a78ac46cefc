using System.Net;

namespace S3Snowplow.Worker;

/// <summary>Where the worker listens: the setting <c>urls</c>, or a loopback address.</summary>
internal static class Listening
{
    /// <exception cref="FormatException">The setting has something that is no address to listen on.</exception>
    public static void On(WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is not { } urls)
        {
            builder.WebHost.UseUrls("http://127.0.0.1:8080");
            return;
        }

        foreach (string url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The server would say for some of them what is wrong, and not where.
            if (!IsAddress(url))
            {
                throw new FormatException($"urls has '{url}'; allowed: http://HOST:PORT or https://HOST:PORT, with semicolons between; the port is 0 to {IPEndPoint.MaxPort}.");
            }
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            BindingAddress address = BindingAddress.Parse(url);
            return address.Scheme.ToUpperInvariant() is "HTTP" or "HTTPS" && (address.IsUnixPipe || address.IsNamedPipe || address.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
