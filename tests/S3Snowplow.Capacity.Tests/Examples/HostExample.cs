using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3Snowplow.Capacity.Tests.Examples;

/// <summary>The host of the package's README; compiled here, and compared with it by a test of the documents.</summary>
internal static class HostExample
{
    public static IHost Build(HostApplicationBuilder builder)
    {
        // example: host
        builder.Services.AddS3SnowplowRelay()
            .AddSqsSource(o => o.QueueName = "s3-events")
            .AddCapacity("bands.yml")
            .AddThroughputMonitor(o => o.StateFile = "data/throughput.json")
            .AddWebhookAlerts(new Uri(builder.Configuration["ALERT_URL"]!));
        // end
        return builder.Build();
    }
}
