using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Hosting;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Registration;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a host know what its processors can take, compare it with what comes in, and say so.</summary>
/// <remarks>What is registered is keyed by the relay's name: <see cref="LiveBands"/>, <see cref="CapacityFeed"/>, <see cref="ThroughputMonitor"/>, <see cref="AlertDispatcher"/>.
/// Replaceable in the same way: <see cref="IBandsSource"/>, <see cref="IThroughputStateStore"/>, <see cref="CapacitySchemas"/>.</remarks>
public static class CapacityBuilderExtensions
{
    /// <summary>Sends the capacities of a file with bands as Snowplow events, watches it, and adds to each object event the pipeline that it belongs to.</summary>
    /// <param name="builder">The relay whose collector gets them.</param>
    /// <param name="bandsFile">The file, usually <c>bands.yml</c>.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Capacity</c>.</param>
    /// <remarks>The host does not start where the file is missing or wrong; the message has file, line and column.</remarks>
    public static IS3SnowplowRelayBuilder AddCapacity(this IS3SnowplowRelayBuilder builder, string bandsFile, Action<CapacityOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(bandsFile);

        return builder.AddCapacity(options =>
        {
            options.BandsFile = bandsFile;
            configure?.Invoke(options);
        });
    }

    /// <summary>As the other one, with bands from wherever the settings say: a file, a folder, or a git repository.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Capacity</c>.</param>
    public static IS3SnowplowRelayBuilder AddCapacity(this IS3SnowplowRelayBuilder builder, Action<CapacityOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (!CapacityRegistration.IsIn(builder))
        {
            CapacityRegistration.Add(builder);
        }

        if (configure is not null)
        {
            builder.Services.Configure(builder.Name, configure);
        }

        return builder;
    }

    /// <summary>
    /// Compares what comes in with the capacities, minute by minute, and tells the log and, as the Snowplow event <c>throughput_exceeded</c>, the collector. Valid only where this
    /// process sees the whole stream of a pipeline.
    /// </summary>
    /// <param name="builder">A relay with <c>AddCapacity</c>.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Monitor</c>.</param>
    /// <exception cref="InvalidOperationException">The relay has no capacities, or judges from Elasticsearch.</exception>
    public static IS3SnowplowRelayBuilder AddThroughputMonitor(this IS3SnowplowRelayBuilder builder, Action<ThroughputMonitorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!CapacityRegistration.IsIn(builder))
        {
            throw new InvalidOperationException("AddThroughputMonitor compares with capacities, and this relay has none; call AddCapacity(\"bands.yml\") before it.");
        }

        if (CapacityRegistration.Has<ThroughputEvaluation>(builder))
        {
            throw new InvalidOperationException("AddThroughputMonitor and AddElasticsearchEvaluation would tell the same incidents twice; choose one of them for this relay.");
        }

        if (!CapacityRegistration.Has<ThroughputMonitor>(builder))
        {
            CapacityRegistration.AddMonitor(builder);
        }

        if (configure is not null)
        {
            builder.Services.Configure(builder.Name, configure);
        }

        return builder;
    }

    /// <summary>Posts alerts to a web address too.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="url"><c>https://</c>, or <c>http://</c> to this machine. It is never logged.</param>
    /// <param name="body">What the body looks like; <see cref="WebhookBody.Slack"/> for Slack and those that imitate it.</param>
    public static IS3SnowplowRelayBuilder AddWebhookAlerts(this IS3SnowplowRelayBuilder builder, Uri url, WebhookBody body = WebhookBody.Json)
    {
        ArgumentNullException.ThrowIfNull(url);

        return builder.AddWebhookAlerts(options => (options.Url, options.Body) = (url, body));
    }

    /// <summary>Posts alerts to a web address too. Of one relay there is one; add others as channels.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Changes the settings; comes after the configuration section <c>S3Snowplow:Alerts:Webhook</c>.</param>
    /// <remarks>Sends by the named client <c>S3Snowplow.Alerts</c>, of a named relay <c>S3Snowplow.Alerts:NAME</c>.</remarks>
    public static IS3SnowplowRelayBuilder AddWebhookAlerts(this IS3SnowplowRelayBuilder builder, Action<WebhookAlertOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        if (!CapacityRegistration.Has<WebhookAlertChannel>(builder))
        {
            CapacityRegistration.AddAlerts(builder);
            string section = CapacityRegistration.SectionOf(name, "Alerts:Webhook");
            string client = CapacityRegistration.AddHttpClient(services, name, "S3Snowplow.Alerts");
            services.AddOptions<WebhookAlertOptions>(name)
                .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(section).Bind(options))
                .ValidateOnStart();
            services.AddSingleton<IValidateOptions<WebhookAlertOptions>>(new OptionsCheck<WebhookAlertOptions>(name, section, options => options.Validate()));
            services.AddKeyedSingleton(name, (provider, _) =>
            {
                WebhookAlertOptions options = provider.GetRequiredService<IOptionsMonitor<WebhookAlertOptions>>().Get(name);
                return new WebhookAlertChannel(options.Url!, options.Body, options.Text, OwnHttpClient.Get(provider, client));
            });
            services.AddKeyedSingleton<IAlertChannel>(name, (provider, _) => provider.GetRequiredKeyedService<WebhookAlertChannel>(name));
        }

        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        return builder;
    }

    /// <summary>Tells alerts by a channel of one's own too.</summary>
    /// <param name="builder">The relay.</param>
    /// <param name="create">Makes the channel, once.</param>
    public static IS3SnowplowRelayBuilder AddAlertChannel(this IS3SnowplowRelayBuilder builder, Func<IServiceProvider, IAlertChannel> create)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(create);

        CapacityRegistration.AddAlerts(builder);
        builder.Services.AddKeyedSingleton(builder.Name, (provider, _) => create(provider));
        return builder;
    }
}
