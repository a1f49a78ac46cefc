using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.AspNetCore.Tests.Examples;

/// <summary>The example of the package's README.</summary>
internal static class WebhookApplication
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        // example: webhook
        builder.Services.AddS3SnowplowRelay(o => o.CollectorUri = new("https://collector.acme.com"))
            .AddSpool(o => o.Directory = "data/spool")
            .AddWebhook(o => o.Secrets.Add(builder.Configuration["WEBHOOK_SECRET"]!));
        WebApplication app = builder.Build();
        app.MapS3Notifications("/s3");
        app.MapHealthChecks("/health");
        // end
        return app;
    }
}
