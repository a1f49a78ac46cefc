namespace S3Snowplow.Reading.Stores;

/// <summary>What differs between the stores that write records of the S3 shape. Each has a file of its own here.</summary>
internal abstract class Store
{
    // In the order of how often they are met.
    private static readonly Store[] Known =
    [
        new VersityGatewayStore(), new AmazonS3Store(), new MinioStore(), new CephStore(), new RustFsStore(), new StorageGridStore(), new ScalityStore(), new StorjStore(),
    ];

    private static readonly Store Other = new OtherStore();

    /// <summary>The family under which its events are sent and identified; stores that are not told apart there share one.</summary>
    public abstract NotificationDialect Kind { get; }

    /// <summary>Whether keys are form-encoded; else they are sent as they are, and decoding would break <c>plus+sign.txt</c>.</summary>
    public abstract bool KeyIsFormEncoded { get; }

    /// <summary>The record's <c>eventSource</c>.</summary>
    protected abstract ReadOnlySpan<byte> EventSource { get; }

    /// <summary>Whose record it is. Asked when all of it has been seen, since its members have no order.</summary>
    public static Store Of(ReadOnlySpan<byte> document, in S3RecordReader.Fields record)
    {
        foreach (Store store in Known)
        {
            if (store.Wrote(document, record))
            {
                return store;
            }
        }

        return Other;
    }

    /// <summary>Whether the sequencers of a family of stores tell events of this name apart from all others of the object. If not, the request id has to.</summary>
    /// <param name="kind">The family.</param>
    /// <param name="name">The event's name, without a leading <c>s3:</c>.</param>
    public static bool SequencerIdentifies(NotificationDialect kind, string name)
    {
        foreach (Store store in Known)
        {
            if (store.Kind == kind)
            {
                return store.SequencerIdentifies(name);
            }
        }

        return Other.SequencerIdentifies(name);
    }

    /// <summary>The size that an event of this name means where its record has none; <see langword="null"/> where it means that the size is not told.</summary>
    /// <param name="name">The event's name, without a leading <c>s3:</c>.</param>
    public virtual long? SizeLeftOut(string name) => null;

    /// <summary>Whether the store's sequencer tells events of this name apart; it does, unless the store says otherwise.</summary>
    protected virtual bool SequencerIdentifies(string name) => true;

    /// <summary>Whether the record is one of this store.</summary>
    protected virtual bool Wrote(ReadOnlySpan<byte> document, in S3RecordReader.Fields record) => record.Source.Equals(document, EventSource);
}
