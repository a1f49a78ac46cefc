using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>Takes the facts of one object event out of an object of another world. The first that is missing or wrong becomes the problem, and there is no event.</summary>
internal ref struct CloudFacts(CloudObject source, NotificationDialect dialect)
{
    private readonly CloudObject _source = source;
    private bool _keyIsEncoded;

    /// <summary>Whether something that an event needs is missing or wrong. The problem is added then.</summary>
    public bool Failed { get; private set; }

    public string? Name { get; set; }

    public string? OriginalName { get; set; }

    public string? Bucket { get; set; }

    public string? Key { get; set; }

    public string? RawKey { get; set; }

    public bool KeyDecoded { get; set; } = true;

    public DateTimeOffset Time { get; set; }

    public string? TimeText { get; set; }

    public long? Size { get; set; }

    public string? ETag { get; set; }

    public string? VersionId { get; set; }

    public string? Sequencer { get; set; }

    public string? RequestId { get; set; }

    public string? Region { get; set; }

    public string? BucketOwner { get; set; }

    public string? ConfigurationId { get; set; }

    public string? ConfiguredSource { get; set; }

    public string? Requester { get; set; }

    public string? SourceIpAddress { get; set; }

    /// <summary>The non-empty text at a path.</summary>
    public string? Required(string path, string what)
    {
        JsonText value = _source.Find(path);
        if (value.ToStringOrNull(_source.Json) is { } text)
        {
            return text;
        }

        Fail(value, path, $"the event has no {what}; a non-empty string is needed");
        return null;
    }

    /// <summary>Takes a key that its store sends as it is.</summary>
    public void TakeKey(string path) => Key = Required(path, "object key");

    /// <summary>Takes a key that its store form-encodes.</summary>
    public void TakeEncodedKey(string path)
    {
        if (Required(path, "object key") is { } raw)
        {
            RawKey = raw;
            _keyIsEncoded = true;
            KeyDecoded = KeyDecoder.TryDecode(raw, out string key);
            Key = key;
        }
    }

    /// <summary>Takes a time in any of its spellings, see <see cref="CloudTime"/>.</summary>
    public void TakeTime(string path) => TakeTime(_source.Find(path), path);

    /// <summary>Takes the time that stands at <paramref name="value"/>.</summary>
    public void TakeTime(JsonText value, string path)
    {
        if (CloudTime.TryRead(_source.Json, value, out DateTimeOffset time))
        {
            Time = time;
            TimeText = value.ToStringOrNumber(_source.Json);
        }
        else
        {
            Fail(value, path, "the event has no valid time; ISO 8601 is needed, or the seconds or milliseconds since 1970");
        }
    }

    /// <summary>Takes a size, which may be absent, a number, or a text of digits.</summary>
    public void TakeSize(string path) => TakeSize(_source, path);

    /// <summary>Takes a size out of another object than the one with the other facts.</summary>
    public void TakeSize(scoped in CloudObject from, string path)
    {
        JsonText value = from.Find(path);
        if (value.TryGetSize(from.Json, out long? size))
        {
            Size = size;
        }
        else if (FailsFirst())
        {
            from.AddProblem(NotificationProblemKind.InvalidRecord, value, path, "the size is no whole number of bytes; 0 to 9223372036854775807 is allowed, or none");
        }
    }

    /// <summary>Adds the problem of a value that is missing or wrong, unless there is one already.</summary>
    public void Fail(JsonText value, string path, string reason)
    {
        if (FailsFirst())
        {
            _source.AddProblem(NotificationProblemKind.InvalidRecord, value, path, reason);
        }
    }

    /// <summary>Notes that something is missing or wrong, and tells whether it is the first: then its problem is to be added.</summary>
    public bool FailsFirst()
    {
        bool isFirst = !Failed;
        Failed = true;
        return isFirst;
    }

    /// <summary>Adds the event, if nothing is missing. A removal has no size: what some stores tell there is that of the object which is gone.</summary>
    public bool Add()
    {
        if (Failed)
        {
            return true;
        }

        NotificationContent content = _source.Content;
        if (!content.KeyEncodings.IsEmpty && ConfiguredSource is null)
        {
            FollowRule(content.KeyEncodings.IsFormEncoded(dialect.Id(), Bucket!));
        }

        bool isRemoval = Name!.StartsWith("ObjectRemoved:", StringComparison.Ordinal) || Name.StartsWith("LifecycleExpiration:", StringComparison.Ordinal);
        content.Add(new ObjectEvent
        {
            Dialect = dialect,
            ConfiguredSource = ConfiguredSource,
            Wrappings = content.Documents.Wrappings,
            Name = Name,
            OriginalName = OriginalName ?? Name,
            Time = Time,
            TimeText = TimeText!,
            Bucket = Bucket!,
            BucketOwner = BucketOwner,
            Key = Key!,
            RawKey = RawKey ?? Key!,
            KeyDecoded = KeyDecoded,
            Size = isRemoval ? null : Size,
            ETag = ETag,
            VersionId = VersionId,
            Sequencer = Sequencer,
            RequestId = RequestId,
            Region = Region,
            ConfigurationId = ConfigurationId,
            Requester = content.KeepsPersonalData ? Requester : null,
            SourceIpAddress = content.KeepsPersonalData ? SourceIpAddress : null,
        });
        return true;
    }

    // What the settings say of the source, where that is not what its reader did.
    private void FollowRule(bool? isEncoded)
    {
        if (isEncoded == true && !_keyIsEncoded)
        {
            RawKey ??= Key;
            KeyDecoded = KeyDecoder.TryDecode(Key!, out string key);
            Key = key;
        }
        else if (isEncoded == false && _keyIsEncoded)
        {
            (Key, KeyDecoded) = (RawKey, true);
        }
    }
}
