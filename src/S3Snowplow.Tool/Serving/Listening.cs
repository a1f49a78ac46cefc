using System.Net;
using Microsoft.AspNetCore.Http;

namespace S3Snowplow.Tool;

/// <summary>Where <c>serve</c> listens: the setting <c>urls</c>, or a loopback address.</summary>
internal static class Listening
{
    /// <summary>Where it listens by default.</summary>
    public const string Default = "http://127.0.0.1:8080";

    /// <summary>The addresses, one by one.</summary>
    public static string[] Split(string? urls) => (urls ?? Default).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What is wrong with the setting; <see langword="null"/> where all is well. The server would say for some of it what is wrong, and not where.</summary>
    public static string? Problem(string? urls) => Split(urls).FirstOrDefault(url => !IsAddress(url)) is { } wrong
        ? $"urls has '{wrong}'; allowed: http://HOST:PORT or https://HOST:PORT, with semicolons between; the port is 0 to {IPEndPoint.MaxPort}."
        : null;

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
