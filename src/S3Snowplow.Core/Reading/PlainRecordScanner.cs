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
/// <remarks>It exists for its speed alone, see <c>docs/decisions/0027-a-scanner-for-plain-records.md</c>. Kept by a thread and used again; not for several threads.</remarks>
internal sealed class PlainRecordScanner
{
    private const int MaxDocument = 1024 * 1024;
    private const int MaxDepth = 32;

    // How many levels are open in the deepest value that is taken.
    private const int DeepestValue = 6;

    // Stands for the position behind a value where the document is for the whole reader.
    private const int NotPlain = -1;

    private const int UsualRecords = 16;
    private const int MostRecordsKept = 128;

    // The names of a record are kept behind those of the document, which are few.
    private const int Names = 64;
    private const int FirstOfRecord = 8;

    private readonly Name[] _names = new Name[Names];
    private GrowingArray<S3RecordReader.Fields> _records = new(UsualRecords, MostRecordsKept);

    /// <summary>The objects of a record that are looked into.</summary>
    private enum Level : byte
    {
        None, Record, S3, Bucket, Object, Requester, Owner, Request, Response,
    }

    /// <summary>The values of a record. An identity's member with a capital letter stands behind the one without.</summary>
    private enum Place : byte
    {
        Ignored, Name, Time, Region, Version, Source, Configuration, Bucket, Arn, Key, Size, ETag, VersionId, Sequencer, SourceIp, RequestId, Requester, CapitalRequester, Owner, CapitalOwner,
        Count,
        Records, Refused,
    }

    /// <summary>How many records the document has.</summary>
    public int Count { get; private set; }

    /// <summary>Where the values of a record stand.</summary>
    public ref readonly S3RecordReader.Fields this[int index] => ref _records.Items[index];

    /// <summary>Reads a document; <see langword="false"/> where it is for the whole reader.</summary>
    public bool TryRead(ReadOnlySpan<byte> document)
    {
        Count = 0;
        document = document.TrimEnd("\r\n \t"u8);

        // No document with a record is shorter than a vector.
        return document.Length >= Vector256<byte>.Count && document.Length <= MaxDocument && document[0] == '{' && IsPlain(document) && TryDocument(document);
    }

    /// <summary>Gives back what a long document needed. If each thread kept it, each would hold a large object.</summary>
    public void Clear()
    {
        _records.Shrink(Count);
        Count = 0;
    }

    // As signed numbers, control characters and all beyond ASCII are below the space.
    private static bool IsPlain(ReadOnlySpan<byte> document)
    {
        Vector256<byte> unusual = Unusual(BlockAt(document, document.Length - Vector256<byte>.Count));
        for (int at = 0; at < document.Length - Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            unusual |= Unusual(BlockAt(document, at));
        }

        return unusual == Vector256<byte>.Zero;

        static Vector256<byte> Unusual(Vector256<byte> block) =>
            Vector256.LessThan(block.AsSByte(), Vector256.Create((sbyte)' ')).AsByte() | Vector256.Equals(block, Vector256.Create((byte)'\\'));
    }

    private bool TryDocument(ReadOnlySpan<byte> document)
    {
        int at = 0;
        int names = 0;
        do
        {
            at++;
            ref Name name = ref _names[names++ % FirstOfRecord];
            if (!name.IsAt(document, at, Level.None) && !name.TryLearn(document, at, Level.None))
            {
                return false;
            }

            // The whole reader reads a list of records wherever it stands, and looks at nothing else of such an object.
            at += name.Length;
            bool isList = name.Place == Place.Records && ByteAt(document, at) == '[';
            if (isList && Count > 0)
            {
                return false;
            }

            at = isList ? Records(document, at) : Skip(document, at, name.Depth);
        }
        while (ByteAt(document, at) == ',');
        return ByteAt(document, at) == '}' && at == document.Length - 1 && Count > 0;
    }

    private int Records(ReadOnlySpan<byte> document, int at)
    {
        do
        {
            if (Count == _records.Items.Length)
            {
                _records.Grow(Count, Count + 1);
            }

            ref S3RecordReader.Fields fields = ref _records.Items[Count++];
            at++;
            at = ByteAt(document, at) == '{' ? Record(document, at + 1, ref fields) : NotPlain;
            if (at == NotPlain || !fields.HasBucketAndObject || fields.Source.Equals(document, "aws:sqs"u8))
            {
                return NotPlain;
            }
        }
        while (ByteAt(document, at) == ',');
        return ByteAt(document, at) == ']' ? at + 1 : NotPlain;
    }

