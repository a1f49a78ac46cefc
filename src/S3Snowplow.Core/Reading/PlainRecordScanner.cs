using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// Finds the values of records in a document about which nothing is unusual: an object with a list <c>Records</c>, compact, in printable ASCII without escapes, as Amazon S3 and most stores
/// write it. Every byte is checked, the last one included, before a value is given away. All else, damaged or only different, is left to the whole reader.
/// </summary>
/// <remarks>It exists for its speed alone, see <c>docs/decisions/0025-a-scanner-for-plain-records.md</c>. Kept by a thread and used again; not for several threads.</remarks>
internal sealed class PlainRecordScanner
{
    private const int MaxDocument = 1024 * 1024;
    private const int MaxDepth = 32;

    private const int UsualRecords = 16;
    private const int UsualQuotes = 4096;

    private S3RecordReader.Fields[] _records = new S3RecordReader.Fields[UsualRecords];
    private int[] _quotes = new int[UsualQuotes];

    /// <summary>How many records the document has.</summary>
    public int Count { get; private set; }

    /// <summary>Where the values of a record stand.</summary>
    public ref readonly S3RecordReader.Fields this[int index] => ref _records[index];

    /// <summary>A copy of the places of all records.</summary>
    public S3RecordReader.Fields[] ToArray() => _records.AsSpan(0, Count).ToArray();

    /// <summary>Reads a document; <see langword="false"/> where it is for the whole reader.</summary>
    public bool TryRead(ReadOnlySpan<byte> document)
    {
        Count = 0;
        document = document.TrimEnd("\r\n \t"u8);
        if (document.Length > MaxDocument || !TryFindQuotes(document))
        {
            return false;
        }

        var cursor = new Cursor(document, _quotes);
        return TryDocument(ref cursor) && Count > 0;
    }

    /// <summary>Gives back what a long document needed: kept by each thread, it would be a large object of each.</summary>
    public void Clear()
    {
        Count = 0;
        if (_records.Length > UsualRecords)
        {
            LargeArrays<S3RecordReader.Fields>.Return(_records);
            _records = new S3RecordReader.Fields[UsualRecords];
        }

        if (_quotes.Length > UsualQuotes)
        {
            LargeArrays<int>.Return(_quotes);
            _quotes = new int[UsualQuotes];
        }
    }

    private static void Grow<T>(ref T[] array, int usual)
    {
        T[] larger = LargeArrays<T>.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        if (array.Length > usual)
        {
            LargeArrays<T>.Return(array);
        }

        array = larger;
    }

    /// <summary>Notes where the quotation marks are; <see langword="false"/> where a byte is one that no plain document has.</summary>
    private bool TryFindQuotes(ReadOnlySpan<byte> document)
    {
        int count = 0;
        Span<byte> tail = stackalloc byte[2 * Vector256<byte>.Count];
        for (int at = 0; at < document.Length; at += tail.Length)
        {
            scoped ReadOnlySpan<byte> rest = document[at..];
            if (rest.Length < tail.Length)
            {
                tail.Fill((byte)' ');
                rest.CopyTo(tail);
                rest = tail;
            }

            ref byte first = ref MemoryMarshal.GetReference(rest);
            Vector256<byte> block = Vector256.LoadUnsafe(ref first);
            Vector256<byte> next = Vector256.LoadUnsafe(ref first, (nuint)Vector256<byte>.Count);
            if ((Unusual(block) | Unusual(next)) != Vector256<byte>.Zero)
            {
                return false;
            }

            if (count + tail.Length >= _quotes.Length)
            {
                Grow(ref _quotes, UsualQuotes);
            }

            // The resizing leaves room for as many as there can be.
            ref int places = ref MemoryMarshal.GetArrayDataReference(_quotes);
            for (ulong quotes = Quotes(block) | ((ulong)Quotes(next) << Vector256<byte>.Count); quotes != 0; quotes &= quotes - 1)
            {
                Unsafe.Add(ref places, count++) = at + BitOperations.TrailingZeroCount(quotes);
            }
        }

        // A string that has no end is longer than any document.
        _quotes[count] = _quotes[count + 1] = int.MaxValue;
        return (count & 1) == 0;
    }

    // As signed numbers, control characters and all beyond ASCII are below the space.
    private static Vector256<byte> Unusual(Vector256<byte> block) =>
        Vector256.LessThan(block.AsSByte(), Vector256.Create((sbyte)' ')).AsByte() | Vector256.Equals(block, Vector256.Create((byte)'\\'));

    private static uint Quotes(Vector256<byte> block) => Vector256.Equals(block, Vector256.Create((byte)'"')).ExtractMostSignificantBits();

