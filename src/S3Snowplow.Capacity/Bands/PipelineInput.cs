namespace S3Snowplow.Capacity;

/// <summary>What a pipeline reads: the objects of a bucket whose key begins with a prefix.</summary>
/// <param name="Bucket">The bucket's name, or the beginning of several buckets' names with a <c>*</c> behind it (<c>acme-*</c>, <c>*</c>).</param>
/// <param name="Prefix">What the decoded keys begin with; empty for all of the bucket.</param>
public readonly record struct PipelineInput(string Bucket, string Prefix)
{
    /// <summary>Whether the bucket is a pattern.</summary>
    internal bool IsPattern => Bucket.EndsWith('*');

    /// <summary>The bucket without the <c>*</c>.</summary>
    internal string BucketStart => IsPattern ? Bucket[..^1] : Bucket;

    /// <summary>Bucket and prefix as one text: <c>acme-raw/enriched/good/</c>.</summary>
    public override string ToString() => $"{Bucket}/{Prefix}";
}
