using System.Buffers;
using S3Snowplow.Reading.Stores;

namespace S3Snowplow.Reading;

/// <summary>
/// A record of the S3 shape as slices of the document that it stands in, where nothing about it is unusual: what an <see cref="ObjectEvent"/> of it would say, without its strings.
/// </summary>
internal ref struct PlainRecord
{
    /// <summary>The longest raw key that is taken; Amazon's keys have at most 1,024 bytes, and encoded at most three times as many.</summary>
    public const int MaxRawKey = 1024;

    /// <summary>What does not stand in a JSON string as it is.</summary>
    public static readonly SearchValues<byte> MustBeEscaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private PlainRecord(Store store) => Store = store;

    /// <summary>Who wrote it.</summary>
    public Store Store { get; }

    /// <summary>One of the known names.</summary>
    public string Name { get; private set; } = "";

    public DateTimeOffset Time { get; private set; }

    public long? Size { get; private set; }

    public ReadOnlySpan<byte> TimeText { get; private set; }

    public ReadOnlySpan<byte> Bucket { get; private set; }

    /// <summary>The decoded key: UTF-8 that needs no escape in JSON.</summary>
    public ReadOnlySpan<byte> Key { get; private set; }

    public ReadOnlySpan<byte> RawKey { get; private set; }

    // These are empty where the record has no such member.
    public ReadOnlySpan<byte> ETag { get; private set; }

    public ReadOnlySpan<byte> VersionId { get; private set; }

    public ReadOnlySpan<byte> Sequencer { get; private set; }

    public ReadOnlySpan<byte> Region { get; private set; }

    public ReadOnlySpan<byte> EventVersion { get; private set; }

    public ReadOnlySpan<byte> ConfigurationId { get; private set; }

    /// <summary>Whether the request takes part in the identity.</summary>
    public bool NeedsRequestId { get; private set; }

    public ReadOnlySpan<byte> RequestId { get; private set; }

    public readonly bool IsDataArrival => ObjectEventName.IsDataArrival(Name);

    /// <summary>Takes a record.</summary>
    /// <param name="document">The document, in printable ASCII without escapes.</param>
    /// <param name="fields">Where the record's values stand in it.</param>
    /// <param name="encodings">What the settings say of keys.</param>
    /// <param name="room">Room for a decoded key of <see cref="MaxRawKey"/> bytes; it has to live as long as the record.</param>
    /// <param name="record">The record.</param>
    /// <returns><see langword="false"/> where anything is unusual, or wrong: the whole reader says what it is.</returns>
    public static bool TryTake(ReadOnlySpan<byte> document, scoped in S3RecordReader.Fields fields, KeyEncodings encodings, Span<byte> room, out PlainRecord record)
    {
        record = new PlainRecord(Store.Of(document, fields));
        if (!TryText(document, fields.Bucket, out ReadOnlySpan<byte> bucket) || bucket.IsEmpty
            || !TryText(document, fields.Key, out ReadOnlySpan<byte> rawKey) || rawKey.IsEmpty || rawKey.Length > MaxRawKey
            || !TryText(document, fields.Time, out ReadOnlySpan<byte> timeText) || !EventTime.TryParse(timeText, out DateTimeOffset time)
            || !TryText(document, fields.Name, out ReadOnlySpan<byte> nameText) || EventNameText.KnownOf(nameText) is not { } name
            || !TryText(document, fields.ETag, out ReadOnlySpan<byte> eTag)
            || !TryText(document, fields.VersionId, out ReadOnlySpan<byte> versionId)
            || !TryText(document, fields.Sequencer, out ReadOnlySpan<byte> sequencer)
            || !TryText(document, fields.Region, out ReadOnlySpan<byte> region)
            || !TryText(document, fields.Version, out ReadOnlySpan<byte> version)
            || !TryText(document, fields.Configuration, out ReadOnlySpan<byte> configuration)
            || !TryText(document, fields.RequestId, out ReadOnlySpan<byte> requestId)
            || !fields.Size.TryGetSize(document, out long? size)
            || !TryDecode(encodings.IsFormEncoded(document, fields.Source, bucket) ?? record.Store.KeyIsFormEncoded, rawKey, room, out ReadOnlySpan<byte> key))
        {
            return false;
        }

        record.Name = name;
        record.Time = time;
        record.TimeText = timeText;
        record.Bucket = bucket;
        record.Key = key;
        record.RawKey = rawKey;
        record.Size = size ?? record.Store.SizeLeftOut(name);
        record.ETag = eTag;
        record.VersionId = versionId;
        record.Sequencer = sequencer;
        record.Region = region;
        record.EventVersion = version;
        record.ConfigurationId = configuration;
        record.RequestId = requestId;
        record.NeedsRequestId = sequencer.IsEmpty || !Store.SequencerIdentifies(record.Store.Kind, name);
        return true;
    }

    // Absent, null and empty are one. Numbers and the like are for the whole reader.
    private static bool TryText(ReadOnlySpan<byte> document, JsonText value, out ReadOnlySpan<byte> text)
    {
        text = value.IsString ? document.Slice(value.Start, value.Length) : [];
        return (value.IsString && !value.IsEscaped) || value.IsNone;
    }

    private static bool TryDecode(bool isEncoded, ReadOnlySpan<byte> raw, Span<byte> room, out ReadOnlySpan<byte> key)
    {
        key = raw;
        if (!isEncoded || raw.IndexOfAny((byte)'%', (byte)'+') < 0)
        {
            return true;
        }

        if (!KeyDecoder.TryDecode(raw, room, out int length))
        {
            return false;
        }

        key = room[..length];
        return length > 0 && !key.ContainsAny(MustBeEscaped);
    }
}
