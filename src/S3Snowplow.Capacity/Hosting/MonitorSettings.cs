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

        // A binder adds to a list; windows that are given stand in the place of the default one.
        IConfigurationSection[] windows = [.. section.GetSection("Judgement:Windows").GetChildren()];
        if (windows.Length > 0)
        {
            // A loop: inside of a lambda the binder's source generator does not reach, and a native build would warn.
            List<LoadWindow> read = [];
            foreach (IConfigurationSection window in windows)
            {
                TimeSpan length = window.GetValue<TimeSpan>(nameof(LoadWindow.Length));
                double limit = window.GetValue(nameof(LoadWindow.Limit), 1.0);
                read.Add(new LoadWindow(length, limit));
            }

            options.Judgement.Windows = read;
        }

        IConfigurationSection judgement = section.GetSection("Judgement");
        JudgementOptions judged = options.Judgement;
        judged.MaxBehind = judgement.GetValue(nameof(judged.MaxBehind), judged.MaxBehind);
        judged.MinBehind = judgement.GetValue(nameof(judged.MinBehind), judged.MinBehind);
        judged.MinDuration = judgement.GetValue(nameof(judged.MinDuration), judged.MinDuration);
        judged.RecoveryDuration = judgement.GetValue(nameof(judged.RecoveryDuration), judged.RecoveryDuration);
        judged.MaxLateness = judgement.GetValue(nameof(judged.MaxLateness), judged.MaxLateness);
        options.EvaluationDelay = section.GetValue(nameof(options.EvaluationDelay), options.EvaluationDelay);
        options.SourceInterval = section.GetValue(nameof(options.SourceInterval), options.SourceInterval);
        options.MaxTrackedEventIds = section.GetValue(nameof(options.MaxTrackedEventIds), options.MaxTrackedEventIds);
        options.RenotifyAfter = section.GetValue(nameof(options.RenotifyAfter), options.RenotifyAfter);
        options.StateFile = section.GetValue(nameof(options.StateFile), options.StateFile);
    }
}
