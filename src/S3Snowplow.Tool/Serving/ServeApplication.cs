using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Aws;
using S3Snowplow.Capacity.Email;
using S3Snowplow.Hosting;

namespace S3Snowplow.Tool;

/// <summary>What <c>serve</c> runs: the relay with its spool, webhook and queues, the judge with its alerts, health, metrics and the page, as far as the settings ask for them.</summary>
internal static class ServeApplication
{
    /// <summary>Where notifications are posted.</summary>
    public const string Webhook = "/s3";

    /// <summary>Where the health is asked for.</summary>
    public const string Health = "/health";

    /// <summary>Puts the application together, without starting anything.</summary>
    /// <param name="settings">The settings, with the address of a collector.</param>
    /// <param name="time">The clock.</param>
    public static WebApplication Build(ServeSettings settings, TimeProvider time)
    {
        // Its own place as content root: a file appsettings.json of somebody else in the working directory is not ours to read.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings.Values);
        AddLogging(builder.Logging);
        Telemetry.AddWhereWanted(builder, settings);

        // Of all that the slim builder leaves out, HTTPS is what is needed.
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseUrls(Listening.Split(settings.Value("urls")));
        builder.Services.AddSingleton(time);
        AddRelay(builder.Services, settings);
        return builder.Build();
    }

    /// <summary>Adds the addresses that are served. Needs settings that were checked.</summary>
    public static void Map(WebApplication app)
    {
        app.MapS3Notifications(Webhook);
        app.MapHealthChecks(Health, new() { ResponseWriter = HealthText.WriteAsync });
        app.MapS3SnowplowDashboard("/");
    }

    private static void AddRelay(IServiceCollection services, ServeSettings settings)
    {
        IS3SnowplowRelayBuilder relay = services.AddS3SnowplowRelay().AddSpool().AddWebhook();
        if (settings.Has("Sqs"))
        {
            relay.AddSqsSource();
        }

        if (settings.Has("RabbitMq"))
        {
            relay.AddRabbitMqSource();
        }

        if (settings.Has("Capacity"))
        {
            relay.AddAlertChannelType(EmailAlertChannel.Registration)
                .AddAlertChannelType(SnsAlertChannel.Registration)
                .AddCapacity()
                .AddThroughputJudge();
        }
    }

    // To the standard error: the standard output has what was asked for.
    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true));
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        // Before what the settings say, which wins.
        logging.Services.Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Warning);
        logging.Services.Insert(0, ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IConfigureOptions<LoggerFilterOptions>>(
            new Microsoft.Extensions.Options.ConfigureOptions<LoggerFilterOptions>(filter => filter.AddFilter("S3Snowplow", LogLevel.Information))));

        // Why it did not start is said in a line by the command.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }
}
