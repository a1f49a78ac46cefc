using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting;
using S3Snowplow.RabbitMq.Tests.Rig;

namespace S3Snowplow.RabbitMq.Tests.Settings;

public sealed class RegistrationTests
{
    [Fact]
    public void Sections_OfDefaultAndNamedRelaysAndSources_AreRead()
    {
        HostApplicationBuilder builder = RelayHost.Builder(
            ("S3Snowplow:RabbitMq:Uri", "amqps://broker.example/main"),
            ("S3Snowplow:RabbitMq:Queue", "main"),
            ("S3Snowplow:RabbitMq:second:Queue", "second"),
            ("S3Snowplow:Relays:other:RabbitMq:Queue", "other"),
            ("S3Snowplow:Relays:other:RabbitMq:third:Queue", "third"));
        builder.Services.AddS3SnowplowRelay().AddRabbitMqSource().AddRabbitMqSource(sourceName: "second");
        builder.Services.AddS3SnowplowRelay("other").AddRabbitMqSource().AddRabbitMqSource(sourceName: "third");
        foreach (string relay in new[] { "", "other" })
        {
            builder.Services.Configure<RelayOptions>(relay, options => options.OnRejected = RejectedHandling.Acknowledge);
        }

        using IHost host = builder.Build();
        var options = host.Services.GetRequiredService<IOptionsMonitor<RabbitMqSourceOptions>>();

        Assert.Equal(("amqps://broker.example/main", "main"), (options.Get("/rabbitmq").Uri.OriginalString, options.Get("/rabbitmq").Queue));
        Assert.Equal(("second", "other", "third"), (options.Get("/second").Queue, options.Get("other/rabbitmq").Queue, options.Get("other/third").Queue));
    }

    [Fact]
    public void Section_HasEverySettingThatIsNoCode()
    {
        var expected = new Dictionary<string, string>
        {
            ["Uri"] = "amqp://broker.example",
            ["AllowUnencrypted"] = "True",
            ["UserName"] = "relay",
            ["Password"] = "secret",
            ["VirtualHost"] = "v",
            ["Queue"] = "q",
            ["Consumers"] = "3",
            ["Prefetch"] = "7",
            ["RejectedQueue"] = "r",
            ["DeadLetterRejected"] = "False",
            ["Declare"] = "True",
            ["Exchange"] = "e",
            ["RoutingKey"] = "k",
            ["RequeueDelay"] = "00:00:05",
            ["Heartbeat"] = "00:00:20",
            ["ConnectionName"] = "n",
        };
        HostApplicationBuilder builder = RelayHost.Builder([.. expected.Select(setting => ($"S3Snowplow:RabbitMq:{setting.Key}", setting.Value))]);
        builder.Services.AddS3SnowplowRelay().AddRabbitMqSource(options => options.Prefetch = 8);
        using IHost host = builder.Build();
        RabbitMqSourceOptions bound = host.Services.GetRequiredService<IOptionsMonitor<RabbitMqSourceOptions>>().Get("/rabbitmq");

        // Code comes after the section.
        expected["Prefetch"] = "8";
        foreach (System.Reflection.PropertyInfo setting in typeof(RabbitMqSourceOptions).GetProperties().Where(property => property.Name != "ConfigureConnection"))
        {
            object? value = setting.GetValue(bound);
            Assert.Equal(expected[setting.Name], value is Uri uri ? uri.OriginalString : $"{value}");
        }
    }

    [Fact]
    public void Add_TwoOfOneName_IsRefused()
    {
        IS3SnowplowRelayBuilder relay = new ServiceCollection().AddS3SnowplowRelay().AddRabbitMqSource();

        Assert.Throws<ArgumentException>(() => relay.AddRabbitMqSource());
        relay.AddRabbitMqSource(sourceName: "other");
    }

    [Fact]
    public async Task Start_WithWrongSettings_SaysAllOfThemAndNoSecret()
    {
        HostApplicationBuilder builder = RelayHost.Builder(("COLLECTOR_URI", "https://collector.example"), ("S3Snowplow:RabbitMq:Uri", "amqps://user:SECRET@host:port/"), ("S3Snowplow:RabbitMq:Prefetch", "0"));
        builder.Services.AddS3SnowplowRelay().AddRabbitMqSource();
        using IHost host = builder.Build();

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.All(["Source 'rabbitmq': Uri is no broker's address", "Queue is not set", "Prefetch is 0", "RejectedQueue is not set"], part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAWrongRelay_ComplainsOfThatOnly()
    {
        HostApplicationBuilder builder = RelayHost.Builder(("S3Snowplow:RabbitMq:Queue", "q"), ("S3Snowplow:OnRejected", "Acknowledge"));
        builder.Services.AddS3SnowplowRelay().AddRabbitMqSource();
        using IHost host = builder.Build();

        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.DoesNotContain("RejectedQueue", refused.Message, StringComparison.Ordinal);
    }
}
