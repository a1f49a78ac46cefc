using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Aws;
using S3Snowplow.Hosting;

namespace S3Snowplow.Capacity.Tests.Examples;

/// <summary>The host of the READMEs; compiled here, and compared with them by a test of the documents.</summary>
internal static class HostExample
{
    public static IHost Build(HostApplicationBuilder builder)
    {
        // example: host
        builder.Services.AddS3SnowplowRelay()
            .AddSqsSource(o => o.QueueName = "s3-events")
            .AddCapacity("bands.yml")
            .AddThroughputJudge(o => o.StateFile = "data/judge.state");
        // end
        return builder.Build();
    }

    public static IS3SnowplowRelayBuilder JudgeFromElasticsearch(IS3SnowplowRelayBuilder relay, ElasticsearchOptions elasticsearch)
    {
        // example: elasticsearch
        relay.Services.AddKeyedSingleton<IReceivedMinutes>(relay.Name, (provider, _) => new ElasticsearchReceivedMinutes(
            elasticsearch, provider.GetRequiredKeyedService<LiveBands>(relay.Name), loggerFactory: provider.GetRequiredService<ILoggerFactory>()));
        relay.Services.AddKeyedSingleton<IJudgeState>(relay.Name, (_, _) => new ElasticsearchJudgeState(elasticsearch));
        relay.AddThroughputJudge(o => o.Judgement.StoreDelay = TimeSpan.FromMinutes(5));
        // end
        return relay;
    }

    public static IS3SnowplowRelayBuilder AddChannels(IS3SnowplowRelayBuilder relay)
    {
        // example: types
        relay.AddAlertChannelType(SnsAlertChannel.Registration);
        // end
        return relay;
    }
}
