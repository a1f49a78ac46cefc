using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Registration;

public sealed class AddS3SnowplowRelayTests
{
    private const string Collector = "https://collector.example/";

    [Fact]
    public void Add_Section_ThenVariables_ThenCode_TheLaterWins()
    {
        HostApplicationBuilder builder = HostRig.Builder(
            ("S3Snowplow:CollectorUri", "https://section.example"),
            ("S3Snowplow:AppId", "section"),
            ("S3Snowplow:TrackerNamespace", "section"),
            ("S3Snowplow:Delivery:MaxBatchEvents", "7"),
            ("S3Snowplow:Filter:EventNames:0", "ObjectCreated:*"),
            ("COLLECTOR_URI", Collector),
            ("EVENT_SCHEMA", "iglu:com.acme/put/jsonschema/1-0-0"));
        builder.Services.AddS3SnowplowRelay(options => options.AppId = "code");
        using IHost host = builder.Build();

        RelayOptions options = host.Services.GetRequiredService<IOptions<RelayOptions>>().Value;

        Assert.Equal(Collector, options.CollectorUri?.AbsoluteUri);
        Assert.Equal(("code", "section", 7), (options.AppId, options.TrackerNamespace, options.Delivery.MaxBatchEvents));
        Assert.Equal(["ObjectCreated:*"], options.Filter.EventNames);
        Assert.Equal("iglu:com.acme/put/jsonschema/1-0-0", options.EventSchema);
    }

    [Fact]
    public void Add_Configuration_IsReadOverTheRest()
    {
        HostApplicationBuilder builder = HostRig.Builder(("COLLECTOR_URI", Collector), ("Other:AppId", "other"));
        builder.Services.AddS3SnowplowRelay(builder.Configuration.GetSection("Other"));
        using IHost host = builder.Build();

        Assert.Equal("other", host.Services.GetRequiredService<IOptions<RelayOptions>>().Value.AppId);
    }

    [Fact]
    public void Add_WithoutAConfiguration_Works()
    {
        var services = new ServiceCollection();
        services.AddS3SnowplowRelay(options => options.CollectorUri = new Uri(Collector));
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<IEventEmitter>(), provider.GetRequiredService<ObjectEventRelay>().Emitter);
    }

    [Fact]
    public void Add_Twice_RegistersOnce()
    {
        var services = new ServiceCollection();
        IS3SnowplowRelayBuilder first = services.AddS3SnowplowRelay();
        int count = services.Count;

        IS3SnowplowRelayBuilder second = services.AddS3SnowplowRelay();

        Assert.Same(first, second);
        Assert.Equal(count, services.Count);
    }

    [Fact]
    public void Add_RetryBudget_IsElevenHoursUnlessSaid()
    {
        HostApplicationBuilder builder = HostRig.Builder(("COLLECTOR_URI", Collector), ("S3Snowplow:Relays:b:Delivery:RetryBudget", "00:05:00"));
        builder.Services.AddS3SnowplowRelay();
        builder.Services.AddS3SnowplowRelay("b");
        using IHost host = builder.Build();

        Assert.Equal(TimeSpan.FromHours(11), host.Services.GetRequiredService<IOptions<RelayOptions>>().Value.Delivery.RetryBudget);
        IOptionsMonitor<RelayOptions> named = host.Services.GetRequiredService<IOptionsMonitor<RelayOptions>>();
        Assert.Contains("'b': CollectorUri is not set", Assert.Throws<OptionsValidationException>(() => named.Get("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_TwoNames_AreTwoRelaysWithSeamsOfTheirOwn()
    {
        var services = new ServiceCollection();
        var mapper = new ObjectEventMapper(IgluUri.Parse("iglu:com.acme/put/jsonschema/1-0-0"));
        services.AddS3SnowplowRelay(options => options.CollectorUri = new Uri(Collector));
        services.AddS3SnowplowRelay("b", options => options.CollectorUri = new Uri("https://b.example"));
        services.AddKeyedSingleton<IObjectEventMapper>("b", mapper);
        using ServiceProvider provider = services.BuildServiceProvider();

        Assert.NotSame(provider.GetRequiredService<ObjectEventRelay>(), provider.GetRequiredKeyedService<ObjectEventRelay>("b"));
        Assert.Same(provider.GetRequiredService<ObjectEventRelay>(), provider.GetRequiredKeyedService<ObjectEventRelay>(""));
        Assert.NotSame(provider.GetRequiredService<IEventEmitter>(), provider.GetRequiredKeyedService<IEventEmitter>("b"));
        Assert.Same(mapper, provider.GetRequiredKeyedService<IObjectEventMapper>("b"));
        Assert.NotSame(mapper, provider.GetRequiredService<IObjectEventMapper>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Add_AnEmitterOfOnesOwn_NeedsNoCollector(bool before)
    {
        await using var emitter = new RecordingEventEmitter();
        var services = new ServiceCollection();
        if (before)
        {
            services.AddSingleton<IEventEmitter>(emitter);
        }

        services.AddS3SnowplowRelay();
        if (!before)
        {
            services.AddSingleton<IEventEmitter>(emitter);
        }

        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Same(emitter, provider.GetRequiredService<ObjectEventRelay>().Emitter);
    }

    [Fact]
    public async Task Add_AKeyedEmitter_BelongsToItsRelayOnly()
    {
        await using var emitter = new RecordingEventEmitter();
        var services = new ServiceCollection();
        services.AddS3SnowplowRelay("a", options => options.CollectorUri = new Uri(Collector));
        services.AddS3SnowplowRelay("b").Services.AddKeyedSingleton<IEventEmitter>("b", emitter);
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.IsType<BufferedEventEmitter>(provider.GetRequiredKeyedService<ObjectEventRelay>("a").Emitter);
        Assert.Same(emitter, provider.GetRequiredKeyedService<ObjectEventRelay>("b").Emitter);
    }

    [Fact]
    public async Task Add_ObserversAndEntities_OfTheKeyAndOfTheDefault_AreFound()
    {
        await using var emitter = new RecordingEventEmitter();
        var seen = new CountingObserver();
        var services = new ServiceCollection();
        services.AddSingleton<IEventEmitter>(emitter);
        services.AddSingleton<IObjectEventObserver>(seen);
        services.AddS3SnowplowRelay();
        services.AddKeyedSingleton<IObjectEventObserver>("", seen);
        services.AddKeyedSingleton<IObjectEventObserver>("other", seen);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<ObjectEventRelay>().RelayAsync(new Notification(HostRig.Record(1)), TimeSpan.FromSeconds(30)).Within();

        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task Start_SettingsThatAreWrong_AreAllNamed()
    {
        HostApplicationBuilder builder = HostRig.Builder(("S3Snowplow:EventSchema", "nonsense"), ("S3Snowplow:Delivery:MaxBatchEvents", "0"));
        builder.Services.AddS3SnowplowRelay();
        using IHost host = builder.Build();

        string message = (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync().Within())).Message;

        Assert.All(["CollectorUri is not set", "EventSchema is 'nonsense'", "MaxBatchEvents is 0", "COLLECTOR_URI", "S3Snowplow:CollectorUri"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private sealed class CountingObserver : IObjectEventObserver
    {
        public int Count { get; private set; }

        public void OnObjectEvent(in ObjectEventView objectEvent) => Count++;
    }
}
