using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>A row of an inventory as it stands there; <see langword="null"/>: empty, or the inventory has no such column.</summary>
internal struct InventoryRow
{
    /// <summary>The bucket.</summary>
    public string? Bucket;

    /// <summary>The key, decoded.</summary>
    public string? Key;

    /// <summary>Whether the key is another than the object's.</summary>
    public bool IsKeyLost;

    /// <summary>The version.</summary>
    public string? VersionId;

    /// <summary>Whether it is what a reader gets.</summary>
    public bool? IsLatest;

    /// <summary>Whether it says that the key was deleted.</summary>
    public bool? IsDeleteMarker;

    /// <summary>The bytes.</summary>
    public long? Size;

    /// <summary>When it was written.</summary>
    public DateTimeOffset? LastModified;

    /// <summary>The entity tag.</summary>
    public string? ETag;

    /// <summary>Whether it came in parts.</summary>
    public bool? IsMultipart;

    /// <summary>As a listing tells it.</summary>
    /// <exception cref="FormatException">It has no key, no time, or no size though it is no delete marker.</exception>
    public readonly ListedObject Listed(string sourceBucket, long number)
    {
        bool isMarker = IsDeleteMarker == true;
        return Key is not { Length: > 0 } || LastModified is not { } modified || (Size is null && !isMarker)
            ? throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"row {number} has no {(Key is not { Length: > 0 } ? "key" : LastModified is null ? "time" : "size, and is no delete marker")}"))
            : new ListedObject(Bucket ?? sourceBucket, Key, Size ?? 0, modified)
            {
                ETag = ETag?.Trim('"') is { Length: > 0 } tag ? tag : null,
                VersionId = VersionId is null or "" or "null" ? null : VersionId,
                IsLatest = IsLatest ?? true,
                IsDeleteMarker = isMarker,
                IsMultipart = IsMultipart ?? MultipartTag.Is(ETag),
                IsKeyLost = IsKeyLost,
            };
    }
}
