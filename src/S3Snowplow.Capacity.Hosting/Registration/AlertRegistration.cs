using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>What telling needs of a service collection, all of it keyed by the relay's name.</summary>
internal static class AlertRegistration
{
    public static void Add(IS3SnowplowRelayBuilder builder)
    {
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        string alerting = CapacityRegistration.SectionOf(name, "Alerting");
        string channels = CapacityRegistration.SectionOf(name, "Alerts");
        string deadMan = CapacityRegistration.SectionOf(name, "DeadMan");
        services.TryAddKeyedSingleton(name, new AlertChannelTypes());
        services.AddOptions<AlertOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                // The words speak of the limits that are judged by.
                JudgementOptions judgement = provider.GetRequiredService<IOptionsMonitor<ThroughputJudgeOptions>>().Get(name).Judgement;
                (options.MaxBehind, options.History) = (judgement.MaxBehind, judgement.History);
                provider.GetService<IConfiguration>()?.GetSection(alerting).Bind(options);
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertOptions>>(provider => new OptionsCheck<AlertOptions>(
            name, alerting, options => [.. options.Problems([.. Names(provider, name)])]));
        services.AddOptions<AlertChannelsOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } configuration)
                {
                    options.Read(configuration.GetSection(channels));
                }
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<AlertChannelsOptions>>(provider => new AlertChannelsCheck(name, channels, provider.GetRequiredKeyedService<AlertChannelTypes>(name)));
        services.AddOptions<DeadManOptions>(name)
            .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(deadMan).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeadManOptions>>(new OptionsCheck<DeadManOptions>(name, deadMan, options => options.Validate()));
        services.AddKeyedSingleton(name, (provider, _) => new OwnedChannels(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => new AlertOutbox(
            name.Length == 0 ? "s3snowplow" : name,
            provider.GetRequiredKeyedService<OwnedChannels>(name).All,
            provider.GetRequiredService<IOptionsMonitor<AlertOptions>>().Get(name),
            provider.GetRequiredKeyedService<TimeProvider>(name),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredKeyedService<IMeterFactory>(name)));
    }

    /// <summary>Makes the switch, where it has an address.</summary>
    public static DeadManSwitch? CreateDeadManSwitch(IServiceProvider provider, string name)
    {
        DeadManOptions options = provider.GetRequiredService<IOptionsMonitor<DeadManOptions>>().Get(name);
        return options.Address is { Length: > 0 } address
            ? new DeadManSwitch(address, provider.GetRequiredKeyedService<TimeProvider>(name), provider.GetRequiredService<ILoggerFactory>(), options.FailAddress)
            : null;
    }

    // From the configuration itself: the channels' own settings may be wrong, and that is said beside this.
    private static IEnumerable<string> Names(IServiceProvider provider, string name) =>
    [
        "log",
        "event",
        .. (provider.GetService<IConfiguration>()?.GetSection(CapacityRegistration.SectionOf(name, "Alerts")).GetChildren() ?? []).Select(channel => channel.Key),
        .. provider.GetKeyedServices<IAlertChannel>(name).Select(channel => channel.Name),
    ];

    // Its messages name each setting from its section on.
    private sealed class AlertChannelsCheck(string relay, string section, AlertChannelTypes types) : IValidateOptions<AlertChannelsOptions>
    {
        public ValidateOptionsResult Validate(string? name, AlertChannelsOptions options)
        {
            string[] errors = name == relay ? [.. options.Channels.SelectMany(channel => types.Validate(channel.Key, channel.Value)).Select(problem => problem.Replace("S3Snowplow:Alerts:", $"{section}:", StringComparison.Ordinal))] : [];
            return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }
    }
}
