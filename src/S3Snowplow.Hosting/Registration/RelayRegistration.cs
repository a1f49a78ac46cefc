using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Hosting.Health;
using S3Snowplow.Hosting.Running;

namespace S3Snowplow.Hosting.Registration;

/// <summary>One relay in a service collection. Its descriptor is also the mark by which a second registration is recognised.</summary>
internal sealed class RelayRegistration : IS3SnowplowRelayBuilder
{
    private ServiceDescriptor? _ownEmitter;
    private ServiceDescriptor? _ownTransport;

    private RelayRegistration(IServiceCollection services, string name) => (Services, Name) = (services, name);

    public IServiceCollection Services { get; }

    public string Name { get; }

    public bool IsDefault => Name.Length == 0;

    /// <summary>The name for people.</summary>
    public string DisplayName => IsDefault ? "default" : Name;

    /// <summary>Whether the relay's emitter is ours, which it is until another one is registered.</summary>
    public bool OwnsEmitter => Owns(typeof(IEventEmitter), _ownEmitter);

    /// <summary>Whether it sends to a collector, by our emitter and our transport; then the collector's address is needed.</summary>
    public bool SendsToCollector => OwnsEmitter && Owns(typeof(IEventTransport), _ownTransport);

    private readonly List<ServiceDescriptor?> _forwards = [];

    /// <summary>Registers the relay, or finds it registered.</summary>
    public static RelayRegistration Add(IServiceCollection services, string name)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(RelayRegistration) && name.Equals(service.ServiceKey))?.KeyedImplementationInstance is RelayRegistration registered)
        {
            return registered;
        }

        var registration = new RelayRegistration(services, name);
        services.AddKeyedSingleton(name, registration);
        registration.AddOptions();
        registration.AddSeams();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<RelayWorker>(name));
        services.AddKeyedSingleton(name, (provider, _) => new RelayWorker(name, registration.DisplayName, provider));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            registration.IsDefault ? "s3snowplow" : $"s3snowplow:{name}", provider => new RelayHealthCheck(name, provider), failureStatus: null, tags: ["s3snowplow"]));
        return registration;
    }

    private void AddOptions()
    {
        Services.AddOptions<RelayOptions>(Name)
            .Configure<IServiceProvider>((options, provider) => RelaySettings.Apply(options, this, provider.GetService<IConfiguration>()))
            .PostConfigure<IOptions<HostOptions>>((options, host) => RelaySettings.DrainWithinShutdown(options, host.Value.ShutdownTimeout))
            .ValidateOnStart();
        Services.AddSingleton<IValidateOptions<RelayOptions>>(new RelayOptionsValidator(this));
        Services.AddOptions<SourceRestartOptions>(Name)
            .Configure<IServiceProvider>((options, provider) => RelaySettings.Apply(options, this, provider.GetService<IConfiguration>()))
            .ValidateOnStart();
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SourceRestartOptions>, SourceRestartOptionsValidator>());
    }

    private void AddSeams()
    {
        CollectorHttpClient.Add(Services, CollectorHttpClient.NameFor(Name));
        Services.AddLogging();
        Services.AddMetrics();
        Services.TryAddSingleton(TimeProvider.System);
        Services.TryAddKeyedSingleton(Name, (provider, _) => provider.GetRequiredService<TimeProvider>());
        Services.TryAddKeyedSingleton<IMeterFactory>(Name, (provider, _) => new RelayMeterFactory(provider.GetRequiredService<IMeterFactory>(), Name));
        _ownTransport = AddSeam<IEventTransport>(CreateTransport);
        Services.TryAddKeyedSingleton(Name, (provider, _) => CreateOwnEmitter(provider));
        _ownEmitter = AddSeam<IEventEmitter>(provider => provider.GetRequiredKeyedService<BufferedEventEmitter>(Name));
        AddSeam(provider => ObjectEventMappers.For(IgluUri.Parse(Options(provider).EventSchema)));
        AddSeam(CreateRelay);
    }

    // Of the default relay the plain service comes first, and the keyed one leads to it: whichever a user replaces, the relay finds it.
    private ServiceDescriptor AddSeam<T>(Func<IServiceProvider, T> create)
        where T : class
    {
        ServiceDescriptor own;
        if (!IsDefault)
        {
            own = ServiceDescriptor.KeyedSingleton(Name, (provider, _) => create(provider));
            Services.TryAdd(own);
            return own;
        }

        own = ServiceDescriptor.Singleton(create);
        Services.TryAdd(own);
        var forward = ServiceDescriptor.KeyedSingleton(Name, (provider, _) => provider.GetRequiredService<T>());
        Services.TryAdd(forward);
        _forwards.Add(forward);
        return own;
    }

    private bool Owns(Type seam, ServiceDescriptor? own)
    {
        ServiceDescriptor? keyed = Services.LastOrDefault(service => service.ServiceType == seam && service.IsKeyedService && Name.Equals(service.ServiceKey));
        ServiceDescriptor? plain = Services.LastOrDefault(service => service.ServiceType == seam && !service.IsKeyedService);
        return _forwards.Contains(keyed) ? plain == own : keyed == own;
    }

    private RelayOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptionsMonitor<RelayOptions>>().Get(Name);

    private BufferedEventEmitter CreateOwnEmitter(IServiceProvider provider) => new(
        Options(provider),
        provider.GetRequiredKeyedService<IEventTransport>(Name),
        provider.GetRequiredKeyedService<TimeProvider>(Name),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredKeyedService<IMeterFactory>(Name));

    private HttpEventTransport CreateTransport(IServiceProvider provider) => new(
        Options(provider), OwnHttpClient.Get(provider, CollectorHttpClient.NameFor(Name)), provider.GetRequiredKeyedService<TimeProvider>(Name));

    private ObjectEventRelay CreateRelay(IServiceProvider provider)
    {
        RelayOptions options = Options(provider);
        IObjectEventMapper mapper = provider.GetRequiredKeyedService<IObjectEventMapper>(Name);
        List<IEntityProvider> entities = All<IEntityProvider>(provider);
        List<IObjectEventObserver> observers = All<IObjectEventObserver>(provider);
        List<ISettledObserver> settled = All<ISettledObserver>(provider);
        TimeProvider time = provider.GetRequiredKeyedService<TimeProvider>(Name);
        ILoggerFactory loggers = provider.GetRequiredService<ILoggerFactory>();
        IMeterFactory meters = provider.GetRequiredKeyedService<IMeterFactory>(Name);
        return OwnsEmitter
            ? new ObjectEventRelay(options, provider.GetRequiredKeyedService<BufferedEventEmitter>(Name), mapper, entities, observers, time, loggers, meters, settled)
            : new ObjectEventRelay(options, provider.GetRequiredKeyedService<IEventEmitter>(Name), mapper, entities, observers, time, loggers, meters, settled);
    }

    private List<T> All<T>(IServiceProvider provider)
        where T : class =>
        [.. IsDefault ? provider.GetServices<T>() : [], .. provider.GetKeyedServices<T>(Name)];
}
