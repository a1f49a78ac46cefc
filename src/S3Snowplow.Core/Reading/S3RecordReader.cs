using System.Text.Json;
using S3Snowplow.Reading.Stores;

namespace S3Snowplow.Reading;

/// <summary>
/// Reads one record of the S3 notification shape, which Amazon S3, MinIO, RustFS, Ceph and StorageGRID share; what differs between them
/// stands in <see cref="Stores"/>.
/// </summary>
/// <remarks>Source: Amazon S3 User Guide, "Event message structure". Members of other names, at every level, are passed over.</remarks>
internal static class S3RecordReader
{
    /// <summary>Where the values of a record stand.</summary>
    internal struct Fields
    {
        public int Start;
        public JsonText Source, Name, Time, Region, Version, Requester, SourceIp, RequestId;
        public JsonText Configuration, Bucket, Arn, Owner, Key, Size, ETag, VersionId, Sequencer;
        public bool HasBucket, HasObject;

        /// <summary>Whether an identity calls its member <c>PrincipalId</c>, with a capital letter.</summary>
        public bool HasCapitalPrincipal;

        public readonly bool HasBucketAndObject => HasBucket && HasObject;
    }

    /// <summary>Takes a member of the record; <see langword="false"/>, and nothing is read, where the member is of another name.</summary>
    public static bool Take(Member member, ref Utf8JsonReader reader, ref Fields fields)
    {
        switch (member)
        {
            case Member.EventName:
                fields.Name = JsonText.Take(ref reader);
                return true;
            case Member.EventTime:
                fields.Time = JsonText.Take(ref reader);
                return true;
            case Member.AwsRegion:
                fields.Region = JsonText.Take(ref reader);
                return true;
            case Member.EventVersion:
                fields.Version = JsonText.Take(ref reader);
                return true;
            case Member.UserIdentity when reader.TokenType == JsonTokenType.StartObject:
                fields.Requester = TakeIdentity(ref reader, ref fields);
                return true;
            case Member.RequestParameters when reader.TokenType == JsonTokenType.StartObject:
                fields.SourceIp = TakeOnly(Member.SourceIp, ref reader);
                return true;
            case Member.ResponseElements when reader.TokenType == JsonTokenType.StartObject:
                fields.RequestId = TakeOnly(Member.RequestId, ref reader);
                return true;
            case Member.S3 when reader.TokenType == JsonTokenType.StartObject:
                TakeS3(ref reader, ref fields);
                return true;
            default:
                return false;
        }
    }

