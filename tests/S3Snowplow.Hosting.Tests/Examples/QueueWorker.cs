using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3Snowplow.Hosting.Tests.Examples;

/// <summary>The examples of the package's README.</summary>
internal static class QueueWorker
{
    public static IHost Build(HostApplicationBuilder builder)
    {
        // example: queue
        builder.Services.AddS3SnowplowRelay() // section S3Snowplow, then COLLECTOR_URI and EVENT_SCHEMA
            .AddSqsSource(o => o.QueueUrl = new("https://sqs.eu-west-1.amazonaws.com/123456789012/s3-events"));
        // end
        return builder.Build();
    }

    public static async Task<int> RunAsync(string[] args)
    {
        // example: program
        return await HostProgram.RunAsync(async () =>
        {
            HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
            builder.Services.AddS3SnowplowRelay().AddSqsSource();
            return await builder.Build().RunToEndAsync();
        });
        // end
    }

    public static IHost BuildWithTwoCollectors(HostApplicationBuilder builder)
    {
        // example: two-collectors
        builder.Services.AddS3SnowplowRelay("production", o => o.CollectorUri = new("https://collector.acme.com"))
            .AddSqsSource(o => o.QueueName = "s3-events");
        builder.Services.AddS3SnowplowRelay("test", o => o.CollectorUri = new("https://collector.test.acme.com"))
            .AddSqsSource(o => o.QueueName = "s3-events-test");
        // end
        return builder.Build();
    }
}
