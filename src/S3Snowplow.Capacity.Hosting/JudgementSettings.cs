using Microsoft.Extensions.Configuration;

namespace S3Snowplow.Capacity.Hosting;

/// <summary>Reads from a configuration section when a pipeline is exceeded.</summary>
internal static class JudgementSettings
{
    public static void Apply(JudgementOptions options, IConfigurationSection section)
    {
        // A binder adds to a list; windows that are given stand in the place of the default one.
        List<LoadWindow> windows = [];
        foreach (IConfigurationSection window in section.GetSection(nameof(options.Windows)).GetChildren())
        {
            TimeSpan length = window.GetValue(nameof(LoadWindow.Length), TimeSpan.Zero);
            double limit = window.GetValue(nameof(LoadWindow.Limit), 1.0);
            windows.Add(new LoadWindow(length, limit));
        }

        if (windows.Count > 0)
        {
            options.Windows = windows;
        }

        options.MaxBehind = section.GetValue(nameof(options.MaxBehind), options.MaxBehind);
        options.MinBehind = section.GetValue(nameof(options.MinBehind), options.MinBehind);
        options.MinDuration = section.GetValue(nameof(options.MinDuration), options.MinDuration);
        options.RecoveryDuration = section.GetValue(nameof(options.RecoveryDuration), options.RecoveryDuration);
        options.MaxLateness = section.GetValue(nameof(options.MaxLateness), options.MaxLateness);
    }
}