    // One loop for all levels keeps the position in a register. An empty object that would be looked into is for the whole reader.
    private int Record(ReadOnlySpan<byte> document, int at, ref S3RecordReader.Fields fields)
    {
        Values values = default;
        int begin = at - 1;
        int names = FirstOfRecord;
        uint entered = 0;
        bool hadCapital = false;
        var level = Level.Record;
        while (true)
        {
            ref Name name = ref _names[names++ % Names];
            if (!name.IsAt(document, at, level) && !name.TryLearn(document, at, level))
            {
                return NotPlain;
            }

            at += name.Length;
            byte first = ByteAt(document, at);
            if (first == '"')
            {
                int start = at + 1;
                at = EndOfString(document, start);
                values[(int)name.Place] = JsonText.Plain(start, at - start, JsonTokenType.String);
                at++;
            }
            else if (first == '{' && name.Inner != Level.None)
            {
                level = name.Inner;
                if ((entered & Bit(level)) != 0)
                {
                    EnterAgain(level, ref values, ref hadCapital);
                }

                entered |= Bit(level);
                at++;
                continue;
            }
            else
            {
                int start = at;
                at = Skip(document, start, name.Depth);
                values[(int)name.Place] = JsonText.Plain(start, at - start, TypeOf(first));
            }

            while (ByteAt(document, at) == '}')
            {
                at++;
                if (level == Level.Record)
                {
                    Take(values, begin, entered, hadCapital, out fields);
                    return at;
                }

                level = Around(level);
            }

            if (ByteAt(document, at++) != ',')
            {
                return NotPlain;
            }
        }
    }

    private static uint Bit(Level level) => 1u << (int)level;

    // Of an object that comes twice, the last one counts.
    private static void EnterAgain(Level level, ref Values values, ref bool hadCapital)
    {
        switch (level)
        {
            case Level.Requester or Level.Owner:
                Place identity = level == Level.Owner ? Place.Owner : Place.Requester;
                hadCapital |= IsCapital(values, identity);
                values[(int)identity] = values[(int)identity + 1] = default;
                break;
            case Level.Request:
                values[(int)Place.SourceIp] = default;
                break;
            case Level.Response:
                values[(int)Place.RequestId] = default;
                break;
        }
    }

    private static bool IsCapital(in Values values, Place identity) => values[(int)identity].IsNone && !values[(int)identity + 1].IsNone;

    private static void Take(in Values values, int start, uint entered, bool hadCapital, out S3RecordReader.Fields fields)
    {
        bool requester = IsCapital(values, Place.Requester);
        bool owner = IsCapital(values, Place.Owner);
        fields.Start = start;
        fields.Name = values[(int)Place.Name];
        fields.Time = values[(int)Place.Time];
        fields.Region = values[(int)Place.Region];
        fields.Version = values[(int)Place.Version];
        fields.Source = values[(int)Place.Source];
        fields.Configuration = values[(int)Place.Configuration];
        fields.Bucket = values[(int)Place.Bucket];
        fields.Arn = values[(int)Place.Arn];
        fields.Key = values[(int)Place.Key];
        fields.Size = values[(int)Place.Size];
        fields.ETag = values[(int)Place.ETag];
        fields.VersionId = values[(int)Place.VersionId];
        fields.Sequencer = values[(int)Place.Sequencer];
        fields.SourceIp = values[(int)Place.SourceIp];
        fields.RequestId = values[(int)Place.RequestId];
        fields.Requester = values[(int)(requester ? Place.CapitalRequester : Place.Requester)];
        fields.Owner = values[(int)(owner ? Place.CapitalOwner : Place.Owner)];
        fields.HasCapitalPrincipal = hadCapital || requester || owner;
        fields.HasBucket = (entered & Bit(Level.Bucket)) != 0;
        fields.HasObject = (entered & Bit(Level.Object)) != 0;
    }

    private static Level Around(Level level) => level switch
    {
        Level.Bucket or Level.Object => Level.S3,
        Level.Owner => Level.Bucket,
        _ => Level.Record,
    };

