using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace S3Snowplow.Capacity.Tests.Examples;

/// <summary>The host of the package's README that judges from Elasticsearch; compiled here, and compared with it by a test of the documents.</summary>
internal static class EvaluationHostExample
{
    public static IHost Build(HostApplicationBuilder builder)
    {
        // example: host
        builder.Services.AddS3SnowplowRelay()
            .AddElasticsearchEvaluation(new Uri(builder.Configuration["ELASTICSEARCH_URI"]!), o => o.ApiKey = builder.Configuration["ELASTICSEARCH_API_KEY"])
            .AddWebhookAlerts(new Uri(builder.Configuration["ALERT_URL"]!));
        // end
        return builder.Build();
    }
}
