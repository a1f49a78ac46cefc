using Microsoft.Extensions.Configuration;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Reads the settings of the evaluation, and of the store that it reads, from configuration sections.</summary>
internal static class EvaluationSettings
{
    public static void Apply(ElasticsearchOptions options, IConfigurationSection? section)
    {
        if (section is null)
        {
            return;
        }

        options.Address = section.GetValue(nameof(options.Address), options.Address);
        options.AllowHttp = section.GetValue(nameof(options.AllowHttp), options.AllowHttp);
        options.IndexPattern = section.GetValue(nameof(options.IndexPattern), options.IndexPattern)!;
        options.KeywordSuffix = section.GetValue(nameof(options.KeywordSuffix), options.KeywordSuffix)!;
        options.TimeField = section.GetValue(nameof(options.TimeField), options.TimeField)!;
        options.ApiKey = section.GetValue(nameof(options.ApiKey), options.ApiKey);
        options.UserName = section.GetValue(nameof(options.UserName), options.UserName);
        options.Password = section.GetValue(nameof(options.Password), options.Password);
        options.RequestTimeout = section.GetValue(nameof(options.RequestTimeout), options.RequestTimeout);
        options.PageSize = section.GetValue(nameof(options.PageSize), options.PageSize);
        options.MaxBuckets = section.GetValue(nameof(options.MaxBuckets), options.MaxBuckets);
        options.EventSchema = section.GetValue(nameof(options.EventSchema), options.EventSchema)!;
    }

    public static void Apply(ThroughputEvaluationOptions options, IConfigurationSection? section)
    {
        if (section is null)
        {
            return;
        }

        JudgementSettings.Apply(options.Judgement, section.GetSection(nameof(options.Judgement)));
        options.EvaluationDelay = section.GetValue(nameof(options.EvaluationDelay), options.EvaluationDelay);
        options.HeartbeatInterval = section.GetValue(nameof(options.HeartbeatInterval), options.HeartbeatInterval);
        options.Lookback = section.GetValue(nameof(options.Lookback), options.Lookback);
        options.IncidentLookback = section.GetValue(nameof(options.IncidentLookback), options.IncidentLookback);
        options.Interval = section.GetValue(nameof(options.Interval), options.Interval);
        options.DeliveryTimeout = section.GetValue(nameof(options.DeliveryTimeout), options.DeliveryTimeout);
        options.AlertPatience = section.GetValue(nameof(options.AlertPatience), options.AlertPatience);
    }
}