    // The objects into which S3RecordReader looks.
    private static Level InnerOf(Level level, Member member) => (level, member) switch
    {
        (Level.Record, Member.S3) => Level.S3,
        (Level.Record, Member.UserIdentity) => Level.Requester,
        (Level.Record, Member.RequestParameters) => Level.Request,
        (Level.Record, Member.ResponseElements) => Level.Response,
        (Level.S3, Member.Bucket) => Level.Bucket,
        (Level.S3, Member.Object) => Level.Object,
        (Level.Bucket, Member.OwnerIdentity) => Level.Owner,
        _ => Level.None,
    };

    // The members that S3RecordReader takes. Those of an element of another shape are refused.
    private static Place PlaceOf(Level level, Member member) => (level, member) switch
    {
        (Level.None, Member.Records) => Place.Records,
        (Level.Record, Member.EventName) => Place.Name,
        (Level.Record, Member.EventTime) => Place.Time,
        (Level.Record, Member.AwsRegion) => Place.Region,
        (Level.Record, Member.EventVersion) => Place.Version,
        (Level.Record, Member.EventSource) => Place.Source,
        (Level.Record, not (Member.UserIdentity or Member.RequestParameters or Member.ResponseElements or Member.S3 or Member.Unknown)) => Place.Refused,
        (Level.S3, Member.ConfigurationId) => Place.Configuration,
        (Level.Bucket, Member.Name) => Place.Bucket,
        (Level.Bucket, Member.Arn) => Place.Arn,
        (Level.Object, Member.Key) => Place.Key,
        (Level.Object, Member.Size) => Place.Size,
        (Level.Object, Member.ETag) => Place.ETag,
        (Level.Object, Member.VersionId) => Place.VersionId,
        (Level.Object, Member.Sequencer) => Place.Sequencer,
        (Level.Requester, Member.PrincipalId) => Place.Requester,
        (Level.Requester, Member.PrincipalIdOfVersityGateway) => Place.CapitalRequester,
        (Level.Owner, Member.PrincipalId) => Place.Owner,
        (Level.Owner, Member.PrincipalIdOfVersityGateway) => Place.CapitalOwner,
        (Level.Request, Member.SourceIp) => Place.SourceIp,
        (Level.Response, Member.RequestId) => Place.RequestId,
        _ => Place.Ignored,
    };

    // How many levels are open there. A value that is taken counts as the deepest one does, wherever it stands.
    private static int DepthOf(Level level, Place place) => level switch
    {
        Level.None => 1,
        _ when place != Place.Ignored => DeepestValue,
        Level.Record => 3,
        Level.S3 or Level.Request or Level.Response => 4,
        Level.Bucket or Level.Object => 5,
        _ => DeepestValue,
    };

    private static JsonTokenType TypeOf(byte first) => first switch
    {
        (byte)'{' => JsonTokenType.StartObject,
        (byte)'[' => JsonTokenType.StartArray,
        (byte)'t' => JsonTokenType.True,
        (byte)'f' => JsonTokenType.False,
        (byte)'n' => JsonTokenType.Null,
        _ => JsonTokenType.Number,
    };

    /// <summary>The byte at a place; zero, which no plain document has, behind the last one and where the document is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ByteAt(ReadOnlySpan<byte> document, int at) => (uint)at < (uint)document.Length ? document[at] : (byte)0;

    // Each caller has checked that a whole block is there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> BlockAt(ReadOnlySpan<byte> document, int at) => Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(document), (nuint)at);

    /// <summary>Where the quotation mark is that ends a string; behind the document where the string does not end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndOfString(ReadOnlySpan<byte> document, int at)
    {
        int last = document.Length - Vector256<byte>.Count;
        for (; at <= last; at += Vector256<byte>.Count)
        {
            uint quotes = Vector256.Equals(BlockAt(document, at), Vector256.Create((byte)'"')).ExtractMostSignificantBits();
            if (quotes != 0)
            {
                return at + BitOperations.TrailingZeroCount(quotes);
            }
        }

        return EndOfLastString(document, at);

        static int EndOfLastString(ReadOnlySpan<byte> document, int at)
        {
            while (at < document.Length && document[at] != '"')
            {
                at++;
            }

            return at;
        }
    }

