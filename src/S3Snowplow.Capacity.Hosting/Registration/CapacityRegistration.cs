using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Hosting;

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

    private static IBandsSource CreateSource(IServiceProvider provider, string name)
    {
        CapacityOptions options = provider.GetRequiredService<IOptionsMonitor<CapacityOptions>>().Get(name);
        var logs = provider.GetRequiredService<ILoggerFactory>();
        TimeProvider time = provider.GetRequiredKeyedService<TimeProvider>(name);
        string? cursor = string.IsNullOrEmpty(options.CursorFile) ? null : options.CursorFile;
        return options switch
        {
            { BandsFile: { Length: > 0 } file } => new BandsFileSource(file, layout: null, time, logs, cursor),
            { BandsFolder: { Length: > 0 } folder } => new BandsFileSource(folder, options.Layout, time, logs, cursor),
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
                logs,
                time),
        };
    }

    private static CapacityFeed CreateFeed(IServiceProvider provider, string name) => new(
        provider.GetRequiredKeyedService<IBandsSource>(name),
        provider.GetRequiredKeyedService<IEventEmitter>(name),
        provider.GetRequiredKeyedService<LiveBands>(name),
        provider.GetRequiredService<IOptionsMonitor<CapacityOptions>>().Get(name).Feed,
        new CapacityEvents(provider.GetRequiredKeyedService<CapacitySchemas>(name)),
        provider.GetRequiredKeyedService<TimeProvider>(name),
        provider.GetRequiredService<ILoggerFactory>());
}
