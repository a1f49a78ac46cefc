using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.AspNetCore.Receiving;
using S3Snowplow.AspNetCore.Sns;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Registration;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.AspNetCore;

/// <summary>What a relay's webhooks need in the service collection, and the making of one. The service of this type is the mark of a relay that has settings.</summary>
internal sealed class WebhookRegistration
{
    private WebhookRegistration()
    {
    }

    public static void Add(IS3SnowplowRelayBuilder builder, Action<WebhookOptions>? configure)
    {
        string name = builder.Name;
        if (!builder.Services.Any(service => service.ServiceType == typeof(WebhookRegistration) && name.Equals(service.ServiceKey)))
        {
            builder.Services.AddKeyedSingleton(name, new WebhookRegistration());
            builder.Services.AddOptions<WebhookOptions>(name)
                .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(SectionOf(name)).Bind(options))
                .ValidateOnStart();
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
            builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ExposureRefusal>());
            SnsHttpClient.Add(builder.Services, SnsHttpClient.NameFor(name));
        }

        if (configure is not null)
        {
            builder.Services.Configure(name, configure);
        }
    }

    /// <summary>Makes the endpoint. The relay and its spool are asked for by the first request: who maps an endpoint may not mean to run it.</summary>
    public static WebhookEndpoint CreateEndpoint(IServiceProvider services, string pattern, string relay)
    {
        string shown = relay.Length == 0 ? "default" : relay;
        if (services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(ObjectEventRelay), relay) != true)
        {
            throw new InvalidOperationException($"The webhook '{pattern}' is for the relay '{shown}', which is not registered; call services.AddS3SnowplowRelay({(relay.Length == 0 ? "" : $"\"{relay}\"")}) before the application is built.");
        }

        bool hasSettings = services.GetKeyedService<WebhookRegistration>(relay) is not null;
        if (!hasSettings && services.GetService<IConfiguration>()?.GetSection(SectionOf(relay)).Exists() == true)
        {
            throw new InvalidOperationException($"The configuration has a section {SectionOf(relay)}, and nobody reads it; call AddWebhook() on the relay '{shown}'.");
        }

        WebhookOptions options = services.GetRequiredService<IOptionsMonitor<WebhookOptions>>().Get(relay);
        TimeProvider time = services.GetRequiredKeyedService<TimeProvider>(relay);
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<WebhookEndpoint>();
        var sns = new SnsInbox(pattern, options, () => OwnHttpClient.Get(services, SnsHttpClient.NameFor(relay)), time, logger);
        var endpoint = new WebhookEndpoint(
            pattern,
            shown,
            options,
            new SenderAuthentication(options),
            sns,
            () => services.GetRequiredKeyedService<ObjectEventRelay>(relay),
            () => services.GetKeyedService<NotificationSpool>(relay),
            time,
            new WebhookMetrics(services.GetRequiredKeyedService<IMeterFactory>(relay)),
            services.GetService<BodyPool>() ?? BodyPool.Shared,
            logger);
        if (!hasSettings)
        {
            ExposureRefusal.WatchWithoutRegistration(services, logger);
        }

        return endpoint;
    }

    private static string SectionOf(string relay) => relay.Length == 0 ? "S3Snowplow:Webhook" : $"S3Snowplow:Relays:{relay}:Webhook";
}
