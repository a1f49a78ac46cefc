using S3Snowplow.Hosting;

// What keeps it from running is said in a line, with exit code 2 for settings.
return await HostProgram.RunAsync(async () =>
{
    WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
    builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
    builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    builder.WebHost.UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:8080");

    // The relay: what is posted is on the disk before it is answered, and goes on from there.
    IS3SnowplowRelayBuilder relay = builder.Services.AddS3SnowplowRelay()
        .AddSpool(spool => spool.Directory ??= Path.Combine(AppContext.BaseDirectory, "spool"))
        .AddWebhook();

    // A queue keeps its messages itself.
    if (builder.Configuration.GetSection("S3Snowplow:Sqs").Exists())
    {
        relay.AddSqsSource();
    }

    WebApplication app = builder.Build();
    app.MapS3Notifications("/s3");
    app.MapHealthChecks("/health");
    app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Try: curl -i {app.Urls.First()}/s3 --data-binary @samples/Worker/notification.json"));
    return await app.RunToEndAsync();
});
