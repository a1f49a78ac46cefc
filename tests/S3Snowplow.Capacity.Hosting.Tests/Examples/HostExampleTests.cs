using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace S3Snowplow.Capacity.Tests.Examples;

public sealed class HostExampleTests
{
    [Fact]
    public void Build_OfTheReadme_HasSettingsThatAreAllowed_AndTheChannelsOfTheConfiguration()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["COLLECTOR_URI"] = "https://collector.example";
        builder.Configuration["S3Snowplow:Sqs:Region"] = "eu-west-1";
        builder.Configuration["S3Snowplow:Alerts:pager:Type"] = "pagerduty";
        builder.Configuration["S3Snowplow:Alerts:pager:Credential"] = "0123456789abcdef0123456789abcdef";
        builder.Configuration["S3Snowplow:Alerts:slack-data:Type"] = "slack";
        builder.Configuration["S3Snowplow:Alerts:slack-data:Address"] = "https://hooks.slack.com/services/T000/B000/secret";
        builder.Configuration["S3Snowplow:Alerting:RenotifyAfter"] = "02:00:00";
        builder.Configuration["S3Snowplow:Alerting:EscalateTo"] = "pager";
        builder.Configuration["S3Snowplow:DeadMan:Address"] = "https://hc.example/ping/secret";
        using IHost host = HostExample.Build(builder);

        // Built and validated, not started: it would ask Amazon.
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        var outbox = host.Services.GetRequiredKeyedService<AlertOutbox>("");
        Assert.Equal(["event", "log", "pager", "slack-data"], outbox.Channels.Select(channel => channel.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WrongChannels_AreAllNamed_AndNoSecretIs()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["COLLECTOR_URI"] = "https://collector.example";
        builder.Configuration["S3Snowplow:Sqs:Region"] = "eu-west-1";
        builder.Configuration["S3Snowplow:Alerts:pager:Type"] = "pagerdutty";
        builder.Configuration["S3Snowplow:Alerts:slack-data:Type"] = "slack";
        builder.Configuration["S3Snowplow:Alerts:slack-data:Address"] = "ftp://hooks.slack.com/secret";
        builder.Configuration["S3Snowplow:Alerting:EscalateTo"] = "nobody";
        builder.Configuration["S3Snowplow:DeadMan:Address"] = "ping/secret";
        using IHost host = HostExample.Build(builder);

        string all = string.Join('\n', Assert.Throws<AggregateException>(host.Services.GetRequiredService<IStartupValidator>().Validate).InnerExceptions.Cast<OptionsValidationException>().SelectMany(one => one.Failures));

        Assert.Contains("S3Snowplow:Alerts:pager:Type is 'pagerdutty'; allowed: ", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:Alerts:slack-data:Address", all, StringComparison.Ordinal);
        Assert.Contains("EscalateTo is 'nobody'", all, StringComparison.Ordinal);
        Assert.Contains("S3Snowplow:DeadMan: Address", all, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", all, StringComparison.Ordinal);
    }

    [Fact]
    public void TypesOfOtherPackages_MayBeNamed()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["COLLECTOR_URI"] = "https://collector.example";
        builder.Configuration["S3Snowplow:Alerts:topic:Type"] = "sns";
        builder.Configuration["S3Snowplow:Alerts:topic:Address"] = "arn:aws:sns:eu-west-1:123456789012:s3snowplow-alerts";
        HostExample.AddChannels(builder.Services.AddS3SnowplowRelay().AddCapacity("bands.yml").AddThroughputJudge());
        using IHost host = builder.Build();

        host.Services.GetRequiredService<IStartupValidator>().Validate();

        Assert.Contains("sns", host.Services.GetRequiredKeyedService<AlertOutbox>("").Channels.Select(channel => channel.Type));
    }

    [Fact]
    public void Elasticsearch_InPlaceOfCountersAndFile_IsWhatTheJudgeReads()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["COLLECTOR_URI"] = "https://collector.example";
        HostExample.JudgeFromElasticsearch(builder.Services.AddS3SnowplowRelay().AddCapacity("bands.yml"), new ElasticsearchOptions { Address = new Uri("https://es.example:9200"), ApiKey = "key" });
        using IHost host = builder.Build();

        host.Services.GetRequiredService<IStartupValidator>().Validate();

        Assert.IsType<ElasticsearchReceivedMinutes>(host.Services.GetRequiredKeyedService<IReceivedMinutes>(""));
        Assert.IsType<ElasticsearchJudgeState>(host.Services.GetRequiredKeyedService<IJudgeState>(""));
        Assert.NotNull(host.Services.GetRequiredKeyedService<ThroughputJudge>(""));
    }
}