    private static void TakeS3(ref Utf8JsonReader reader, ref Fields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            if (member == Member.Bucket && isObject)
            {
                fields.HasBucket = true;
                TakeBucket(ref reader, ref fields);
            }
            else if (member == Member.Object && isObject)
            {
                fields.HasObject = true;
                TakeObject(ref reader, ref fields);
            }
            else if (member == Member.ConfigurationId)
            {
                fields.Configuration = JsonText.Take(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void TakeBucket(ref Utf8JsonReader reader, ref Fields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            if (member == Member.Name)
            {
                fields.Bucket = JsonText.Take(ref reader);
            }
            else if (member == Member.Arn)
            {
                fields.Arn = JsonText.Take(ref reader);
            }
            else if (member == Member.OwnerIdentity && reader.TokenType == JsonTokenType.StartObject)
            {
                fields.Owner = TakeIdentity(ref reader, ref fields);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static JsonText TakeIdentity(ref Utf8JsonReader reader, ref Fields fields)
    {
        JsonText found = default;
        JsonText capital = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            JsonText value = JsonText.Take(ref reader);
            found = member == Member.PrincipalId ? value : found;
            capital = member == Member.PrincipalIdOfVersityGateway ? value : capital;
        }

        bool isCapital = found.IsNone && !capital.IsNone;
        fields.HasCapitalPrincipal |= isCapital;
        return isCapital ? capital : found;
    }

    internal static void TakeObject(ref Utf8JsonReader reader, ref Fields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            JsonText value = JsonText.Take(ref reader);
            switch (member)
            {
                case Member.Key:
                    fields.Key = value;
                    break;
                case Member.Size:
                    fields.Size = value;
                    break;
                case Member.ETag:
                    fields.ETag = value;
                    break;
                case Member.VersionId:
                    fields.VersionId = value;
                    break;
                case Member.Sequencer:
                    fields.Sequencer = value;
                    break;
            }
        }
    }

    /// <summary>Reads an object for one of its members.</summary>
    internal static JsonText TakeOnly(Member wanted, ref Utf8JsonReader reader)
    {
        JsonText found = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            if (member == wanted)
            {
                found = JsonText.Take(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }

    /// <summary>Makes the object event of a record, or the problem why there is none.</summary>
    public static void Build(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields, JsonPath at)
    {
        try
        {
            Store store = Store.Of(document, fields);
            ref NotificationContent.RecurringTexts recurring = ref content.Recurring;
            if (fields.Bucket.ToStringOrNull(document, ref recurring.Bucket) is not { } bucket)
            {
                AddProblem(content, fields.Start, at, ".s3.bucket.name", "the record has no bucket name; a non-empty string is needed");
            }
            else if (fields.Key.ToStringOrNull(document) is not { } rawKey)
            {
                AddProblem(content, fields.Start, at, ".s3.object.key", "the record has no object key; a non-empty string is needed");
            }
            else if (!fields.Name.IsString || EventNameText.Of(fields.Name.Bytes(document)) is not { Length: > 0 } name)
            {
                AddProblem(content, fields.Start, at, ".eventName", "the record has no event name; a non-empty string is needed");
            }
            else if (!fields.Time.IsString || !EventTime.TryParse(fields.Time.Bytes(document), out DateTimeOffset time))
            {
                AddProblem(content, fields.Time.IsNone ? fields.Start : fields.Time.Start, at, ".eventTime",
                    "the record has no valid time; ISO 8601 is needed, for example 2026-01-31T23:59:59.000Z");
            }
            else if (!fields.Size.TryGetSize(document, out long? size))
            {
                AddProblem(content, fields.Size.Start, at, ".s3.object.size", "the size is no whole number of bytes; 0 to 9223372036854775807 is allowed, or none");
            }
            else
            {
                string key = rawKey;
                bool isEncoded = content.KeyEncodings.IsEmpty ? store.KeyIsFormEncoded : content.KeyEncodings.IsFormEncoded(document, fields.Source, bucket) ?? store.KeyIsFormEncoded;
                bool decoded = !isEncoded || KeyDecoder.TryDecode(rawKey, out key);
                string? sequencer = fields.Sequencer.ToStringOrNumber(document);
                content.Add(new ObjectEvent
                {
                    Dialect = store.Kind,
                    Wrappings = content.Documents.Wrappings,
                    Name = name,
                    OriginalName = name,
                    Time = time,
                    TimeText = fields.Time.ToStringOrNull(document)!,
                    Bucket = bucket,
                    BucketOwner = fields.Owner.ToStringOrNull(document, ref recurring.Owner),
                    Key = key,
                    RawKey = rawKey,
                    KeyDecoded = decoded,
                    Size = size ?? store.SizeLeftOut(name),
                    ETag = EntityTag.Read(document, fields.ETag),
                    VersionId = fields.VersionId.ToStringOrNumber(document),
                    Sequencer = sequencer,
                    Region = fields.Region.ToStringOrNull(document, ref recurring.Region),
                    RequestId = sequencer is null || !Store.SequencerIdentifies(store.Kind, name) ? fields.RequestId.ToStringOrNull(document) : null,
                    EventVersion = fields.Version.ToStringOrNull(document, ref recurring.Version),
                    ConfigurationId = fields.Configuration.ToStringOrNull(document, ref recurring.Configuration),
                    Requester = content.KeepsPersonalData ? fields.Requester.ToStringOrNull(document) : null,
                    SourceIpAddress = content.KeepsPersonalData ? fields.SourceIp.ToStringOrNull(document) : null,
                });
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // A string whose bytes or escapes are not text (DecoderFallbackException is an ArgumentException). Its siblings are fine.
            AddProblem(content, fields.Start, at, "", "a string of the record is not text: its bytes or escapes are not UTF-8");
        }
    }

    private static void AddProblem(NotificationContent content, int offset, JsonPath at, string after, string reason) =>
        content.AddProblem(NotificationProblemKind.InvalidRecord, offset, at with { After = after }, reason);
}
