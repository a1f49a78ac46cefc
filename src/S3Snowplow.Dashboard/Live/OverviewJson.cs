using System.Text.Json;

namespace S3Snowplow.Dashboard.Live;

/// <summary>The overview's JSON, put together from a status, which changes often, and pipelines, which are computed once for each judged minute.</summary>
internal static class OverviewJson
{
    /// <summary>The status's members, then the pipelines.</summary>
    /// <param name="status">How the relay is.</param>
    /// <param name="pipelines">The pipelines as a JSON array.</param>
    public static byte[] Join(DashboardStatus status, ReadOnlySpan<byte> pipelines)
    {
        ReadOnlySpan<byte> head = JsonSerializer.SerializeToUtf8Bytes(status, DashboardJson.Default.DashboardStatus);
        return [.. head[..^1], .. ",\"pipelines\":"u8, .. pipelines, (byte)'}'];
    }
}