    private bool TryDocument(ref Cursor cursor)
    {
        if (!cursor.TryTake((byte)'{'))
        {
            return false;
        }

        bool hasRecords = false;
        do
        {
            if (!cursor.TryName(out Member member))
            {
                return false;
            }

            // The whole reader reads a list of records wherever it stands, and looks at nothing else of such an object.
            bool isList = member == Member.Records && cursor.Next == '[';
            if (isList && hasRecords || !(isList ? TryRecords(ref cursor) : cursor.TrySkip(1)))
            {
                return false;
            }

            hasRecords |= isList;
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)'}') && cursor.IsAtEnd && hasRecords;
    }

    private bool TryRecords(ref Cursor cursor)
    {
        cursor.TryTake((byte)'[');
        do
        {
            if (Count == _records.Length)
            {
                Grow(ref _records, UsualRecords);
            }

            ref S3RecordReader.Fields fields = ref _records[Count++];
            fields = default;
            fields.Start = cursor.At;
            if (cursor.Next != '{' || !TryRecord(ref cursor, ref fields) || !fields.HasBucketAndObject || cursor.Is(fields.Source, "aws:sqs"u8))
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)']');
    }

    // The members that S3RecordReader takes. Those of an element of another shape, and an empty object, are for the whole reader.
    private static bool TryRecord(ref Cursor cursor, ref S3RecordReader.Fields fields)
    {
        cursor.TryTake((byte)'{');
        do
        {
            if (!cursor.TryName(out Member member))
            {
                return false;
            }

            bool isObject = cursor.Next == '{';
            bool taken = member switch
            {
                Member.EventName => cursor.TryValue(out fields.Name),
                Member.EventTime => cursor.TryValue(out fields.Time),
                Member.AwsRegion => cursor.TryValue(out fields.Region),
                Member.EventVersion => cursor.TryValue(out fields.Version),
                Member.EventSource => cursor.TryValue(out fields.Source),
                Member.UserIdentity when isObject => TryIdentity(ref cursor, ref fields, out fields.Requester),
                Member.RequestParameters when isObject => TryOnly(ref cursor, Member.SourceIp, out fields.SourceIp),
                Member.ResponseElements when isObject => TryOnly(ref cursor, Member.RequestId, out fields.RequestId),
                Member.S3 when isObject => TryS3(ref cursor, ref fields),
                Member.UserIdentity or Member.RequestParameters or Member.ResponseElements or Member.S3 or Member.Unknown => cursor.TrySkip(3),
                _ => false,
            };
            if (!taken)
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)'}');
    }

    private static bool TryS3(ref Cursor cursor, ref S3RecordReader.Fields fields)
    {
        cursor.TryTake((byte)'{');
        do
        {
            if (!cursor.TryName(out Member member))
            {
                return false;
            }

            bool isObject = cursor.Next == '{';
            if (!(member switch
            {
                Member.Bucket when isObject => TryBucket(ref cursor, ref fields),
                Member.Object when isObject => TryObject(ref cursor, ref fields),
                Member.ConfigurationId => cursor.TryValue(out fields.Configuration),
                _ => cursor.TrySkip(4),
            }))
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)'}');
    }

    private static bool TryBucket(ref Cursor cursor, ref S3RecordReader.Fields fields)
    {
        fields.HasBucket = true;
        cursor.TryTake((byte)'{');
        do
        {
            if (!cursor.TryName(out Member member))
            {
                return false;
            }

            if (!(member switch
            {
                Member.Name => cursor.TryValue(out fields.Bucket),
                Member.Arn => cursor.TryValue(out fields.Arn),
                Member.OwnerIdentity when cursor.Next == '{' => TryIdentity(ref cursor, ref fields, out fields.Owner),
                _ => cursor.TrySkip(5),
            }))
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)'}');
    }

    private static bool TryObject(ref Cursor cursor, ref S3RecordReader.Fields fields)
    {
        fields.HasObject = true;
        cursor.TryTake((byte)'{');
        do
        {
            if (!cursor.TryName(out Member member))
            {
                return false;
            }

            if (!(member switch
            {
                Member.Key => cursor.TryValue(out fields.Key),
                Member.Size => cursor.TryValue(out fields.Size),
                Member.ETag => cursor.TryValue(out fields.ETag),
                Member.VersionId => cursor.TryValue(out fields.VersionId),
                Member.Sequencer => cursor.TryValue(out fields.Sequencer),
                _ => cursor.TrySkip(5),
            }))
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)'}');
    }

    private static bool TryIdentity(ref Cursor cursor, ref S3RecordReader.Fields fields, out JsonText found)
    {
        JsonText capital = default;
        found = default;
        cursor.TryTake((byte)'{');
        do
        {
            if (!cursor.TryName(out Member member)
                || !(member switch
                {
                    Member.PrincipalId => cursor.TryValue(out found),
                    Member.PrincipalIdOfVersityGateway => cursor.TryValue(out capital),
                    _ => cursor.TrySkip(6),
                }))
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        bool isCapital = found.IsNone && !capital.IsNone;
        fields.HasCapitalPrincipal |= isCapital;
        found = isCapital ? capital : found;
        return cursor.TryTake((byte)'}');
    }

    private static bool TryOnly(ref Cursor cursor, Member wanted, out JsonText found)
    {
        found = default;
        cursor.TryTake((byte)'{');
        do
        {
            if (!cursor.TryName(out Member member) || !(member == wanted ? cursor.TryValue(out found) : cursor.TrySkip(4)))
            {
                return false;
            }
        }
        while (cursor.TryTake((byte)','));
        return cursor.TryTake((byte)'}');
    }

    /// <summary>A place in the document, and in the list of its quotation marks.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> document, ReadOnlySpan<int> quotes)
    {
        private readonly ReadOnlySpan<byte> _document = document;
        private readonly ReadOnlySpan<int> _quotes = quotes;
        private int _quote;

        public int At { get; private set; }

        public readonly bool IsAtEnd => At == _document.Length;

        /// <summary>The byte here; zero, which no plain document has, behind the last one.</summary>
        public readonly byte Next => At < _document.Length ? _document[At] : (byte)0;

        public readonly bool Is(JsonText text, ReadOnlySpan<byte> value) => text.Equals(_document, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryTake(byte wanted)
        {
            if (Next != wanted)
            {
                return false;
            }

            At++;
            return true;
        }

        /// <summary>Takes a member's name and its colon.</summary>
        public bool TryName(out Member member)
        {
            bool taken = TryString(out int start, out int length) && TryTake((byte)':');
            member = taken ? MemberNames.Find(_document.Slice(start, length)) : Member.Unknown;
            return taken;
        }

        /// <summary>Takes a value of any sort, as <see cref="JsonText.Take"/> does.</summary>
        public bool TryValue(out JsonText value)
        {
            int start = At;
            byte first = Next;
            if (first == '"')
            {
                bool taken = TryString(out start, out int length);
                value = JsonText.Plain(start, length, JsonTokenType.String);
                return taken;
            }

            bool skipped = TrySkip(6);
            value = JsonText.Plain(start, At - start, first switch
            {
                (byte)'{' => JsonTokenType.StartObject,
                (byte)'[' => JsonTokenType.StartArray,
                (byte)'t' => JsonTokenType.True,
                (byte)'f' => JsonTokenType.False,
                (byte)'n' => JsonTokenType.Null,
                _ => JsonTokenType.Number,
            });
            return skipped;
        }

        /// <summary>Passes over a value, checking it.</summary>
        public bool TrySkip(int depth) => Next switch
        {
            (byte)'"' => TryString(out _, out _),
            (byte)'{' => depth < MaxDepth && TrySkipObject(depth + 1),
            (byte)'[' => depth < MaxDepth && TrySkipArray(depth + 1),
            (byte)'t' => TryWord("true"u8),
            (byte)'f' => TryWord("false"u8),
            (byte)'n' => TryWord("null"u8),
            _ => TryNumber(),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool TryString(out int start, out int length)
        {
            start = At + 1;
            length = 0;
            if (_quotes[_quote] != At)
            {
                return false;
            }

            length = _quotes[_quote + 1] - start;
            At = start + length + 1;
            _quote += 2;
            return true;
        }

        private bool TrySkipObject(int depth)
        {
            At++;
            if (TryTake((byte)'}'))
            {
                return true;
            }

            do
            {
                if (!TryString(out _, out _) || !TryTake((byte)':') || !TrySkip(depth))
                {
                    return false;
                }
            }
            while (TryTake((byte)','));
            return TryTake((byte)'}');
        }

        private bool TrySkipArray(int depth)
        {
            At++;
            if (TryTake((byte)']'))
            {
                return true;
            }

            do
            {
                if (!TrySkip(depth))
                {
                    return false;
                }
            }
            while (TryTake((byte)','));
            return TryTake((byte)']');
        }

        private bool TryWord(ReadOnlySpan<byte> word)
        {
            if (!_document[At..].StartsWith(word))
            {
                return false;
            }

            At += word.Length;
            return true;
        }

        // What follows a number is for the caller to check, so a leading zero ends it.
        private bool TryNumber()
        {
            TryTake((byte)'-');
            if (!TryTake((byte)'0') && !TryDigits())
            {
                return false;
            }

            if (TryTake((byte)'.') && !TryDigits())
            {
                return false;
            }

            if (TryTake((byte)'e') || TryTake((byte)'E'))
            {
                _ = TryTake((byte)'+') || TryTake((byte)'-');
                return TryDigits();
            }

            return true;
        }

        private bool TryDigits()
        {
            int start = At;
            while (char.IsAsciiDigit((char)Next))
            {
                At++;
            }

            return At > start;
        }
    }
}
