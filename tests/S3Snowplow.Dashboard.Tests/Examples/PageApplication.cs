using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.Dashboard.Tests.Examples;

/// <summary>The example of the package's README.</summary>
internal static class PageApplication
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        // example: page
        builder.Services.AddS3SnowplowRelay().AddSqsSource(o => o.QueueName = "s3-events").AddCapacity("bands.yml").AddThroughputJudge(o => o.StateFile = "data/judge.state");
        WebApplication app = builder.Build();
        app.MapS3SnowplowDashboard("/");
        // end
        return app;
    }
}
