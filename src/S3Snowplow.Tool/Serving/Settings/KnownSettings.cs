using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using S3Snowplow.AspNetCore;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Hosting;
using S3Snowplow.Dashboard;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Sqs;
using S3Snowplow.RabbitMq;

namespace S3Snowplow.Tool;

/// <summary>All settings that <c>serve</c> knows, and the types behind its sections.</summary>
internal static class KnownSettings
{
    /// <summary>The section with everything of this project.</summary>
    public const string Root = "S3Snowplow";

    // "OTLP exporter configuration" and "SDK environment variables" of the specification, as far as the exporter for .NET reads them.
    private static readonly string[] OpenTelemetry =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG",
    ];

    /// <summary>The parts of <see cref="Root"/>, each with the type that its settings are read into.</summary>
    public static IReadOnlyDictionary<string, Type> Sections { get; } = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["Spool"] = typeof(SpoolOptions),
        ["Webhook"] = typeof(WebhookOptions),
        ["Sqs"] = typeof(SqsSourceOptions),
        ["RabbitMq"] = typeof(RabbitMqSourceOptions),
        ["SourceRestarts"] = typeof(SourceRestartOptions),
        ["Capacity"] = typeof(CapacityOptions),
        ["Judge"] = typeof(ThroughputJudgeOptions),
        ["Alerting"] = typeof(AlertOptions),
        ["DeadMan"] = typeof(DeadManOptions),
        ["Dashboard"] = typeof(DashboardOptions),
    };

    /// <summary>The whole tree.</summary>
    public static SettingNode All { get; } = Tree();

    /// <summary>Where the settings of a type stand; <see langword="null"/> for other types.</summary>
    public static string? SectionOf(Type options) =>
        options == typeof(RelayOptions) ? Root
        : Sections.FirstOrDefault(section => section.Value == options).Key is { } name ? $"{Root}:{name}"
        : options == typeof(AlertChannelsOptions) ? $"{Root}:Alerts"
        : null;

    private static SettingNode Tree()
    {
        var ours = SettingNode.Section(typeof(RelayOptions));
        ours.Members.Add(SettingPaths.DataFolder, SettingNode.Value(typeof(string)));
        foreach ((string name, Type type) in Sections)
        {
            ours.Members.Add(name, SettingNode.Section(type));
        }

        ours.Members.Add("Alerts", SettingNode.Map(SettingNode.Section(typeof(AlertChannelSettings))));
        var top = SettingNode.Section();
        top.Members.Add(Root, ours);
        foreach (string text in (string[])["urls", "COLLECTOR_URI", "EVENT_SCHEMA", "AllowedHosts"])
        {
            top.Members.Add(text, SettingNode.Value(typeof(string)));
        }

        top.Members.Add("COLLECTOR_ALLOW_HTTP", SettingNode.Value(typeof(bool)));
        top.Members.Add("Logging", Logging());
        top.Members.Add("Kestrel", SettingNode.Open);
        foreach (string text in OpenTelemetry)
        {
            top.Members.Add(text, SettingNode.Value(typeof(string)));
        }

        return top;
    }

    private static SettingNode Logging()
    {
        SettingNode levels = SettingNode.Map(SettingNode.Value(typeof(LogLevel)));
        var console = SettingNode.Section();
        console.Members.Add("LogLevel", levels);
        console.Members.Add("FormatterName", SettingNode.Value(typeof(string)));
        console.Members.Add("FormatterOptions", SettingNode.Section(typeof(SimpleConsoleFormatterOptions)));
        var logging = SettingNode.Section();
        logging.Members.Add("LogLevel", levels);
        logging.Members.Add("Console", console);
        return logging;
    }
}
