using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.Dashboard;
using S3Snowplow.Dashboard.Live;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the page into an application.</summary>
public static class DashboardEndpointExtensions
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Shows, live, what comes in against what each processor can take: a page, and what it shows as JSON (<c>api/overview</c>, <c>api/pipelines/NAME</c>, <c>api/stream</c>; the README of S3Snowplow.Dashboard has each member).
    /// </summary>
    /// <remarks>
    /// <para>For a relay with <c>AddCapacity</c> and <c>AddThroughputJudge</c>; without them it shows the relay alone. It changes nothing.</para>
    /// <para>Who may look is said by <see cref="DashboardOptions"/> (section <c>S3Snowplow:Dashboard</c>), or by the application's own authorization on what is returned. Without any of it the page answers this machine alone, and
    /// a host that listens on other addresses is stopped.</para>
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="pattern">The path: <c>/</c>, or one such as <c>/pipelines</c>.</param>
    /// <param name="configure">Changes the settings; comes after the configuration.</param>
    /// <param name="relay">The relay's name; empty for the default one.</param>
    /// <returns>To add conventions, such as a policy of authorization.</returns>
    /// <exception cref="InvalidOperationException">There is no such relay.</exception>
    /// <exception cref="OptionsValidationException">Settings are wrong; the message names each.</exception>
    public static IEndpointConventionBuilder MapS3SnowplowDashboard(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/", Action<DashboardOptions>? configure = null, string relay = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(relay);

        IServiceProvider services = endpoints.ServiceProvider;
        string shown = relay.Length == 0 ? "default" : relay;
        if (services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(ObjectEventRelay), relay) != true)
        {
            throw new InvalidOperationException(
                $"The page '{pattern}' is for the relay '{shown}', which is not registered; call services.AddS3SnowplowRelay({(relay.Length == 0 ? "" : $"\"{relay}\"")}) before the application is built.");
        }

        string section = relay.Length == 0 ? "S3Snowplow:Dashboard" : $"S3Snowplow:Relays:{relay}:Dashboard";
        var options = new DashboardOptions();
        services.GetService<IConfiguration>()?.GetSection(section).Bind(options);
        configure?.Invoke(options);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new OptionsValidationException(relay, typeof(DashboardOptions), errors.Select(error => $"{section}: {error}"));
        }

        return Map(endpoints, pattern, options, shown, () => DashboardInputs.Of(services, relay));
    }

    /// <summary>As the other one, about what is given, without a relay in the host.</summary>
    internal static IEndpointConventionBuilder MapS3SnowplowDashboard(this IEndpointRouteBuilder endpoints, DashboardInputs inputs, string pattern = "/", Action<DashboardOptions>? configure = null)
    {
        var options = new DashboardOptions();
        configure?.Invoke(options);
        return Map(endpoints, pattern, options, inputs.Source, () => inputs);
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder endpoints, string pattern, DashboardOptions options, string relay, Func<DashboardInputs> inputs)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        var access = new DashboardAccess(options, pattern, relay);
        var feed = new Lazy<DashboardFeed>(() => Begin(services, inputs()));
        var page = new DashboardEndpoints(access, feed);
        RouteGroupBuilder group = endpoints.MapGroup(pattern.TrimEnd('/'));
        group.MapMethods("/", Reading, (RequestDelegate)page.IndexAsync);
        group.MapMethods("/api/overview", Reading, (RequestDelegate)page.OverviewAsync);
        group.MapMethods("/api/pipelines/{**name}", Reading, (RequestDelegate)page.PipelineAsync);
        group.MapMethods("/api/stream", Reading, (RequestDelegate)page.StreamAsync);
        foreach (string file in PageFile.All.Keys)
        {
            group.MapMethods($"/{file}", Reading, (RequestDelegate)(context => page.FileAsync(context, file)));
        }

        group.WithMetadata(access).WithDisplayName($"S3Snowplow page {pattern}");
        ExposureRefusal.WatchWithoutRegistration(services, services.GetRequiredService<ILoggerFactory>().CreateLogger<DashboardAccess>());

        // Deliveries are looked at from the start, so that the first who looks at the page sees them.
        services.GetService<IHostApplicationLifetime>()?.ApplicationStarted.Register(() => _ = feed.Value);
        return group;
    }

    private static DashboardFeed Begin(IServiceProvider services, DashboardInputs inputs)
    {
        var feed = new DashboardFeed(inputs);
        services.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(feed.Dispose);
        feed.Start();
        return feed;
    }
}
