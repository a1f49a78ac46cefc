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

    private RelayRegistration(IServiceCollection services, string name) => (Services, Name) = (services, name);

    public IServiceCollection Services { get; }

    public string Name { get; }

    public bool IsDefault => Name.Length == 0;

    /// <summary>The name for people.</summary>
    public string DisplayName => IsDefault ? "default" : Name;

    /// <summary>Whether nobody has put another emitter in the place of ours; then the collector's address is needed.</summary>
    public bool OwnsEmitter
    {
        get
        {
            ServiceDescriptor? keyed = Services.LastOrDefault(service => service.ServiceType == typeof(IEventEmitter) && service.IsKeyedService && Name.Equals(service.ServiceKey));
            ServiceDescriptor? plain = Services.LastOrDefault(service => service.ServiceType == typeof(IEventEmitter) && !service.IsKeyedService);
            return _forwards.Contains(keyed) ? plain == _ownEmitter : keyed == _ownEmitter;
        }
    }

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
        _ownEmitter = AddSeam<IEventEmitter>(CreateEmitter);
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

    private RelayOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptionsMonitor<RelayOptions>>().Get(Name);

    private BufferedEventEmitter CreateEmitter(IServiceProvider provider) => new(
        Options(provider),
        OwnHttpClient.Get(provider, CollectorHttpClient.NameFor(Name)),
        provider.GetRequiredKeyedService<TimeProvider>(Name),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredKeyedService<IMeterFactory>(Name));

    private ObjectEventRelay CreateRelay(IServiceProvider provider) => new(
        Options(provider),
        provider.GetRequiredKeyedService<IEventEmitter>(Name),
        provider.GetRequiredKeyedService<IObjectEventMapper>(Name),
        All<IEntityProvider>(provider),
        All<IObjectEventObserver>(provider),
        provider.GetRequiredKeyedService<TimeProvider>(Name),
        provider.GetRequiredService<ILoggerFactory>(),
        provider.GetRequiredKeyedService<IMeterFactory>(Name),
        All<ISettledObserver>(provider));

    private List<T> All<T>(IServiceProvider provider)
        where T : class =>
        [.. IsDefault ? provider.GetServices<T>() : [], .. provider.GetKeyedServices<T>(Name)];
}
