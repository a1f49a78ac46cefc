using Microsoft.Extensions.Options;
using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Worker;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

// Why it did not start is said below, in a line.
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
Telemetry.AddWhereWanted(builder);

// Of all that the slim builder leaves out, HTTPS is what this worker needs.
builder.WebHost.UseKestrelHttpsConfiguration();

// Without a collector's address, one in this process; without a folder, one beside the program.
#if EMBEDDED_COLLECTOR
await using EmbeddedCollector? collector = await EmbeddedCollector.StartWhereNoneIsSetAsync(builder.Configuration);
#endif
IS3SnowplowRelayBuilder relay = builder.Services.AddS3SnowplowRelay()
    .AddSpool(spool => spool.Directory ??= Path.Combine(AppContext.BaseDirectory, "spool"))
    .AddWebhook();
if (builder.Configuration.GetSection("S3Snowplow:Sqs").Exists())
{
    relay.AddSqsSource();
}

if (builder.Configuration.GetSection("S3Snowplow:RabbitMq").Exists())
{
    relay.AddRabbitMqSource();
}

if (builder.Configuration["urls"] is null)
{
    builder.WebHost.UseUrls("http://127.0.0.1:8080");
}

try
{
    WebApplication app = builder.Build();
    if (args.Contains("--replay-rejected"))
    {
        return await RejectedReplay.RunAsync(app, Console.Out);
    }

    app.MapS3Notifications("/s3");
    app.MapHealthChecks("/health");
    app.Lifetime.ApplicationStarted.Register(() =>
    {
        string address = app.Urls.First();
        Console.WriteLine($"Try: curl -i {address}/s3 --data-binary @samples/Worker/notification.json");
        Console.WriteLine($"     curl -i {address}/health");
#if EMBEDDED_COLLECTOR
        collector?.SayWhatItGets(Console.Out);
#endif
    });
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException exception)
{
    Console.Error.WriteLine(string.Join(Environment.NewLine, exception.Failures));
    return 2;
}
catch (Exception exception) when (exception is InvalidOperationException or FormatException or IOException)
{
    // A value that is no number, an open webhook, a spool or an address in use: the message says it, and where it happened helps nobody.
    Console.Error.WriteLine(exception.Message);
    return exception is SpoolException ? 1 : 2;
}
