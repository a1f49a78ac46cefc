using S3Snowplow.Hosting;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Worker;

return await HostProgram.RunAsync(async () =>
{
    // The command is taken out before: the configuration would read what stands behind it as its value.
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder([.. args.Where(argument => argument != RejectedReplay.Command)]);
    builder.Logging.AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", true));
    builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

    // Why it did not start is said by HostProgram, in a line.
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

    Listening.On(builder);
    WebApplication app = builder.Build();
    if (args.Contains(RejectedReplay.Command))
    {
        return await RejectedReplay.RunAsync(app, Console.Out);
    }

    app.MapS3Notifications("/s3");
    app.MapHealthChecks("/health", new() { ResponseWriter = HealthText.WriteAsync });
    app.Lifetime.ApplicationStarted.Register(() =>
    {
        string address = app.Urls.First();
        Console.WriteLine($"Try: curl -i {address}/s3 --data-binary @samples/Worker/notification.json");
        Console.WriteLine($"     curl -i {address}/health");
#if EMBEDDED_COLLECTOR
        collector?.SayWhatItGets(Console.Out);
#endif
    });
    return await app.RunToEndAsync();
});
