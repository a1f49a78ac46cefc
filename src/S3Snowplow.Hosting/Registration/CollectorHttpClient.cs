using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Delivery;

namespace S3Snowplow.Hosting.Registration;

/// <summary>The named client with which a relay sends. Configure it further by <c>services.AddHttpClient(name)</c>, for example with a proxy.</summary>
internal static class CollectorHttpClient
{
    /// <summary><c>S3Snowplow.Collector</c>, and of a named relay <c>S3Snowplow.Collector:NAME</c>.</summary>
    public static string NameFor(string relay) => relay.Length == 0 ? "S3Snowplow.Collector" : $"S3Snowplow.Collector:{relay}";

    public static void Add(IServiceCollection services, string name) => OwnHttpClient.Add(
        services,
        name,
        static () => new SocketsHttpHandler
        {
            // No cookies: the collector sets one per request, and a shared one would make all events one visitor. No redirects: a followed one would make a GET of
            // the POST. The lifetime lets a changed DNS entry be seen. The emitter limits each attempt by Delivery.RequestTimeout;
            // connecting has a limit of its own, since the pool has the next request wait for a handshake that is under way, though it may never end.
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ActivityHeadersPropagator = null,
        },
        static http => http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", TrackerIdentity.Version.Replace("s3snowplow-", "S3Snowplow/", StringComparison.Ordinal)));
}
