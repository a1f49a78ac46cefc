using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace S3Snowplow.Hosting.Registration;

/// <summary>
/// An HTTP client of this project. It takes what is configured by its own name (<c>services.AddHttpClient("S3Snowplow.Collector")</c>), before or after the relay was added, and
/// nothing that is meant for all clients: a time limit of ten seconds, retries or a log of addresses, right for others, would cut a long poll, repeat what the emitter repeats, or
/// write down a secret.
/// </summary>
/// <remarks>So it is not made by <see cref="IHttpClientFactory"/>, in which defaults (<c>ConfigureHttpClientDefaults</c>), options of all names and filters reach every client.</remarks>
internal sealed class OwnHttpClient : IDisposable
{
    // Handlers of a user's may come from the container; they live as long as the client.
    private readonly IServiceScope _scope;

    private OwnHttpClient(IServiceProvider services, string name, Func<SocketsHttpHandler> handler, Action<HttpClient>? configure)
    {
        _scope = services.CreateScope();
        var options = new HttpClientFactoryOptions();
        foreach (ConfigureNamedOptions<HttpClientFactoryOptions> own in services.GetServices<IConfigureOptions<HttpClientFactoryOptions>>().OfType<ConfigureNamedOptions<HttpClientFactoryOptions>>())
        {
            if (own.Name == name)
            {
                own.Action?.Invoke(options);
            }
        }

        var pipeline = new Pipeline(_scope.ServiceProvider, name, handler());
        foreach (Action<HttpMessageHandlerBuilder> build in options.HttpMessageHandlerBuilderActions)
        {
            build(pipeline);
        }

        Handler = pipeline.Build();
        Client = new HttpClient(Handler) { Timeout = Timeout.InfiniteTimeSpan };
        configure?.Invoke(Client);
        foreach (Action<HttpClient> change in options.HttpClientActions)
        {
            change(Client);
        }
    }

    public HttpClient Client { get; }

    /// <summary>The outermost handler; for tests.</summary>
    internal HttpMessageHandler Handler { get; }

    /// <summary>Registers a client, once.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Its name.</param>
    /// <param name="handler">Makes the handler that connects, unless the name has another one.</param>
    /// <param name="configure">Changes the client before what is configured by its name.</param>
    public static void Add(IServiceCollection services, string name, Func<SocketsHttpHandler> handler, Action<HttpClient>? configure = null) =>
        services.TryAddKeyedSingleton(name, (provider, _) => new OwnHttpClient(provider, name, handler, configure));

    /// <summary>The client of a name; the container disposes of it.</summary>
    public static HttpClient Get(IServiceProvider services, string name) => services.GetRequiredKeyedService<OwnHttpClient>(name).Client;

    public void Dispose()
    {
        Client.Dispose();
        _scope.Dispose();
    }

    private sealed class Pipeline(IServiceProvider services, string? name, HttpMessageHandler primary) : HttpMessageHandlerBuilder
    {
        public override string? Name { get; set; } = name;

        public override HttpMessageHandler PrimaryHandler { get; set; } = primary;

        public override IList<DelegatingHandler> AdditionalHandlers { get; } = [];

        public override IServiceProvider Services => services;

        public override HttpMessageHandler Build() => CreateHandlerPipeline(PrimaryHandler, AdditionalHandlers);
    }
}
