using OpenTelemetry.Resources;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using OpenTelemetry;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Worker;

/// <summary>Sends metrics and traces to where OpenTelemetry's own variables say; see the specification's "OTLP exporter configuration".</summary>
internal static class Telemetry
{
    /// <summary>Does nothing without <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    /// <exception cref="FormatException">It is no address; the exporter would say nothing and send elsewhere.</exception>
    public static void AddWhereWanted(WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } endpoint)
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            throw new FormatException("OTEL_EXPORTER_OTLP_ENDPOINT is no address (not printed here); allowed: http://HOST:PORT or https://HOST:PORT.");
        }

        // Besides the relay's own, those of the server: a POST, its "relay" and the "collector post" are one trace, through the spool too.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("s3snowplow-worker"))
            .WithMetrics(static metrics => metrics.AddMeter(RelayTelemetry.SourceName, "Microsoft.AspNetCore.Hosting"))
            .WithTracing(static tracing => tracing.AddSource(RelayTelemetry.SourceName, "Microsoft.AspNetCore"))
            .UseOtlpExporter();
    }
}
