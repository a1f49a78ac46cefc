using System.Text.Json;

namespace S3Snowplow.Reading;

/// <summary>
/// Reads an Amazon S3 event as EventBridge carries it: an envelope with <c>detail-type</c> and <c>detail</c>, the names of the members
/// with dashes, and a key that is <em>not</em> encoded.
/// </summary>
/// <remarks>Source: Amazon S3 User Guide, "EventBridge event message structure".</remarks>
internal static class EventBridgeReader
{
    internal ref struct Fields
    {
        public JsonText DetailType, Source, Time, Region, Id, Account, Detail;
        public JsonText Bucket, Key, Size, ETag, VersionId, Sequencer, Version, Requester, SourceIp, Reason, DeletionType;
        public bool HasBucket, HasObject;
    }

    /// <summary>Takes a member of the envelope; <see langword="false"/>, and nothing is read, where the member is of another name.</summary>
    public static bool Take(Member member, ref Utf8JsonReader reader, ref Fields fields)
    {
        switch (member)
        {
            case Member.DetailType:
                fields.DetailType = JsonText.Take(ref reader);
                return true;
            case Member.Source:
                fields.Source = JsonText.Take(ref reader);
                return true;
            case Member.Time:
                fields.Time = JsonText.Take(ref reader);
                return true;
            case Member.Region:
                fields.Region = JsonText.Take(ref reader);
                return true;
            case Member.Id:
                fields.Id = JsonText.Take(ref reader);
                return true;
            case Member.Account:
                fields.Account = JsonText.Take(ref reader);
                return true;
            case Member.Detail when reader.TokenType == JsonTokenType.StartObject:
                // Both the whole and the parts: whose detail it is may be told only after it.
                Utf8JsonReader whole = reader;
                fields.Detail = JsonText.Take(ref whole);
                TakeDetail(ref reader, ref fields);
                return true;
            default:
                return false;
        }
    }

