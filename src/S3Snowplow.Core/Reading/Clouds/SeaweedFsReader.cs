namespace S3Snowplow.Reading.Clouds;

/// <summary>
/// Reads a change of the file tree that the filer of SeaweedFS tells. Objects are files below <c>/buckets/BUCKET/</c>. Folders, parts of uploads and the filer's own files are passed over: they are no
/// objects, so nothing is sent for them and the notification settles as delivered.
/// </summary>
/// <remarks>
/// Source: 40 bodies of the commit of 2026-11-09. An update is an arrival where its write id differs, or its upload id where the object came in parts; a change of tags keeps both. Times are whole
/// seconds. A removal has no time at all, and is told with that of receipt, or else of reading; its identity has the commit time of what was removed instead.
/// </remarks>
internal static class SeaweedFsReader
{
    private const string Root = "/buckets/";
    private const string VersionsMark = ".versions/v_";

    /// <summary>Reads the change; <see langword="false"/>, and nothing read, where it is of another shape.</summary>
    public static bool TryRead(in CloudObject found)
    {
        if (!found.HasObject("message") || !(found.HasObject("message.new_entry") || found.HasObject("message.old_entry")))
        {
            return false;
        }

        var facts = new CloudFacts(found, NotificationDialect.SeaweedFsFiler);
        facts.OriginalName = facts.Required("event_type", "event name");
        string? path = facts.Required("key", "object key");
        string entry = found.HasObject("message.new_entry") ? "message.new_entry" : "message.old_entry";
        if (facts.Failed || !IsObject(found, entry, path!))
        {
            return true;
        }

        int slash = path!.IndexOf('/', Root.Length);
        facts.Bucket = path[Root.Length..slash];
        facts.Key = path[(slash + 1)..];
        facts.RawKey = path;
        TakeVersion(found, entry, ref facts);
        facts.Name = NameOf(found, entry, facts.OriginalName!);
        TakeTime(found, entry, ref facts);
        facts.TakeSize($"{entry}.attributes.file_size");
        facts.Size ??= 0;
        facts.ETag = SeaweedFsText.Decode(found.Text($"{entry}.extended.Seaweed-X-Amz-ETag"));
        return facts.Add();
    }

    private static bool IsObject(in CloudObject found, string entry, string path)
    {
        int slash = path.StartsWith(Root, StringComparison.Ordinal) ? path.IndexOf('/', Root.Length) : -1;
        return slash > Root.Length && slash + 1 < path.Length && path[Root.Length] != '.'
            && !path.AsSpan(slash).StartsWith("/.uploads/", StringComparison.Ordinal)
            && found.Find($"{entry}.is_directory").Type != System.Text.Json.JsonTokenType.True;
    }

    // A version is a file in a folder beside its object, and says so itself; a key may look like that by chance.
    private static void TakeVersion(in CloudObject found, string entry, ref CloudFacts facts)
    {
        int at = facts.Key!.LastIndexOf(VersionsMark, StringComparison.Ordinal);
        if (at > 0 && SeaweedFsText.Decode(found.Text($"{entry}.extended.Seaweed-X-Amz-Version-Id")) is { } version)
        {
            facts.VersionId = version;
            facts.Key = facts.Key[..at];
        }
    }

    private static string NameOf(in CloudObject found, string entry, string type) => type switch
    {
        "create" when IsDeleteMarker(found, entry) => ObjectEventName.RemovedDeleteMarkerCreated,
        "create" => ObjectEventName.CreatedPut,
        "update" when Differs(found, "x-seaweedfs-write-id") || Differs(found, "X-Seaweedfs-Upload-Id") => ObjectEventName.CreatedPut,
        "update" => "ObjectMetadata:Update",
        "delete" => ObjectEventName.RemovedDelete,
        "rename" => "ObjectRenamed",
        _ => type,
    };

    private static bool IsDeleteMarker(in CloudObject found, string entry) => SeaweedFsText.Decode(found.Text($"{entry}.extended.Seaweed-X-Amz-Delete-Marker")) == "true";

    private static bool Differs(in CloudObject found, string name) =>
        found.HasObject("message.old_entry") && found.Text($"message.old_entry.extended.{name}") != found.Text($"message.new_entry.extended.{name}");

    private static void TakeTime(in CloudObject found, string entry, ref CloudFacts facts)
    {
        facts.Sequencer = found.TextOrNumber($"{entry}.commit_ts_ns");
        facts.RequestId = facts.Sequencer is null ? found.Text($"{entry}.extended.x-seaweedfs-write-id") : null;
        if (facts.OriginalName == "delete")
        {
            (facts.Time, facts.TimeText) = (found.Content.ReceivedAt ?? found.Content.Clock.GetUtcNow(), "");
            return;
        }

        string path = facts.Sequencer is null ? $"{entry}.attributes.mtime" : $"{entry}.commit_ts_ns";
        facts.TakeTime(path);
        facts.Time = facts.Time.AddTicks(-(facts.Time.Ticks % TimeSpan.TicksPerSecond));
    }
}
