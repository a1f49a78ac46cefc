using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>Reads objects of the shapes that the settings describe.</summary>
internal static class ConfiguredShapeReader
{
    private const string RecordsList = "Records";

    /// <summary>Reads an object by the first shape that fits; <see langword="false"/>, and nothing is read, where no shape fits.</summary>
    public static bool TryRead(in CloudObject found)
    {
        foreach (ConfiguredShape shape in found.Content.Shapes)
        {
            if (shape.List is null ? TryReadEvent(shape, found, found) : TryReadList(shape, found))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads an element of the list <c>Records</c>, which is never looked at as a whole, by the first shape whose paths go through that list.</summary>
    public static bool TryReadRecord(NotificationContent content, ReadOnlySpan<byte> document, int start, int end, int index)
    {
        foreach (ConfiguredShape shape in content.Shapes)
        {
            if (shape.List == RecordsList)
            {
                int root = document.IndexOf((byte)'{');
                var element = new CloudObject(content, document[start..end], start, new JsonPath("$.Records", index));
                try
                {
                    if (TryReadEvent(shape, new CloudObject(content, document[root..], root, JsonPath.Root), element))
                    {
                        return true;
                    }
                }
                catch (JsonException)
                {
                    // The document breaks off behind the element. Whoever reads it on says so.
                    return false;
                }
            }
        }

        return false;
    }

    private static bool TryReadList(ConfiguredShape shape, in CloudObject found)
    {
        JsonText list = MemberPath.Find(found.Json, shape.List!, ShapePath.Separator);
        if (list.Type != JsonTokenType.StartArray)
        {
            return false;
        }

        ReadOnlySpan<byte> json = found.Json[list.Range];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = NotificationReader.MaxJsonDepth });
        reader.Read();
        string place = $"{found.Place}.{Shown(shape.List!)}";
        for (int index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            JsonText value = JsonText.Take(ref reader);
            Range range = value.PartRange;
            var element = new CloudObject(found.Content, json[range], found.Start + list.Start + range.Start.Value, new JsonPath(place, index));
            if (value.Type == JsonTokenType.StartObject && TryReadEvent(shape, found, element))
            {
                continue;
            }

            if (index == 0)
            {
                return false;
            }

            element.AddProblem(NotificationProblemKind.InvalidRecord, default, "", "the element has no bucket or no key where the configured shape says");
        }

        return true;
    }

    private static bool TryReadEvent(ConfiguredShape shape, in CloudObject root, in CloudObject element)
    {
        string? bucket = Text(shape.Bucket, root, element);
        string? key = Text(shape.Key, root, element);
        if (bucket is null || key is null)
        {
            return false;
        }

        var facts = new CloudFacts(element, NotificationDialect.Configured) { ConfiguredSource = shape.Source, Bucket = bucket, Key = key };
        TakeKey(shape, ref facts);
        TakeName(shape, root, element, ref facts);
        TakeTime(shape.Time, root, element, ref facts);
        TakeSize(shape, root, element, ref facts);
        facts.ETag = TextOrNumber(shape.ETag, root, element) is { Length: > 2 } tag && tag is ['"', .., '"'] ? tag[1..^1] : TextOrNumber(shape.ETag, root, element);
        facts.VersionId = TextOrNumber(shape.VersionId, root, element);
        facts.Sequencer = TextOrNumber(shape.Sequencer, root, element);
        facts.RequestId = facts.Sequencer is null ? TextOrNumber(shape.Id, root, element) : null;
        return facts.Add();
    }

    private static void TakeKey(ConfiguredShape shape, ref CloudFacts facts)
    {
        if (shape.KeyIsEncoded)
        {
            facts.RawKey = facts.Key;
            facts.KeyDecoded = KeyDecoder.TryDecode(facts.RawKey!, out string key);
            facts.Key = key;
        }
    }

    private static void TakeName(ConfiguredShape shape, in CloudObject root, in CloudObject element, ref CloudFacts facts)
    {
        if (shape.Name is not { } path)
        {
            facts.Name = ObjectEventName.CreatedPut;
        }
        else if (Text(path, root, element) is { } original)
        {
            facts.OriginalName = original;
            facts.Name = shape.NameOf(original);
        }
        else if (facts.FailsFirst())
        {
            CloudObject owner = Owner(path, root, element);
            AddProblem(owner, Find(path, owner), Shown(path.Names), "the event has no name where the configured shape says; a non-empty string is needed");
        }
    }

    private static void TakeTime(ShapePath path, in CloudObject root, in CloudObject element, ref CloudFacts facts)
    {
        CloudObject owner = Owner(path, root, element);
        JsonText value = Find(path, owner);
        if (CloudTime.TryRead(owner.Json, value, out DateTimeOffset time))
        {
            facts.Time = time;
            facts.TimeText = value.ToStringOrNumber(owner.Json);
        }
        else if (facts.FailsFirst())
        {
            AddProblem(owner, value, Shown(path.Names), "the event has no valid time where the configured shape says; ISO 8601 is needed, or the seconds or milliseconds since 1970");
        }
    }

    private static void TakeSize(ConfiguredShape shape, in CloudObject root, in CloudObject element, ref CloudFacts facts)
    {
        if (shape.Size is { } path)
        {
            CloudObject owner = Owner(path, root, element);
            JsonText value = Find(path, owner);
            if (value.TryGetSize(owner.Json, out long? size))
            {
                facts.Size = size;
            }
            else if (facts.FailsFirst())
            {
                AddProblem(owner, value, Shown(path.Names), "the size is no whole number of bytes; 0 to 9223372036854775807 is allowed, or none");
            }
        }
    }

    private static void AddProblem(in CloudObject owner, JsonText value, string path, string reason) =>
        owner.AddProblem(NotificationProblemKind.InvalidRecord, value, path, reason);

    private static CloudObject Owner(ShapePath path, in CloudObject root, in CloudObject element) => path.List is null ? root : element;

    private static JsonText Find(ShapePath path, in CloudObject owner) => MemberPath.Find(owner.Json, path.Names, ShapePath.Separator);

    private static string? Text(ShapePath path, in CloudObject root, in CloudObject element)
    {
        CloudObject owner = Owner(path, root, element);
        return Find(path, owner).ToStringOrNull(owner.Json);
    }

    private static string? TextOrNumber(ShapePath? path, in CloudObject root, in CloudObject element)
    {
        if (path is not { } given)
        {
            return null;
        }

        CloudObject owner = Owner(given, root, element);
        return Find(given, owner).ToStringOrNumber(owner.Json);
    }

    private static string Shown(string names) => names.Replace(ShapePath.Separator, '.');
}
