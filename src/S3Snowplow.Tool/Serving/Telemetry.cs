using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using S3Snowplow.Capacity;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Tool;

/// <summary>Sends metrics and traces to where OpenTelemetry's own variables say; see the specification's "OTLP exporter configuration".</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>What is wrong with the address; <see langword="null"/> where all is well. The exporter would say nothing and send elsewhere.</summary>
    public static string? Problem(string? endpoint) => endpoint is null || (Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        ? null
        : $"{Endpoint} is no address (not printed here); allowed: http://HOST:PORT or https://HOST:PORT.";

    /// <summary>Where metrics and traces go, for people; <see langword="null"/>: nowhere.</summary>
    public static string? Shown(ServeSettings settings) => settings.Value(Endpoint) is { } endpoint ? new Uri(endpoint).GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : null;

    /// <summary>Does nothing where no address is set.</summary>
    public static void AddWhereWanted(WebApplicationBuilder builder, ServeSettings settings)
    {
        if (settings.Value(Endpoint) is not { } endpoint || Problem(endpoint) is not null)
        {
            return;
        }

        // Besides the relay's own, those of the server: a POST, its "relay" and the "collector post" are one trace, through the spool too.
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("s3snowplow"))
            .WithMetrics(static metrics => metrics.AddMeter(RelayTelemetry.SourceName, "Microsoft.AspNetCore.Hosting"))
            .WithTracing(static tracing => tracing.AddSource(RelayTelemetry.SourceName, "Microsoft.AspNetCore"))
            .UseOtlpExporter();
    }
}
