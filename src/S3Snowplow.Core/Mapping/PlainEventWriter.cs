using System.Buffers.Text;
using System.Text;
using S3Snowplow.Reading;

namespace S3Snowplow.Mapping;

/// <summary>
/// Writes the event of a <see cref="PlainRecord"/> from its slices: the bytes that <see cref="EventWriter"/> would write of its object event, for the two layouts of this package. Nothing
/// of such a record needs an escape, so each value is copied as it stands.
/// </summary>
internal sealed class PlainEventWriter
{
    // {"schema":"…unstruct_event…","data":{"schema":"…","data": within a JSON string.
    private readonly byte[] _beforeData;
    private readonly bool _isCentral;

    private PlainEventWriter(IObjectEventMapper mapper)
    {
        _isCentral = mapper is IgluCentralMapper;
        _beforeData = EventWriter.BeforeData(mapper.Schema);
    }

    // Indexed by the dialect.
    private static readonly byte[][] Sources = [.. Enum.GetValues<NotificationDialect>().Select(dialect => Encoding.UTF8.GetBytes(dialect.Id()))];

    /// <summary>A writer of the mapper's layout, or <see langword="null"/> where it is not one of this package's.</summary>
    public static PlainEventWriter? For(IObjectEventMapper mapper) => mapper is ObjectEventMapper or IgluCentralMapper ? new PlainEventWriter(mapper) : null;

    /// <summary>The id of a dialect, as UTF-8.</summary>
    public static ReadOnlySpan<byte> SourceOf(NotificationDialect dialect) => Sources[(int)dialect];

    /// <summary>Writes an event, its id left open, and what the id is derived from. <see langword="false"/>, and nothing written, where a text is longer than the schema may allow.</summary>
    public bool TryWrite(in PlainRecord record, ScratchBuffer parameters, ScratchBuffer messages)
    {
        if (!_isCentral && !HasUsualLengths(record))
        {
            return false;
        }

        ReadOnlySpan<byte> source = SourceOf(record.Store.Kind);
        int longest = 1024 + _beforeData.Length + source.Length + record.Name.Length + record.Bucket.Length + record.Key.Length + record.RawKey.Length + record.ETag.Length
            + record.VersionId.Length + record.Sequencer.Length + record.Region.Length + record.EventVersion.Length + record.ConfigurationId.Length;
        var to = new Writer(parameters.GetSpan(longest));
        to.Raw("\"eid\":\"00000000-0000-0000-0000-000000000000\",\"dtm\":\""u8);
        long milliseconds = record.Time.ToUnixTimeMilliseconds();
        to.Number(milliseconds);
        to.Raw("\",\"ttm\":\""u8);
        to.Number(milliseconds);
        to.Raw(_beforeData);
        if (_isCentral)
        {
            WriteCentral(ref to, record, source);
        }
        else
        {
            WriteOurs(ref to, record, source);
        }

        to.Raw("}}}\""u8);
        parameters.Advance(to.Length);
        EventIdentity.Write(record, source, messages);
        return true;
    }

    // As ObjectEventMapper.
    private static void WriteOurs(ref Writer to, in PlainRecord record, ReadOnlySpan<byte> source)
    {
        to.Raw("{\\\"event_name\\\":\\\""u8);
        to.Ascii(record.Name);
        to.Raw("\\\",\\\"event_time\\\":\\\""u8);
        to.Time(record);
        to.Raw("\\\",\\\"source\\\":\\\""u8);
        to.Raw(source);
        to.Raw("\\\",\\\"bucket\\\":\\\""u8);
        to.Raw(record.Bucket);
        to.Raw("\\\",\\\"key\\\":\\\""u8);
        to.Raw(record.Key);
        to.Raw("\\\""u8);
        if (!record.RawKey.SequenceEqual(record.Key))
        {
            to.Text(",\\\"raw_key\\\":\\\""u8, record.RawKey);
        }

        to.OptionalNumber(",\\\"size\\\":"u8, record.Size);
        to.OptionalText(",\\\"etag\\\":\\\""u8, record.ETag);
        to.OptionalText(",\\\"version_id\\\":\\\""u8, record.VersionId);
        to.OptionalText(",\\\"sequencer\\\":\\\""u8, record.Sequencer);
        to.OptionalText(",\\\"region\\\":\\\""u8, record.Region);
    }

    // As IgluCentralMapper.
    private static void WriteCentral(ref Writer to, in PlainRecord record, ReadOnlySpan<byte> source)
    {
        to.Text("{\\\"eventSource\\\":\\\""u8, source);
        to.OptionalText(",\\\"eventVersion\\\":\\\""u8, record.EventVersion);
        to.OptionalText(",\\\"awsRegion\\\":\\\""u8, record.Region);
        to.Raw(",\\\"eventTime\\\":\\\""u8);
        to.Time(record);
        to.Raw("\\\",\\\"eventName\\\":\\\""u8);
        to.Ascii(record.Name);
        to.Text("\\\",\\\"s3\\\":{\\\"bucket\\\":{\\\"name\\\":\\\""u8, record.Bucket);
        to.Text("},\\\"object\\\":{\\\"key\\\":\\\""u8, record.Key);
        to.OptionalNumber(",\\\"size\\\":"u8, record.Size);
        to.OptionalText(",\\\"eTag\\\":\\\""u8, record.ETag);
        to.Raw("}"u8);
        to.OptionalText(",\\\"configurationId\\\":\\\""u8, record.ConfigurationId);
        to.Raw("}"u8);
    }

    // A text has no more code points than bytes. What is longer may still be allowed; the mapper counts.
    private static bool HasUsualLengths(in PlainRecord record) =>
        record.Bucket.Length <= 255 && record.RawKey.Length <= 4096 && record.ETag.Length <= 255 && record.VersionId.Length <= 1024 && record.Sequencer.Length <= 255 && record.Region.Length <= 64;

    /// <summary>Writes pieces and values one behind the other into room that is known to be enough.</summary>
    private ref struct Writer(Span<byte> room)
    {
        private readonly Span<byte> _room = room;

        public int Length { get; private set; }

        public void Raw(ReadOnlySpan<byte> piece)
        {
            piece.CopyTo(_room[Length..]);
            Length += piece.Length;
        }

        public void Ascii(string text) => Length += Encoding.ASCII.GetBytes(text, _room[Length..]);

        public void Number(long number)
        {
            Utf8Formatter.TryFormat(number, _room[Length..], out int written);
            Length += written;
        }

        /// <summary>A piece that ends with the opening quotation mark, a text, and the closing one.</summary>
        public void Text(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> text)
        {
            Raw(piece);
            Raw(text);
            Raw("\\\""u8);
        }

        public void OptionalText(ReadOnlySpan<byte> piece, ReadOnlySpan<byte> text)
        {
            if (!text.IsEmpty)
            {
                Text(piece, text);
            }
        }

        public void OptionalNumber(ReadOnlySpan<byte> piece, long? number)
        {
            if (number is { } value)
            {
                Raw(piece);
                Number(value);
            }
        }

        public void Time(in PlainRecord record)
        {
            // As Amazon S3 writes it, the text is what would be written; a leap second is the one that would be written differently.
            if (record.TimeText is [_, _, _, _, _, _, _, _, _, _, (byte)'T', .., (byte)'Z'] text && text.Length == JsonObjectWriter.TimeTextLength && text[19] == '.' && text[17] != '6')
            {
                Raw(text);
                return;
            }

            JsonObjectWriter.WriteTime(record.Time, _room[Length..]);
            Length += JsonObjectWriter.TimeTextLength;
        }
    }
}
