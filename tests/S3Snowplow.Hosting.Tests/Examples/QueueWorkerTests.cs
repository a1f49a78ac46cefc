using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.Hosting.Tests.Rig;

namespace S3Snowplow.Hosting.Tests.Examples;

public sealed class QueueWorkerTests
{
    [Fact]
    public void Build_OfTheReadme_ReadsTheQueueItNames()
    {
        using IHost host = QueueWorker.Build(HostRig.Builder(("COLLECTOR_URI", "https://collector.example")));

        // Built and validated, not started: it would ask Amazon.
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal("/123456789012/s3-events", host.Services.GetRequiredService<IOptionsMonitor<SqsSourceOptions>>().Get("/sqs").QueueUrl?.AbsolutePath);
    }

    [Fact]
    public async Task Run_OfTheReadme_WithAWrongSetting_EndsWith2() => Assert.Equal(2, await QueueWorker.RunAsync(["--S3Snowplow:Sqs:Receivers", "0"]));

    [Fact]
    public void BuildWithTwoCollectors_OfTheReadme_GivesEachItsQueue()
    {
        HostApplicationBuilder builder = HostRig.Builder(("S3Snowplow:Relays:production:Sqs:Region", "eu-west-1"), ("S3Snowplow:Relays:test:Sqs:Region", "eu-west-1"));
        using IHost host = QueueWorker.BuildWithTwoCollectors(builder);

        host.Services.GetRequiredService<IStartupValidator>().Validate();
        var options = host.Services.GetRequiredService<IOptionsMonitor<SqsSourceOptions>>();
        Assert.Equal(("s3-events", "s3-events-test"), (options.Get("production/sqs").QueueName, options.Get("test/sqs").QueueName));
    }
}
