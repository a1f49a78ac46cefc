using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.RabbitMq.Tests.Rig;

namespace S3Snowplow.RabbitMq.Tests.Examples;

public sealed class RabbitMqHostTests
{
    [Fact]
    public void Build_WithAPassword_IsValid()
    {
        using IHost host = RabbitMqHost.Build(RelayHost.Builder(("RABBITMQ_PASSWORD", "secret")));

        Assert.Equal("s3-events", host.Services.GetRequiredService<IOptionsMonitor<RabbitMqSourceOptions>>().Get("/rabbitmq").Queue);
    }
}
