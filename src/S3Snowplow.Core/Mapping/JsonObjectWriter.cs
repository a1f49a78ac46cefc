using System.Buffers;
using System.Globalization;
using System.Text;
using S3Snowplow.Reading;

namespace S3Snowplow.Mapping;

/// <summary>
/// Writes a JSON object of known members: each call writes a prepared piece, which has the comma, the name and the colon, and a value.
/// </summary>
internal ref struct JsonObjectWriter(IBufferWriter<byte> output)
{
    /// <summary>How many bytes a time takes.</summary>
    public const int TimeTextLength = 24;

    // Between quotation marks.
    private const int TimeLength = TimeTextLength + 2;

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _free = default;
    private int _used = 0;

    /// <summary>Writes a prepared piece as it is.</summary>
    public void Raw(ReadOnlySpan<byte> piece)
    {
        Reserve(piece.Length);
        piece.CopyTo(_free[_used..]);
        _used += piece.Length;
    }

    /// <summary>Writes a piece and a string.</summary>
    public void String(ReadOnlySpan<byte> piece, string value)
    {
        // Three bytes a character at most, before escapes.
        Reserve(piece.Length + (value.Length * 3) + 2);
        piece.CopyTo(_free[_used..]);
        _used += piece.Length;
        _free[_used++] = (byte)'"';
        int length = Encoding.UTF8.GetBytes(value, _free[_used..]);
        if (_free.Slice(_used, length).IndexOfAny(PlainRecord.MustBeEscaped) >= 0)
        {
            Escape(length);
        }
        else
        {
            _used += length;
        }

        Reserve(1);
        _free[_used++] = (byte)'"';
    }

    /// <summary>Writes a piece and a string, or nothing at all for <see langword="null"/>.</summary>
    public void OptionalString(ReadOnlySpan<byte> piece, string? value)
    {
        if (value is not null)
        {
            String(piece, value);
        }
    }

    /// <summary>Writes a piece and a whole number, or nothing at all for <see langword="null"/>.</summary>
    public void OptionalNumber(ReadOnlySpan<byte> piece, long? value)
    {
        if (value is { } number)
        {
            Raw(piece);
            Reserve(20);
            number.TryFormat(_free[_used..], out int length, default, CultureInfo.InvariantCulture);
            _used += length;
        }
    }

    /// <summary>Writes a piece and a time as ISO 8601 in UTC with milliseconds, as Amazon S3 writes it.</summary>
    public void Time(ReadOnlySpan<byte> piece, DateTimeOffset value)
    {
        Raw(piece);
        Reserve(TimeLength);
        _free[_used] = (byte)'"';
        WriteTime(value, _free[(_used + 1)..]);
        _free[_used + TimeLength - 1] = (byte)'"';
        _used += TimeLength;
    }

    /// <summary>Writes a time in the <see cref="TimeTextLength"/> bytes of <c>2026-01-31T23:59:59.000Z</c>.</summary>
    public static void WriteTime(DateTimeOffset value, Span<byte> text)
    {
        "yyyy-MM-ddTHH:mm:ss.fffZ"u8.CopyTo(text);

        // Digit by digit: a custom format string is read anew for each value, which took longer than all strings of an event together.
        DateTime utc = value.UtcDateTime;
        Digits(text[..4], utc.Year);
        Digits(text.Slice(5, 2), utc.Month);
        Digits(text.Slice(8, 2), utc.Day);
        Digits(text.Slice(11, 2), utc.Hour);
        Digits(text.Slice(14, 2), utc.Minute);
        Digits(text.Slice(17, 2), utc.Second);
        Digits(text.Slice(20, 3), utc.Millisecond);
    }

    /// <summary>Gives what was written to the output. Called once, at the end.</summary>
    public void Complete()
    {
        _output.Advance(_used);
        _free = default;
        _used = 0;
    }

    private static void Digits(Span<byte> target, int value)
    {
        for (int i = target.Length - 1; i >= 0; i--)
        {
            (value, int digit) = Math.DivRem(value, 10);
            target[i] = (byte)('0' + digit);
        }
    }

    private void Escape(int length)
    {
        byte[] plain = ArrayPool<byte>.Shared.Rent(length + ScratchBuffer.Slack);
        _free.Slice(_used, length).CopyTo(plain);
        Reserve((length * JsonEscaping.MaxExpansion) + ScratchBuffer.Slack);
        _used += JsonEscaping.Escape(plain, length, _free[_used..]);
        ArrayPool<byte>.Shared.Return(plain);
    }

    private void Reserve(int count)
    {
        if (_free.Length - _used < count)
        {
            _output.Advance(_used);
            _free = _output.GetSpan(Math.Max(count, 256));
            _used = 0;
        }
    }
}
