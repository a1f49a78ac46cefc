using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Hosting;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>An application with the webhook at <c>/s3</c> and, for comparison, an endpoint at <c>/drop</c> that reads a body and drops it.</summary>
internal static class WebhookServer
{
    public static async Task<WebApplication> StartAsync(Uri collector, Action<IS3SnowplowRelayBuilder>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        IS3SnowplowRelayBuilder relay = builder.Services.AddS3SnowplowRelay(options => options.CollectorUri = collector);
        configure?.Invoke(relay);
        WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapS3Notifications("/s3");
        app.MapPost("/drop", (RequestDelegate)DropAsync);
        await app.StartAsync();
        return app;
    }

    public static Uri Address(WebApplication app, string path) => new(new Uri(app.Urls.First()), path);

    private static async Task DropAsync(HttpContext context)
    {
        PipeReader body = context.Request.BodyReader;
        ReadResult read;
        do
        {
            read = await body.ReadAsync();
            body.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        context.Response.ContentLength = 0;
    }
}
