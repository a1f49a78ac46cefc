using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3Snowplow.RabbitMq.Tests.Examples;

/// <summary>The example of the package's README.</summary>
internal static class RabbitMqHost
{
    public static IHost Build(HostApplicationBuilder builder)
    {
        // example: rabbitmq
        builder.Services.AddS3SnowplowRelay(o => o.CollectorUri = new("https://collector.acme.com"))
            .AddRabbitMqSource(o =>
            {
                o.Uri = new("amqps://broker.acme.com/s3");
                (o.UserName, o.Password) = ("relay", builder.Configuration["RABBITMQ_PASSWORD"]);
                (o.Queue, o.RejectedQueue) = ("s3-events", "s3-rejected");
            });
        IHost host = builder.Build();
        // end
        return host;
    }
}
