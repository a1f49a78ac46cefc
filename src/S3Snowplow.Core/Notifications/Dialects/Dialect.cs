namespace S3Snowplow.Notifications.Dialects;

/// <summary>What differs between the stores that write records of the S3 shape. Each has a file of its own here.</summary>
internal abstract class Dialect
{
    // In the order of how often they are met.
    private static readonly Dialect[] Known = [new AmazonS3Dialect(), new MinioDialect(), new CephDialect(), new RustFsDialect(), new StorageGridDialect()];
    private static readonly Dialect Other = new OtherDialect();

    public abstract NotificationDialect Kind { get; }

    /// <summary>Whether keys are form-encoded; else they are sent as they are, and decoding would break <c>plus+sign.txt</c>.</summary>
    public abstract bool KeyIsFormEncoded { get; }

    /// <summary>The record's <c>eventSource</c>.</summary>
    protected abstract ReadOnlySpan<byte> EventSource { get; }

    public static Dialect Of(ReadOnlySpan<byte> document, JsonText eventSource)
    {
        foreach (Dialect dialect in Known)
        {
            if (eventSource.Equals(document, dialect.EventSource))
            {
                return dialect;
            }
        }

        return Other;
    }
}