    private static void TakeDetail(ref Utf8JsonReader reader, ref Fields fields)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            Member member = MemberNames.Current(ref reader);
            reader.Read();
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            if (member == Member.Bucket && isObject)
            {
                fields.HasBucket = true;
                fields.Bucket = S3RecordReader.TakeOnly(Member.Name, ref reader);
            }
            else if (member == Member.Object && isObject)
            {
                fields.HasObject = true;
                TakeObject(ref reader, ref fields);
            }
            else
            {
                JsonText value = JsonText.Take(ref reader);
                switch (member)
                {
                    case Member.EventVersionEventBridge:
                        fields.Version = value;
                        break;
                    case Member.Requester:
                        fields.Requester = value;
                        break;
                    case Member.SourceIpEventBridge:
                        fields.SourceIp = value;
                        break;
                    case Member.Reason:
                        fields.Reason = value;
                        break;
                    case Member.DeletionType:
                        fields.DeletionType = value;
                        break;
                }
            }
        }
    }

    private static void TakeObject(ref Utf8JsonReader reader, ref Fields fields)
    {
        var record = default(S3RecordReader.Fields);
        S3RecordReader.TakeObject(ref reader, ref record);
        (fields.Key, fields.Size, fields.ETag, fields.VersionId, fields.Sequencer) = (record.Key, record.Size, record.ETag, record.VersionId, record.Sequencer);
    }

    /// <summary>
    /// Reads the event if it is one of S3; unwraps it if it is a Lambda destination's; names it if it is another one of AWS; else leaves it. A detail with a bucket and an object makes it
    /// an event of S3, whatever is missing around it: rules and hops change the envelope, and none may send an event on under the source <c>aws.s3</c>.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields)
    {
        if (fields.Detail.IsNone)
        {
            return false;
        }

        if (fields.DetailType.IsString && fields.Source.Equals(document, "lambda"u8))
        {
            DocumentReader.ReadPart(content, fields.Detail.Range, new JsonPath("$.detail"), NotificationWrappings.None);
            return true;
        }

        bool isS3 = fields.Source.Equals(document, "aws.s3"u8);
        bool hasBoth = fields.HasBucket && fields.HasObject;
        if (hasBoth ? isS3 || !fields.Source.StartsWith(document, "aws."u8) : isS3 && fields.DetailType.StartsWith(document, "Object "u8))
        {
            Build(document, content, fields);
            return true;
        }

        return ForeignEvent.TryTellEventBridge(document, content, fields.Source, fields.DetailType);
    }

    private static void Build(ReadOnlySpan<byte> document, NotificationContent content, in Fields fields)
    {
        try
        {
            int start = fields.Detail.Start;
            ref NotificationContent.RecurringTexts recurring = ref content.Recurring;
            if (fields.Bucket.ToStringOrNull(document, ref recurring.Bucket) is not { } bucket)
            {
                AddProblem(content, start, "$.detail.bucket.name", "the event has no bucket name; a non-empty string is needed");
            }
            else if (fields.Key.ToStringOrNull(document) is not { } key)
            {
                AddProblem(content, start, "$.detail.object.key", "the event has no object key; a non-empty string is needed");
            }
            else if (!fields.Time.IsString || !EventTime.TryParse(fields.Time.Bytes(document), out DateTimeOffset time))
            {
                AddProblem(content, fields.Time.IsNone ? start : fields.Time.Start, "$.time", "the event has no valid time; ISO 8601 is needed, for example 2026-01-31T23:59:59Z");
            }
            else if (!fields.Size.TryGetSize(document, out long? size))
            {
                AddProblem(content, fields.Size.Start, "$.detail.object.size", "the size is no whole number of bytes; 0 to 9223372036854775807 is allowed, or none");
            }
            else
            {
                string rawKey = key;
                bool decoded = content.KeyEncodings.IsEmpty || content.KeyEncodings.IsFormEncoded(document, fields.Source, bucket) != true || KeyDecoder.TryDecode(rawKey, out key);
                string? sequencer = fields.Sequencer.ToStringOrNumber(document);
                string? detailType = fields.DetailType.ToStringOrNull(document);
                string name = EventBridgeName.Of(
                    detailType,
                    fields.Reason.OneOf(document, EventBridgeName.TellingReasons),
                    fields.DeletionType.OneOf(document, EventBridgeName.TellingDeletionTypes));
                content.Add(new ObjectEvent
                {
                    Dialect = NotificationDialect.EventBridge,
                    Wrappings = content.Documents.Wrappings,
                    Name = name,
                    OriginalName = detailType ?? name,
                    Time = time,
                    TimeText = fields.Time.ToStringOrNull(document)!,
                    Bucket = bucket,
                    BucketOwner = fields.Account.ToStringOrNull(document, ref recurring.Owner),
                    Key = key,
                    RawKey = rawKey,
                    KeyDecoded = decoded,
                    Size = size,
                    ETag = EntityTag.Read(document, fields.ETag),
                    VersionId = fields.VersionId.ToStringOrNumber(document),
                    Sequencer = sequencer,
                    Region = fields.Region.ToStringOrNull(document, ref recurring.Region),
                    RequestId = sequencer is null ? fields.Id.ToStringOrNull(document) : null,
                    EventVersion = fields.Version.ToStringOrNull(document, ref recurring.Version),
                    Requester = content.KeepsPersonalData ? fields.Requester.ToStringOrNull(document) : null,
                    SourceIpAddress = content.KeepsPersonalData ? fields.SourceIp.ToStringOrNull(document) : null,
                });
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            AddProblem(content, fields.Detail.Start, "$.detail", "a string of the event is not text: its bytes or escapes are not UTF-8");
        }
    }

    private static void AddProblem(NotificationContent content, int offset, string path, string reason) =>
        content.AddProblem(NotificationProblemKind.InvalidRecord, offset, new JsonPath(path), reason);
}
