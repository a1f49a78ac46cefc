using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>The channels of a relay: those that were registered, those of the settings, and, unless the settings have one of that type, the log and the Snowplow event.</summary>
internal sealed class OwnedChannels : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public OwnedChannels(IServiceProvider provider, string relay)
    {
        var types = provider.GetRequiredKeyedService<AlertChannelTypes>(relay);
        Dictionary<string, AlertChannelSettings> settings = provider.GetRequiredService<IOptionsMonitor<AlertChannelsOptions>>().Get(relay).Channels;
        var services = new AlertChannelServices
        {
            Time = provider.GetRequiredKeyedService<TimeProvider>(relay),
            Loggers = provider.GetRequiredService<ILoggerFactory>(),
            Emitter = provider.GetRequiredKeyedService<IEventEmitter>(relay),
            Events = new CapacityEvents(provider.GetKeyedService<CapacitySchemas>(relay)),
        };
        List<(string Name, AlertChannelSettings Settings)> all = [.. settings.Select(one => (one.Key, one.Value))];
        foreach (string type in (string[])["log", "event"])
        {
            if (!settings.Values.Any(one => string.Equals(one.Type, type, StringComparison.OrdinalIgnoreCase)))
            {
                all.Add((type, new AlertChannelSettings { Type = type }));
            }
        }

        All = [.. provider.GetKeyedServices<IAlertChannel>(relay), .. all.Select(one => Own(types.Create(one.Name, one.Settings, services)))];
    }

    public IReadOnlyList<IAlertChannel> All { get; }

    public void Dispose() => _owned.ForEach(channel => channel.Dispose());

    private IAlertChannel Own(IAlertChannel channel)
    {
        if (channel is IDisposable disposable)
        {
            _owned.Add(disposable);
        }

        return channel;
    }
}
