using Microsoft.Extensions.Configuration;
using S3Snowplow.Hosting.Running;

namespace S3Snowplow.Hosting.Registration;

/// <summary>Reads a relay's settings from the host's configuration.</summary>
internal static class RelaySettings
{
    /// <summary>The section of the default relay.</summary>
    public const string Section = "S3Snowplow";

    /// <summary>
    /// How long a hosted relay tries an event: one hour less than SQS can hide a message. An event that expired has gone back to its source, and each return counts
    /// towards the dead letter queue; so an outage should end first.
    /// </summary>
    public static readonly TimeSpan RetryBudget = TimeSpan.FromHours(11);

    public static void Apply(RelayOptions options, RelayRegistration relay, IConfiguration? configuration)
    {
        options.Delivery.RetryBudget = RetryBudget;
        if (configuration is null)
        {
            return;
        }

        configuration.GetSection(SectionOf(relay)).Bind(options);
        if (relay.IsDefault)
        {
            ApplyVariables(options, configuration);
        }
    }

    public static void Apply(SourceRestartOptions options, RelayRegistration relay, IConfiguration? configuration) =>
        configuration?.GetSection(SectionOf(relay) + ":SourceRestarts").Bind(options);

    /// <summary>Leaves time to give back what could not be sent: draining may take half of what the host gives to all that stops.</summary>
    public static void DrainWithinShutdown(RelayOptions options, TimeSpan shutdownTimeout)
    {
        TimeSpan half = shutdownTimeout / 2;
        if (options.Delivery is { } delivery && delivery.DrainTimeout > half && half > TimeSpan.Zero)
        {
            delivery.DrainTimeout = half;
        }
    }

    public static string SectionOf(RelayRegistration relay) => relay.IsDefault ? Section : $"{Section}:Relays:{relay.Name}";

    private static void ApplyVariables(RelayOptions options, IConfiguration configuration)
    {
        if (configuration["COLLECTOR_URI"] is { Length: > 0 } collector)
        {
            options.CollectorUri = new Uri(collector, UriKind.RelativeOrAbsolute);
        }

        if (configuration["EVENT_SCHEMA"] is { Length: > 0 } schema)
        {
            options.EventSchema = schema;
        }

        if (configuration["COLLECTOR_ALLOW_HTTP"] is { Length: > 0 } allow)
        {
            options.AllowHttp = bool.TryParse(allow, out bool allowed)
                ? allowed
                : throw new InvalidOperationException($"COLLECTOR_ALLOW_HTTP is '{allow}'; allowed: true or false.");
        }
    }
}
