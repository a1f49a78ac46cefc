using S3Snowplow.Hosting;
using S3Snowplow.Worker;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

// Without a collector's address, one in this process; without a folder, one beside the program.
await using EmbeddedCollector? collector = await EmbeddedCollector.StartWhereNoneIsSetAsync(builder.Configuration);
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

WebApplication app = builder.Build();
if (args.Contains("--replay-rejected"))
{
    return await RejectedReplay.RunAsync(app, Console.Out, Console.Error);
}

app.MapS3Notifications("/s3");
app.MapHealthChecks("/health");
app.Lifetime.ApplicationStarted.Register(() =>
{
    string address = app.Urls.First();
    Console.WriteLine($"Try: curl -i {address}/s3 --data-binary @samples/Worker/notification.json");
    Console.WriteLine($"     curl -i {address}/health");
});
collector?.SayWhatItGets(Console.Out, app.Lifetime.ApplicationStopping);
await app.RunAsync();
return 0;
