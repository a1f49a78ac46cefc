namespace S3Snowplow.Capacity;
internal static class StubBands { public static PipelineBand? ResolveOutput(this CapacityBands bands, string bucket, string key) => bands.Pipelines.FirstOrDefault(p => p.Outputs.Any(o => o.Bucket == bucket && key.StartsWith(o.Prefix, StringComparison.Ordinal))); }
