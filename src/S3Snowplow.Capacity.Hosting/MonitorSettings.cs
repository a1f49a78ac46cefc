using Microsoft.Extensions.Configuration;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Reads the monitor's settings from a configuration section.</summary>
internal static class MonitorSettings
{
    public static void Apply(ThroughputMonitorOptions options, IConfigurationSection? section)
    {
        if (section is null)
        {
            return;
        }

        JudgementSettings.Apply(options.Judgement, section.GetSection(nameof(options.Judgement)));
        options.EvaluationDelay = section.GetValue(nameof(options.EvaluationDelay), options.EvaluationDelay);
        options.SourceInterval = section.GetValue(nameof(options.SourceInterval), options.SourceInterval);
        options.MaxTrackedEventIds = section.GetValue(nameof(options.MaxTrackedEventIds), options.MaxTrackedEventIds);
        options.RenotifyAfter = section.GetValue(nameof(options.RenotifyAfter), options.RenotifyAfter);
        options.StateFile = section.GetValue(nameof(options.StateFile), options.StateFile);
    }
}
