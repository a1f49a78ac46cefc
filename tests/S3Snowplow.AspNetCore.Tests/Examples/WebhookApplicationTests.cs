using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.AspNetCore.Tests.Examples;

public sealed class WebhookApplicationTests
{
    [Fact]
    public async Task Build_TheExampleOfTheReadme_HasBothEndpoints()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Configuration["WEBHOOK_SECRET"] = "sixteen-characters-or-more";

        // Built, not started: it would make its spool's folder.
        await using WebApplication app = WebhookApplication.Build(builder);

        Assert.Equal(["/health", "/s3"], ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).Order());
    }
}
