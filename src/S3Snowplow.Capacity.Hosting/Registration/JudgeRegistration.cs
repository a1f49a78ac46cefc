using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>What judging needs of a service collection, all of it keyed by the relay's name.</summary>
internal static class JudgeRegistration
{
    public static void Add(IS3SnowplowRelayBuilder builder)
    {
        (IServiceCollection services, string name) = (builder.Services, builder.Name);
        string section = CapacityRegistration.SectionOf(name, "Judge");
        services.AddOptions<ThroughputJudgeOptions>(name)
            .Configure<IServiceProvider>((options, provider) => provider.GetService<IConfiguration>()?.GetSection(section).Bind(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ThroughputJudgeOptions>>(provider => new OptionsCheck<ThroughputJudgeOptions>(
            name, section, options => [.. options.Validate(), .. FormerSections(provider.GetService<IConfiguration>(), name)]));
        if (!CapacityRegistration.Has<IReceivedMinutes>(builder))
        {
            services.AddKeyedSingleton(name, (provider, _) => CreateCounters(provider, name));
            services.AddKeyedSingleton<IReceivedMinutes>(name, (provider, _) => provider.GetRequiredKeyedService<ReceivedCounters>(name));
            services.AddKeyedSingleton<ISettledObserver>(name, (provider, _) => provider.GetRequiredKeyedService<ReceivedCounters>(name));
        }

        services.TryAddKeyedSingleton(name, (provider, _) => new JudgeStateFile(Options(provider, name).StateFile));
        AlertRegistration.Add(builder);
        services.AddKeyedSingleton(name, (provider, _) => new OwnedSwitch(AlertRegistration.CreateDeadManSwitch(provider, name)));
        services.AddKeyedSingleton(name, (provider, _) => CreateJudge(provider, name));
    }

    // A section that nothing reads any more would leave its settings unheard.
    private static IEnumerable<string> FormerSections(IConfiguration? configuration, string name) =>
        ((string[])["Monitor", "Evaluation"]).Select(part => CapacityRegistration.SectionOf(name, part))
            .Where(former => configuration?.GetSection(former).Exists() == true)
            .Select(former => $"the section {former} is of an earlier version and is not read; what stood there is set here, as the README of S3Snowplow.Capacity.Hosting says.");

    private static ThroughputJudgeOptions Options(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<ThroughputJudgeOptions>>().Get(name);

    private static ReceivedCounters CreateCounters(IServiceProvider provider, string name)
    {
        ThroughputJudgeOptions options = Options(provider, name);
        ReceivedCounterOptions counters = options.Counters;
        return new ReceivedCounters(
            provider.GetRequiredKeyedService<LiveBands>(name),
            new ReceivedCounterOptions
            {
                Dedup = counters.Dedup,
                MaxTrackedEventIds = counters.MaxTrackedEventIds,
                JournalFolder = counters.JournalFolder ?? (options.StateFile is { Length: > 0 } file ? file + ".journal" : null),
            },
            provider.GetRequiredKeyedService<TimeProvider>(name),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetRequiredKeyedService<IMeterFactory>(name));
    }

    private static ThroughputJudge CreateJudge(IServiceProvider provider, string name) => new(
        provider.GetRequiredKeyedService<IReceivedMinutes>(name),
        provider.GetRequiredKeyedService<LiveBands>(name),
        provider.GetKeyedService<IJudgeState>(name) ?? provider.GetRequiredKeyedService<JudgeStateFile>(name).State,
        provider.GetRequiredKeyedService<AlertOutbox>(name),
        provider.GetRequiredKeyedService<OwnedSwitch>(name).Switch,
        Options(provider, name).Judgement,
        provider.GetRequiredKeyedService<TimeProvider>(name),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredKeyedService<IMeterFactory>(name));
}

/// <summary>The state that the settings ask for, if they do; the container gives its lock back at the end.</summary>
internal sealed class JudgeStateFile(string? file) : IDisposable
{
    public FileJudgeState? State { get; } = file is { Length: > 0 } ? new FileJudgeState(file) : null;

    public void Dispose() => State?.Dispose();
}

/// <summary>The dead man's switch that the settings ask for, if they do.</summary>
internal sealed class OwnedSwitch(DeadManSwitch? dead) : IDisposable
{
    public DeadManSwitch? Switch => dead;

    public void Dispose() => dead?.Dispose();
}
