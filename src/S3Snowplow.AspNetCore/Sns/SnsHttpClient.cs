using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Hosting.Registration;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>The named client that fetches SNS's certificates and confirms subscriptions.</summary>
internal static class SnsHttpClient
{
    /// <summary><c>S3Snowplow.Sns</c>, and of a named relay <c>S3Snowplow.Sns:NAME</c>.</summary>
    public static string NameFor(string relay) => relay.Length == 0 ? "S3Snowplow.Sns" : $"S3Snowplow.Sns:{relay}";

    // A subscription's address has a token in it, which no log of addresses gets. No redirects: the address was checked, where it leads to was not.
    public static void Add(IServiceCollection services, string name) => OwnHttpClient.Add(services, name, static () => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = 4,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(3),
        ActivityHeadersPropagator = null,
    });
}
