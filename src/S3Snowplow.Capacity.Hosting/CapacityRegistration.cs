using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Events;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Registration;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>What capacity needs of a service collection, all of it keyed by the relay's name. The keyed service of this type is the mark of a relay that has it.</summary>
internal sealed class CapacityRegistration
{
    private CapacityRegistration()
    {
    }

    /// <summary>Where a relay's settings stand.</summary>
    public static string SectionOf(string relay, string part) => relay.Length == 0 ? $"S3Snowplow:{part}" : $"S3Snowplow:Relays:{relay}:{part}";

    public static bool IsIn(IS3SnowplowRelayBuilder builder) => Has<CapacityRegistration>(builder);

    public static bool Has<T>(IS3SnowplowRelayBuilder builder) => builder.Services.Any(service => service.ServiceType == typeof(T) && builder.Name.Equals(service.ServiceKey));

    /// <summary>Adds a named client that follows no redirects and has no time limit of its own, and says its name: that of the part, of a named relay <c>PART:NAME</c>.</summary>
    public static string AddHttpClient(IServiceCollection services, string relay, string part)
    {
        string client = relay.Length == 0 ? part : $"{part}:{relay}";
        OwnHttpClient.Add(
            services, client, static () => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ActivityHeadersPropagator = null });
        return client;
    }

    public static void Add(IS3SnowplowRelayBuilder builder)
    {
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        string section = SectionOf(name, "Capacity");
        services.AddKeyedSingleton(name, new CapacityRegistration());
        services.AddOptions<CapacityOptions>(name)
            .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<CapacityOptions>>(new OptionsCheck<CapacityOptions>(name, section, options => options.Validate()));

        services.TryAddKeyedSingleton(name, new LiveBands());
        services.TryAddKeyedSingleton(name, new CapacitySchemas());
        services.TryAddKeyedSingleton(name, (provider, _) => CreateSource(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => CreateFeed(provider, name));
        services.AddKeyedSingleton<IEntityProvider>(name, (provider, _) => new PipelineEntityProvider(provider.GetRequiredKeyedService<LiveBands>(name), provider.GetRequiredKeyedService<CapacitySchemas>(name)));
        services.AddKeyedSingleton(name, (provider, _) => new CapacityWorker(name, provider));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<CapacityWorker>(name));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name.Length == 0 ? "s3snowplow.capacity" : $"s3snowplow.capacity:{name}",
            provider => new CapacityHealthCheck(name, provider),
            failureStatus: null,
            tags: ["s3snowplow"]));
    }

    public static void AddMonitor(IS3SnowplowRelayBuilder builder)
    {
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        string section = SectionOf(name, "Monitor");
        services.AddOptions<ThroughputMonitorOptions>(name)
            .Configure<IServiceProvider>((options, provider) => MonitorSettings.Apply(options, provider.GetService<IConfiguration>()?.GetSection(section)))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ThroughputMonitorOptions>>(new OptionsCheck<ThroughputMonitorOptions>(name, section, options => options.Validate()));
        AddAlerts(builder);

        // An evaluation from Elasticsearch sends the event itself, since it goes on from it.
        services.AddKeyedSingleton<IAlertChannel>(name, (provider, _) => new EventAlertChannel(
            provider.GetRequiredKeyedService<IEventEmitter>(name), new CapacityEvents(provider.GetKeyedService<CapacitySchemas>(name))));
        services.AddKeyedSingleton(name, (provider, _) => CreateMonitor(provider, name));
        services.AddKeyedSingleton<IObjectEventObserver>(name, (provider, _) => provider.GetRequiredKeyedService<ThroughputMonitor>(name));
    }

    /// <summary>The dispatcher with the channel that any host has: the log.</summary>
    public static void AddAlerts(IS3SnowplowRelayBuilder builder)
    {
        if (Has<AlertDispatcher>(builder))
        {
            return;
        }

        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        string section = SectionOf(name, "Alerts");
        services.AddOptions<AlertOptions>(name).Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(section).Bind(options));
        services.AddKeyedSingleton<IAlertChannel>(name, (provider, _) => new LogAlertChannel(provider.GetRequiredService<ILoggerFactory>()));
        services.AddKeyedSingleton(name, (provider, _) => new AlertDispatcher(
            provider.GetKeyedServices<IAlertChannel>(name),
            provider.GetRequiredService<IOptionsMonitor<AlertOptions>>().Get(name),
            provider.GetRequiredKeyedService<TimeProvider>(name),
            random: null,
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredKeyedService<IMeterFactory>(name)));
    }

    private static IBandsSource CreateSource(IServiceProvider provider, string name)
    {
        CapacityOptions options = provider.GetRequiredService<IOptionsMonitor<CapacityOptions>>().Get(name);
        var logs = provider.GetRequiredService<ILoggerFactory>();
        TimeProvider time = provider.GetRequiredKeyedService<TimeProvider>(name);
        return options switch
        {
            { BandsFile: { Length: > 0 } file } => new BandsFileSource(file, layout: null, time, logs),
            { BandsFolder: { Length: > 0 } folder } => new BandsFileSource(folder, options.Layout, time, logs),
            _ => new GitBandsSource(
                new GitBandsOptions
                {
                    Repository = options.Git.Repository!,
                    Branch = options.Git.Branch,
                    Path = options.Git.Path,
                    Layout = options.Git.IsFolder ? options.Layout : null,
                    CursorFile = options.Git.CursorFile!,
                    CloneFolder = options.Git.CloneFolder,
                },
                logs),
        };
    }

    private static CapacityFeed CreateFeed(IServiceProvider provider, string name) => new(
        provider.GetRequiredKeyedService<IBandsSource>(name),
        provider.GetRequiredKeyedService<IEventEmitter>(name),
        provider.GetRequiredKeyedService<LiveBands>(name),
        provider.GetKeyedService<ThroughputMonitor>(name),
        provider.GetRequiredService<IOptionsMonitor<CapacityOptions>>().Get(name).Feed,
        new CapacityEvents(provider.GetRequiredKeyedService<CapacitySchemas>(name)),
        provider.GetRequiredKeyedService<TimeProvider>(name),
        provider.GetRequiredService<ILoggerFactory>());

    private static ThroughputMonitor CreateMonitor(IServiceProvider provider, string name)
    {
        ThroughputMonitorOptions options = provider.GetRequiredService<IOptionsMonitor<ThroughputMonitorOptions>>().Get(name);
        return new ThroughputMonitor(
            provider.GetRequiredKeyedService<LiveBands>(name),
            options,
            provider.GetKeyedService<IThroughputStateStore>(name) ?? (options.StateFile is { Length: > 0 } file ? new FileThroughputStateStore(file) : null),
            provider.GetRequiredKeyedService<AlertDispatcher>(name),
            provider.GetRequiredKeyedService<TimeProvider>(name),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredKeyedService<IMeterFactory>(name));
    }
}