    /// <summary>Passes over a value of any sort, checking it.</summary>
    // Inlined, it would take registers from the loop over a record.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Skip(ReadOnlySpan<byte> document, int at, int depth) => ByteAt(document, at) switch
    {
        (byte)'"' => EndOfString(document, at + 1) + 1,
        (byte)'{' or (byte)'[' => depth < MaxDepth ? SkipNested(document, at, depth + 1) : NotPlain,
        (byte)'t' => SkipWord(document, at, "true"u8),
        (byte)'f' => SkipWord(document, at, "false"u8),
        (byte)'n' => SkipWord(document, at, "null"u8),
        _ => SkipNumber(document, at),
    };

    private static int SkipNested(ReadOnlySpan<byte> document, int at, int depth)
    {
        bool isObject = document[at] == '{';
        byte end = isObject ? (byte)'}' : (byte)']';
        if (ByteAt(document, at + 1) == end)
        {
            return at + 2;
        }

        do
        {
            at++;
            if (isObject)
            {
                at = ByteAt(document, at) == '"' ? EndOfString(document, at + 1) + 1 : NotPlain;
                if (ByteAt(document, at++) != ':')
                {
                    return NotPlain;
                }
            }

            at = Skip(document, at, depth);
        }
        while (ByteAt(document, at) == ',');
        return ByteAt(document, at) == end ? at + 1 : NotPlain;
    }

    private static int SkipWord(ReadOnlySpan<byte> document, int at, ReadOnlySpan<byte> word) => document[at..].StartsWith(word) ? at + word.Length : NotPlain;

    // What follows a number is for the caller to check, so a leading zero ends it.
    private static int SkipNumber(ReadOnlySpan<byte> document, int at)
    {
        at += ByteAt(document, at) == '-' ? 1 : 0;
        at = ByteAt(document, at) == '0' ? at + 1 : SkipDigits(document, at);
        at = ByteAt(document, at) == '.' ? SkipDigits(document, at + 1) : at;
        if (ByteAt(document, at) is (byte)'e' or (byte)'E')
        {
            at++;
            at = SkipDigits(document, ByteAt(document, at) is (byte)'+' or (byte)'-' ? at + 1 : at);
        }

        return at;
    }

    private static int SkipDigits(ReadOnlySpan<byte> document, int at)
    {
        int start = at;
        while (char.IsAsciiDigit((char)ByteAt(document, at)))
        {
            at++;
        }

        return at > start ? at : NotPlain;
    }

    [InlineArray((int)Place.Count)]
    private struct Values
    {
        private JsonText _first;
    }

    /// <summary>
    /// A member's name, its quotation marks and its colon, and what the member is. A store writes its records alike, so that the name at a place is mostly the one that stood there in the record
    /// before: a comparison of vectors tells that, and all else is known.
    /// </summary>
    private struct Name
    {
        private Vector256<byte> _text;

        // A bit for each byte of the vector that is not of the name. Zeros are equal to no text: no plain document has one.
        private uint _behind;
        private Level _level;

        /// <summary>The length with the marks and the colon.</summary>
        public int Length { get; private set; }

        /// <summary>How many levels are open at the value.</summary>
        public int Depth { get; private set; }

        /// <summary>Where the value belongs.</summary>
        public Place Place { get; private set; }

        /// <summary>The level of the value, if it is an object that is looked into.</summary>
        public Level Inner { get; private set; }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly bool IsAt(ReadOnlySpan<byte> document, int at, Level level) =>
            at <= document.Length - Vector256<byte>.Count && level == _level && (Vector256.Equals(BlockAt(document, at), _text).ExtractMostSignificantBits() | _behind) == uint.MaxValue;

        /// <summary>Becomes the name at a place; <see langword="false"/> where no name stands there, or one that no plain record has.</summary>
        public bool TryLearn(ReadOnlySpan<byte> document, int at, Level level)
        {
            int end = ByteAt(document, at) == '"' ? EndOfString(document, at + 1) : document.Length;
            if (ByteAt(document, end + 1) != ':')
            {
                return false;
            }

            Member member = MemberNames.Find(document[(at + 1)..end]);
            Inner = InnerOf(level, member);
            Place = PlaceOf(level, member);
            Depth = DepthOf(level, Place);
            Length = end + 2 - at;
            bool isKept = Length <= Vector256<byte>.Count && at <= document.Length - Vector256<byte>.Count && Place != Place.Refused;
            _text = isKept ? BlockAt(document, at) : default;
            _behind = isKept ? (uint)(ulong.MaxValue << Length) : 0;
            _level = level;
            return Place != Place.Refused;
        }
    }
}
