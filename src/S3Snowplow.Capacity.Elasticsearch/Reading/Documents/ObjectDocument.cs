using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using S3Snowplow.Reading;

namespace S3Snowplow.Capacity;

/// <summary>What of an object event's document is counted.</summary>
/// <param name="Id">What the event is known by: 64 bits of its id.</param>
/// <param name="Time">When it happened, in milliseconds since the Unix epoch; <see langword="null"/>: the document has no such time.</param>
/// <param name="IsArrival">Whether data arrived.</param>
/// <param name="Bucket">The bucket; empty where the document has none.</param>
/// <param name="Key">The decoded key.</param>
/// <param name="Bytes">The object's bytes; 0 where the document has no size.</param>
/// <param name="Pipeline">The name in the pipeline entity; <see langword="null"/>: it was not asked for, or is not there.</param>
/// <param name="Version">How often the document was written; 0: that is not known.</param>
internal readonly record struct ObjectDocument(ulong Id, long? Time, bool IsArrival, string Bucket, string Key, long Bytes, string? Pipeline, long Version);

/// <summary>Reads the documents of object events, of our layout and of Iglu Central's, from the bytes of a hit: no tree, no string but bucket and key.</summary>
internal sealed class ObjectDocumentReader
{
    private const int IdAt = 0;
    private const int TimeAt = 1;
    private const int NameAt = 2;
    private const int BucketAt = 3;
    private const int KeyAt = 4;
    private const int SizeAt = 5;
    private const int PipelineAt = 6;
    private const int DocumentIdAt = 7;
    private const int VersionAt = 8;

    private readonly byte[][][] _paths;
    private readonly bool _isKeyEncoded;

    // Few buckets have many objects.
    private string _bucket = "";

    // Of the hit that is being read.
    private ulong _id;
    private ulong _documentId;
    private long? _time;
    private bool _isArrival;
    private string _hitBucket = "";
    private string _key = "";
    private long _bytes;
    private string? _pipeline;
    private long _version;

    /// <param name="fields">The names of the fields.</param>
    public ObjectDocumentReader(ElasticsearchFields fields)
    {
        _isKeyEncoded = fields.IsIgluCentral;
        string[] names = ["event_id", fields.Time, fields.EventName, fields.Bucket, fields.Key, fields.Size, fields.Pipeline];
        _paths = [.. names.Select(name => $"_source.{name}").Append("_id").Append("_version").Select(path => path.Split('.').Select(Encoding.UTF8.GetBytes).ToArray())];
    }

    /// <summary>Reads a hit.</summary>
    /// <exception cref="JsonException">It is not of the form of a hit.</exception>
    public ObjectDocument Read(ReadOnlySpan<byte> hit)
    {
        (_id, _documentId, _time, _isArrival, _hitBucket, _key, _bytes, _pipeline, _version) = (0, 0, null, false, "", "", 0, null, 0);
        var reader = new Utf8JsonReader(hit);
        reader.Read();
        ReadMembers(ref reader, 0, (1u << _paths.Length) - 1);
        return new ObjectDocument(_id != 0 ? _id : _documentId, _time, _isArrival, _hitBucket, Decoded(_key), _bytes, _pipeline, _version);
    }

    private void ReadMembers(ref Utf8JsonReader reader, int depth, uint candidates)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            uint matching = 0;
            for (int i = 0; i < _paths.Length; i++)
            {
                if ((candidates & (1u << i)) != 0 && _paths[i].Length > depth && reader.ValueTextEquals(_paths[i][depth]))
                {
                    matching |= 1u << i;
                }
            }

            reader.Read();
            if (matching == 0)
            {
                reader.Skip();
            }
            else
            {
                ReadValue(ref reader, depth + 1, matching);
            }
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, int depth, uint matching)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadMembers(ref reader, depth, matching);
                break;
            case JsonTokenType.StartArray:
                // Entities are arrays, of which the first one counts.
                bool isFirst = true;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (isFirst)
                    {
                        ReadValue(ref reader, depth, matching);
                    }
                    else
                    {
                        reader.Skip();
                    }

                    isFirst = false;
                }

                break;
            default:
                for (int i = 0; i < _paths.Length; i++)
                {
                    if ((matching & (1u << i)) != 0 && _paths[i].Length == depth)
                    {
                        Take(ref reader, i);
                    }
                }

                break;
        }
    }

    private void Take(ref Utf8JsonReader reader, int at)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            TakeNumber(ref reader, at);
        }
        else if (reader.TokenType == JsonTokenType.String)
        {
            TakeText(ref reader, at);
        }
    }

    private void TakeNumber(ref Utf8JsonReader reader, int at)
    {
        switch (at)
        {
            case SizeAt:
                _bytes = Whole(ref reader);
                break;
            case TimeAt:
                _time = Whole(ref reader);
                break;
            case VersionAt:
                _version = Whole(ref reader);
                break;
        }
    }

    private void TakeText(ref Utf8JsonReader reader, int at)
    {
        switch (at)
        {
            case IdAt:
                _id = IdOf(ref reader);
                break;
            case DocumentIdAt:
                _documentId = IdOf(ref reader);
                break;
            case TimeAt when reader.TryGetDateTimeOffset(out DateTimeOffset time):
                _time = time.ToUnixTimeMilliseconds();
                break;
            case NameAt:
                _isArrival = !reader.ValueIsEscaped && ObjectEventName.IsDataArrival(EventNameText.Of(reader.ValueSpan));
                break;
            case BucketAt:
                _hitBucket = reader.ValueTextEquals(_bucket) ? _bucket : _bucket = reader.GetString()!;
                break;
            case KeyAt:
                _key = reader.GetString()!;
                break;
            case PipelineAt:
                _pipeline = reader.GetString();
                break;
        }
    }

    // A relay of somebody else's may send a size as 1024.0; what is no number of bytes counts as none.
    private static long Whole(ref Utf8JsonReader reader) => reader.TryGetInt64(out long whole) ? Math.Max(0, whole)
        : reader.TryGetDouble(out double number) ? (long)Math.Clamp(number, 0, 1L << 62) : 0;

    // Ids are UUIDs, made by chance or by a hash: their halves are as good as a hash of them.
    private static ulong IdOf(ref Utf8JsonReader reader)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (!reader.ValueIsEscaped && Utf8Parser.TryParse(reader.ValueSpan, out Guid id, out int length) && length == reader.ValueSpan.Length)
        {
            id.TryWriteBytes(bytes);
            return BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..]);
        }

        SHA256.HashData(reader.ValueSpan, bytes);
        return BitConverter.ToUInt64(bytes);
    }

    private string Decoded(string key) => _isKeyEncoded && KeyDecoder.TryDecode(key, out string decoded) ? decoded : key;
}
