using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>Reads the last hour of documents as the judge of Elasticsearch would: that shows whether it is reached, may be read, and is mapped as it has to be.</summary>
internal sealed class ElasticsearchReadCheck(DoctorContext context) : IDoctorCheck
{
    public string Name => "Elasticsearch";

    public async Task<Finding> LookAsync(CancellationToken cancellationToken)
    {
        if (context.Elasticsearch is not { } address)
        {
            return Finding.Skipped("--elasticsearch is not set");
        }

        var options = new ElasticsearchOptions
        {
            Address = address,
            EventSchema = context.Options<RelayOptions>().EventSchema,
            ApiKey = Environment.GetEnvironmentVariable("ELASTICSEARCH_API_KEY") is { Length: > 0 } key ? key : null,
            SettingName = ElasticsearchSettings.NameOf,
        };
        try
        {
            using var minutes = new ElasticsearchReceivedMinutes(options, timeProvider: context.Time);
            long now = context.Time.GetUtcNow().ToUnixTimeSeconds() / 60;
            int read = 0;
            await foreach (ReceivedMinute _ in minutes.ReadAsync(now - 60, now, cancellationToken))
            {
                read++;
            }

            return Finding.Ok(string.Create(CultureInfo.InvariantCulture, $"{address.GetLeftPart(UriPartial.Authority)}: can be read{(minutes.Warnings is [var warning, ..] ? $"; {warning}" : "")} ({read} minutes)"));
        }
        catch (ElasticsearchException exception)
        {
            return Finding.Wrong(ElasticsearchSettings.Called(exception.Message).ReplaceLineEndings(" ").TrimEnd('.'), Advice(exception));
        }
    }

    private static string Advice(ElasticsearchException exception) => exception.Problem == ElasticsearchProblem.Unreachable
        ? "Check the host, the port and http or https of --elasticsearch, and whether Elasticsearch runs."
        : "`s3snowplow elasticsearch print index-template` gives a mapping that works; an API key is read from ELASTICSEARCH_API_KEY.";
}
