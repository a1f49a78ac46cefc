using System.Diagnostics;

namespace S3Snowplow.Hosting.Sqs;

/// <summary>Reads the system attribute <c>AWSTraceHeader</c>: <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>.</summary>
/// <remarks>Source: AWS X-Ray Developer Guide, "Tracing header": without version and hyphens a root is a W3C trace id.</remarks>
internal static class XRayTrace
{
    /// <summary>The trace, or none where the header is absent, odd, or names no parent.</summary>
    public static ActivityContext Parse(string? header)
    {
        (string? root, string? parent, bool sampled) = (null, null, false);
        foreach (string field in header?.Split(';', StringSplitOptions.TrimEntries) ?? [])
        {
            if (field.StartsWith("Root=1-", StringComparison.Ordinal))
            {
                root = field["Root=1-".Length..].Replace("-", "", StringComparison.Ordinal);
            }
            else if (field.StartsWith("Parent=", StringComparison.Ordinal))
            {
                parent = field["Parent=".Length..];
            }
            else if (field == "Sampled=1")
            {
                sampled = true;
            }
        }

        return ActivityContext.TryParse($"00-{root}-{parent}-{(sampled ? "01" : "00")}", traceState: null, isRemote: true, out ActivityContext context) ? context : default;
    }
}
