namespace S3Snowplow.Tool;

/// <summary>The columns of an inventory that are read, by their names in CSV; Parquet has them in snake case.</summary>
internal static class InventoryColumns
{
    /// <summary>Its bucket.</summary>
    public const string Bucket = "Bucket";

    /// <summary>Its key.</summary>
    public const string Key = "Key";

    /// <summary>Its version.</summary>
    public const string VersionId = "VersionId";

    /// <summary>Whether it is what a reader gets.</summary>
    public const string IsLatest = "IsLatest";

    /// <summary>Whether it says that the key was deleted.</summary>
    public const string IsDeleteMarker = "IsDeleteMarker";

    /// <summary>Its bytes.</summary>
    public const string Size = "Size";

    /// <summary>When it was written.</summary>
    public const string LastModifiedDate = "LastModifiedDate";

    /// <summary>Its entity tag.</summary>
    public const string ETag = "ETag";

    /// <summary>Whether it came in parts.</summary>
    public const string IsMultipartUploaded = "IsMultipartUploaded";

    /// <summary>All that are read.</summary>
    public static readonly string[] Read = [Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, IsMultipartUploaded];

    private static readonly string[] Required = [Key, Size, LastModifiedDate];

    /// <summary>The column's name in Parquet: <c>last_modified_date</c>, <c>e_tag</c>.</summary>
    public static string InParquet(string column) =>
        string.Concat(column.Select((letter, index) => char.IsAsciiLetterUpper(letter) ? $"{(index > 0 ? "_" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>What is missing without which nothing can be told, for people; <see langword="null"/>: nothing.</summary>
    /// <param name="has">Whether the inventory has a column.</param>
    public static string? Missing(Func<string, bool> has)
    {
        string[] missing = [.. Required.Where(column => !has(column))];
        return missing.Length == 0 ? null
            : $"it has no column {string.Join(" and ", missing)}, without which nothing can be told. Add {(missing.Length == 1 ? "it" : "them")} to the optional fields of the inventory's configuration, and take the next inventory";
    }
}
