using System.Runtime.InteropServices;
using S3Snowplow.Reading;

namespace S3Snowplow;

/// <summary>
/// One change to one object, as an S3 notification told it: what happened, when, to which object, and how many bytes it has.
/// </summary>
/// <remarks>
/// Equal in meaning whatever the store or the wrapping: names are in the S3 form, keys are decoded, an empty version id or region is
/// <see langword="null"/>. A value type, so that reading a notification allocates nothing but the strings; pass it with <c>in</c>.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ObjectEvent
{
    /// <summary>The family of store that wrote the record.</summary>
    public NotificationDialect Dialect { get; init; }

    /// <summary>The source that the settings name for a configured shape; <see langword="null"/> for every other dialect.</summary>
    public string? ConfiguredSource { get; init; }

    /// <summary>Who spoke: the id of the <see cref="Dialect"/>, or the name of the configured shape. It goes on the wire as <c>source</c> and into the event's identity.</summary>
    public string Source => ConfiguredSource ?? Dialect.Id();

    /// <summary>What the record was wrapped in on its way here.</summary>
    public NotificationWrappings Wrappings { get; init; }

    /// <summary>
    /// What happened, in the form of the S3 notification without a leading <c>s3:</c>, for example <c>ObjectCreated:Put</c>.
    /// Names without a colon exist (<c>LifecycleTransition</c>).
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The name as the notification had it, where that is another word (EventBridge's detail-type); otherwise equal to <see cref="Name"/>.</summary>
    public required string OriginalName { get; init; }

    /// <summary>When the store finished the change; a time without an offset is taken as UTC. The notification's receipt, or the time of reading, where the notification has none (removals of SeaweedFS's filer).</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The event time exactly as sent, empty where no time was sent; part of the event's identity, since stores differ in precision.</summary>
    public required string TimeText { get; init; }

    /// <summary>The bucket's name.</summary>
    public required string Bucket { get; init; }

    /// <summary>
    /// Who owns the bucket, as the store says it: of Amazon S3 a canonical or customer id, of EventBridge the account's number; <see langword="null"/> where it says nothing. For
    /// <see cref="ObjectEventFilter.BucketOwners"/>; never sent.
    /// </summary>
    public string? BucketOwner { get; init; }

    /// <summary>The object's key, decoded where its store encodes keys; equal to <see cref="RawKey"/> where it is sent as it is, or does not decode.</summary>
    public required string Key { get; init; }

    /// <summary>The object's key as the notification had it.</summary>
    public required string RawKey { get; init; }

    /// <summary>Whether <see cref="Key"/> is the key that was put. <see langword="false"/> where the raw key is not valid form encoding of UTF-8, though its store encodes keys.</summary>
    public required bool KeyDecoded { get; init; }

    /// <summary>The object's size in bytes; <see langword="null"/> where the notification has none (removals, tags, ACLs).</summary>
    public long? Size { get; init; }

    /// <summary>The entity tag without quotes, or <see langword="null"/>.</summary>
    public string? ETag { get; init; }

    /// <summary>The version id, or <see langword="null"/> for an unversioned object.</summary>
    public string? VersionId { get; init; }

    /// <summary>The store's order mark of changes to one key, hexadecimal as a rule; <see langword="null"/> where it sends none (Amazon's tags, ACLs, transitions).</summary>
    public string? Sequencer { get; init; }

    /// <summary>The region, or <see langword="null"/> (Ceph, StorageGRID and MinIO may send none).</summary>
    public string? Region { get; init; }

    /// <summary>
    /// The id of the request that made the change (EventBridge: of the envelope; Azure, Oracle: of the event; R2: account and eTag); read only where there is no
    /// <see cref="Sequencer"/>, or where it does not identify the event (MinIO's and RustFS's reads, tags, locks and the like), because only there it takes part in the identity.
    /// </summary>
    public string? RequestId { get; init; }

    /// <summary>The record's version, for example <c>2.1</c>; informative only.</summary>
    public string? EventVersion { get; init; }

    /// <summary>The id of the bucket's notification configuration that sent the record.</summary>
    public string? ConfigurationId { get; init; }

    /// <summary>Who asked for the change. Personal data: <see langword="null"/> unless <see cref="NotificationContent.KeepsPersonalData"/> was set.</summary>
    public string? Requester { get; init; }

    /// <summary>Where the request came from. Personal data: <see langword="null"/> unless <see cref="NotificationContent.KeepsPersonalData"/> was set.</summary>
    public string? SourceIpAddress { get; init; }

    /// <summary>Whether new data landed with this change; see <see cref="ObjectEventName.IsDataArrival(string)"/>.</summary>
    public bool IsDataArrival => ObjectEventName.IsDataArrival(Name);

    /// <summary>How many bytes landed: the size of a data arrival (0 where it is absent), otherwise 0.</summary>
    public long ArrivedBytes => IsDataArrival ? Size ?? 0 : 0;

    /// <summary>Says the event without its key, so that printing one into a log by accident tells nothing personal.</summary>
    public override string ToString() => $"{Name} ({Source}, {Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} bytes)";
}
