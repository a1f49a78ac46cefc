namespace S3Snowplow.Tool;

/// <summary>What a segment of a key is, where it is no name: such segments are as many as there are days, readers or files, so no input begins with one.</summary>
internal enum SegmentKind
{
    /// <summary>A name.</summary>
    Name,

    /// <summary>A date or an hour: <c>2026-11-27</c>, <c>20261127</c>, <c>2026-11-27T14</c>, <c>14h</c>.</summary>
    Time,

    /// <summary>A name and a value, as partitions have it: <c>dt=2026-11-27</c>.</summary>
    Partition,

    /// <summary>A number, as years, months, hours and counters are.</summary>
    Number,

    /// <summary>A hash in hexadecimal digits.</summary>
    Hash,

    /// <summary>A UUID.</summary>
    Uuid,
}

/// <summary>Tells what segments are.</summary>
internal static class SegmentKinds
{
    private const int ShortestHash = 8;
    private const int UuidLength = 36;

    /// <summary>What a segment is.</summary>
    /// <param name="segment">The segment, without slashes.</param>
    public static SegmentKind Of(ReadOnlySpan<char> segment) =>
        segment.IndexOf('=') > 0 ? SegmentKind.Partition
        : segment.Length > 0 && !segment.ContainsAnyExceptInRange('0', '9') ? SegmentKind.Number
        : segment.Length == UuidLength && Guid.TryParseExact(segment, "D", out _) ? SegmentKind.Uuid
        : IsTime(segment) ? SegmentKind.Time
        : segment.Length >= ShortestHash && IsHex(segment) && segment.ContainsAnyInRange('0', '9') ? SegmentKind.Hash
        : SegmentKind.Name;

    /// <summary>Whether it may be a short part of a hash, as keys are spread by: hexadecimal digits only.</summary>
    public static bool IsHex(ReadOnlySpan<char> segment)
    {
        foreach (char letter in segment)
        {
            if (!char.IsAsciiHexDigit(letter))
            {
                return false;
            }
        }

        return segment.Length > 0;
    }

    /// <summary>The kind in words, for what a tree was cut at.</summary>
    public static string Words(this SegmentKind kind) => kind switch
    {
        SegmentKind.Name => "names",
        SegmentKind.Time => "dates",
        SegmentKind.Partition => "partitions (name=value)",
        SegmentKind.Number => "numbers",
        SegmentKind.Hash => "hashes",
        SegmentKind.Uuid => "UUIDs",
        _ => throw new System.Diagnostics.UnreachableException($"{kind} has no words."),
    };

    // Digits with what dates and times have between them: 2026-11-27, 2026_11, 2026.11.27, 2026-11-27T14:05Z, 14h.
    private static bool IsTime(ReadOnlySpan<char> segment)
    {
        int digits = 0;
        foreach (char letter in segment)
        {
            if (char.IsAsciiDigit(letter))
            {
                digits++;
            }
            else if (letter is not ('-' or '_' or '.' or ':' or 'T' or 'Z' or 'h' or '+'))
            {
                return false;
            }
        }

        return char.IsAsciiDigit(segment.Length > 0 ? segment[0] : 'x') && (digits >= 6 || (digits is 1 or 2 && segment[^1] == 'h'));
    }
}
