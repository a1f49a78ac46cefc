using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using S3Snowplow.Hosting.Registration;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Registration;

/// <summary>What is meant for every HTTP client of a host does not reach ours; what is meant for one of ours by its name does.</summary>
public sealed class OwnHttpClientTests
{
    private static readonly string[] Names = ["S3Snowplow.Collector", "S3Snowplow.Sqs", "S3Snowplow.Collector:b", "S3Snowplow.Sqs:b"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Defaults_OfAHost_ReachNoneOfOurClients(bool before)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        var foreign = new Foreign();
        using ServiceProvider provider = Provider(collector.Uri, before ? foreign.AddEverywhere : null, before ? null : foreign.AddEverywhere);

        foreach (string name in Names)
        {
            using HttpResponseMessage answer = await OwnHttpClient.Get(provider, name).GetAsync(new Uri(collector.Uri, "/health"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        RelayResult relayed = await provider.GetRequiredService<ObjectEventRelay>().RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30));
        Assert.True(relayed.ShouldAcknowledge);
        Assert.Equal(0, foreign.Asked);

        // The trap is one: another client of the host runs into it.
        HttpClient other = provider.GetRequiredService<IHttpClientFactory>().CreateClient("other");
        await Assert.ThrowsAnyAsync<Exception>(() => other.GetAsync(new Uri(collector.Uri, "/health")));
        Assert.Equal(1, foreign.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Handlers_ByTheClientsName_AreUsed(bool before)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        int asked = 0;
        void Configure(IServiceCollection services) => services.AddTransient(_ => new Counting(() => asked++)).AddHttpClient("S3Snowplow.Collector")
            .ConfigureHttpClient(http => http.DefaultRequestHeaders.Add("X-Mine", "1"))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseProxy = false })
            .AddHttpMessageHandler<Counting>();
        using ServiceProvider provider = Provider(collector.Uri, before ? Configure : null, before ? null : Configure);

        RelayResult relayed = await provider.GetRequiredService<ObjectEventRelay>().RelayAsync(new Notification(NotificationSamples.S3Put.Body), TimeSpan.FromSeconds(30));

        Assert.True(relayed.ShouldAcknowledge);
        Assert.True(asked > 0);
        OwnHttpClient own = provider.GetRequiredKeyedService<OwnHttpClient>("S3Snowplow.Collector");
        Assert.False(Assert.IsType<SocketsHttpHandler>(Assert.IsType<Counting>(own.Handler).InnerHandler).UseProxy);
        Assert.Equal("1", own.Client.DefaultRequestHeaders.GetValues("X-Mine").Single());
    }

    [Fact]
    public void Handler_OfACollector_FollowsNothingAndHasNoTimeLimit()
    {
        using ServiceProvider provider = Provider(new Uri("https://collector.example"), before: null, after: null);

        OwnHttpClient own = provider.GetRequiredKeyedService<OwnHttpClient>("S3Snowplow.Collector");

        SocketsHttpHandler sockets = Assert.IsType<SocketsHttpHandler>(own.Handler);
        Assert.Equal((false, false, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5)), (sockets.UseCookies, sockets.AllowAutoRedirect, sockets.PooledConnectionLifetime, sockets.ConnectTimeout));
        Assert.Equal(Timeout.InfiniteTimeSpan, own.Client.Timeout);
        Assert.StartsWith("S3Snowplow/", own.Client.DefaultRequestHeaders.UserAgent.ToString(), StringComparison.Ordinal);
    }

    private static ServiceProvider Provider(Uri collector, Action<IServiceCollection>? before, Action<IServiceCollection>? after)
    {
        var services = new ServiceCollection();
        before?.Invoke(services);
        services.AddS3SnowplowRelay(options => (options.CollectorUri, options.AllowHttp) = (collector, true)).AddSqsSource();
        services.AddS3SnowplowRelay("b", options => (options.CollectorUri, options.AllowHttp) = (collector, true)).AddSqsSource();
        after?.Invoke(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    /// <summary>Handlers that break what they are asked, put before every client in each way that there is.</summary>
    private sealed class Foreign : IHttpMessageHandlerBuilderFilter
    {
        public int Asked { get; private set; }

        public void AddEverywhere(IServiceCollection services)
        {
            services.ConfigureHttpClientDefaults(defaults => defaults.AddHttpMessageHandler(Handler).ConfigurePrimaryHttpMessageHandler(() => new Breaking(this)));
            services.ConfigureHttpClientDefaults(defaults => defaults.ConfigureHttpClient(http => http.Timeout = TimeSpan.FromTicks(1)));
            services.ConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(Handler())));
            services.PostConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.AdditionalHandlers.Add(Handler())));
            services.AddSingleton<IHttpMessageHandlerBuilderFilter>(this);
        }

        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.AdditionalHandlers.Insert(0, Handler());
        };

        private Breaking Handler() => new(this);

        private sealed class Breaking(Foreign foreign) : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                foreign.Asked++;
                throw new HttpRequestException("a handler that is not ours");
            }
        }
    }

    private sealed class Counting(Action asked) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            asked();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
