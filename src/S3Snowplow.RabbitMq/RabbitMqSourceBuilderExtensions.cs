using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;
using S3Snowplow.RabbitMq;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Lets a relay read from RabbitMQ.</summary>
public static class RabbitMqSourceBuilderExtensions
{
    /// <summary>Adds a queue. Call it again, with another source name, for another one.</summary>
    /// <remarks>
    /// The broker's user needs the permission to read the queue and, for a rejected queue, to write to the default exchange: <c>set_permissions USER '^$' '^amq\.default$' '^QUEUE$'</c>.
    /// </remarks>
    /// <param name="builder">The relay.</param>
    /// <param name="configure">Says which queue, and changes what has a default; comes after the configuration section <c>S3Snowplow:RabbitMq</c>.</param>
    /// <param name="sourceName">What logs and the health check call it.</param>
    /// <exception cref="ArgumentException">The relay has a source of this name from RabbitMQ.</exception>
    public static IS3SnowplowRelayBuilder AddRabbitMqSource(this IS3SnowplowRelayBuilder builder, Action<RabbitMqSourceOptions>? configure = null, string sourceName = "rabbitmq")
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(sourceName);

        string key = $"{builder.Name}/{sourceName}";
        string section = (builder.Name.Length == 0 ? "S3Snowplow" : $"S3Snowplow:Relays:{builder.Name}") + (sourceName == "rabbitmq" ? ":RabbitMq" : $":RabbitMq:{sourceName}");
        if (builder.Services.Any(service => service.ServiceType == typeof(RabbitMqSource) && key.Equals(service.ServiceKey)))
        {
            throw new ArgumentException($"The relay has a source '{sourceName}' from RabbitMQ already; give each a name of its own.", nameof(sourceName));
        }

        OptionsBuilder<RabbitMqSourceOptions> options = builder.Services.AddOptions<RabbitMqSourceOptions>(key)
            .Configure<IServiceProvider>((rabbitMq, provider) => Bind(provider.GetService<IConfiguration>()?.GetSection(section), rabbitMq))
            .ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        string relay = builder.Name;
        builder.Services.AddSingleton<IValidateOptions<RabbitMqSourceOptions>>(provider => new RabbitMqSourceOptionsValidator(key, sourceName, () => AcknowledgesRejected(provider, relay)));
        builder.Services.AddKeyedSingleton(key, (provider, _) => new RabbitMqSource(
            sourceName,
            provider.GetRequiredService<IOptionsMonitor<RabbitMqSourceOptions>>().Get(key),
            token => provider.GetRequiredKeyedService<ObjectEventRelay>(relay).WaitUntilReadyAsync(token),
            provider.GetRequiredKeyedService<TimeProvider>(relay),
            RabbitMqSource.DefaultRandom,
            provider.GetRequiredService<ILoggerFactory>().CreateLogger<RabbitMqSource>()));
        return builder.AddSource(sourceName, provider => provider.GetRequiredKeyedService<RabbitMqSource>(key));
    }

    private static bool AcknowledgesRejected(IServiceProvider provider, string relay)
    {
        try
        {
            return provider.GetRequiredService<IOptionsMonitor<RelayOptions>>().Get(relay).OnRejected == RejectedHandling.Acknowledge;
        }
        catch (OptionsValidationException)
        {
            // The relay's own settings are wrong, which is said by their validator; no second complaint about what may only follow from them.
            return true;
        }
    }

    // Member by member: the last one is code, which a binder must not try to make.
    private static void Bind(IConfigurationSection? section, RabbitMqSourceOptions options)
    {
        if (section is null)
        {
            return;
        }

        if (section[nameof(options.Uri)] is { } uri)
        {
            // What cannot be read is left to the validator: a converter would print it, with the password.
            options.Uri = Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) ? parsed : new Uri("unreadable", UriKind.Relative);
        }

        options.AllowUnencrypted = section.GetValue(nameof(options.AllowUnencrypted), options.AllowUnencrypted);
        options.UserName = section.GetValue(nameof(options.UserName), options.UserName);
        options.Password = section.GetValue(nameof(options.Password), options.Password);
        options.VirtualHost = section.GetValue(nameof(options.VirtualHost), options.VirtualHost);
        options.Queue = section.GetValue(nameof(options.Queue), options.Queue);
        options.Consumers = section.GetValue(nameof(options.Consumers), options.Consumers);
        options.Prefetch = section.GetValue(nameof(options.Prefetch), options.Prefetch);
        options.RejectedQueue = section.GetValue(nameof(options.RejectedQueue), options.RejectedQueue);
        options.DeadLetterRejected = section.GetValue(nameof(options.DeadLetterRejected), options.DeadLetterRejected);
        options.Declare = section.GetValue(nameof(options.Declare), options.Declare);
        options.Exchange = section.GetValue(nameof(options.Exchange), options.Exchange);
        options.RoutingKey = section.GetValue(nameof(options.RoutingKey), options.RoutingKey)!;
        options.RequeueDelay = section.GetValue(nameof(options.RequeueDelay), options.RequeueDelay);
        options.Heartbeat = section.GetValue(nameof(options.Heartbeat), options.Heartbeat);
        options.ConnectionName = section.GetValue(nameof(options.ConnectionName), options.ConnectionName);
    }
}
