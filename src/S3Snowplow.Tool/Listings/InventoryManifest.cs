using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Tool;

/// <summary>What a <c>manifest.json</c> of S3 Inventory says.</summary>
/// <remarks>Source: Amazon S3 User Guide, "Locating your inventory list". The time is a text of milliseconds, the destination an ARN.</remarks>
/// <param name="SourceBucket">The bucket that was listed.</param>
/// <param name="DestinationBucket">The name of the bucket where the inventory lies.</param>
/// <param name="Created">When its making began.</param>
/// <param name="Format">How the data files are written.</param>
/// <param name="Schema">The columns: of CSV their names with commas, of Parquet the message's type.</param>
/// <param name="Files">The data files.</param>
internal sealed record InventoryManifest(string SourceBucket, string DestinationBucket, DateTimeOffset Created, string Format, string Schema, IReadOnlyList<InventoryFile> Files)
{
    /// <summary>Below what the inventory itself lies in its destination: <c>PREFIX/SOURCE/CONFIGURATION/</c>; <see langword="null"/>: its files do not tell.</summary>
    public string? OwnPrefix
    {
        get
        {
            string? key = Files.Count == 0 ? null : Files[0].Key;
            string source = SourceBucket + "/";
            int at = key is null ? -1 : key.StartsWith(source, StringComparison.Ordinal) ? 0 : key.LastIndexOf("/" + source, StringComparison.Ordinal) + 1;
            int end = at < 0 || (at == 0 && !key!.StartsWith(source, StringComparison.Ordinal)) ? -1 : key!.IndexOf('/', at + source.Length);
            return end < 0 ? null : key![..(end + 1)];
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It is no manifest; the message says why.</exception>
    public static InventoryManifest Read(ReadOnlyMemory<byte> document)
    {
        try
        {
            using var json = JsonDocument.Parse(document);
            JsonElement root = json.RootElement;
            string created = Text(root, "creationTimestamp");
            return new InventoryManifest(
                Text(root, "sourceBucket"),
                Text(root, "destinationBucket").Split(':')[^1],
                long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                    ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                    : throw new FormatException("its creationTimestamp is no time in milliseconds"),
                Text(root, "fileFormat"),
                Text(root, "fileSchema"),
                root.TryGetProperty("files", out JsonElement files) && files.ValueKind == JsonValueKind.Array
                    ? [.. files.EnumerateArray().Select(File)]
                    : throw new FormatException("it has no list of files"));
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is no JSON", exception);
        }
    }

    private static InventoryFile File(JsonElement file)
    {
        string key = Text(file, "key");
        return key.Split('/').Any(part => part is "." or "..") || !file.TryGetProperty("size", out JsonElement size) || !size.TryGetInt64(out long bytes)
            ? throw new FormatException("a file in it has no size, or a key that leaves its folder")
            : new InventoryFile(key, bytes, Text(file, "MD5checksum"));
    }

    private static string Text(JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(member, out JsonElement value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString()!,
                JsonValueKind.Number => value.GetRawText(),
                _ => throw new FormatException($"its {member} is no text"),
            }
            : throw new FormatException($"it has no {member}");
}

/// <summary>A data file of an inventory.</summary>
/// <param name="Key">Its key in the destination bucket.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Md5">Its MD5 in hexadecimal.</param>
internal sealed record InventoryFile(string Key, long Size, string Md5)
{
    /// <summary>Its name without its folders.</summary>
    public string Name => Key[(Key.LastIndexOf('/') + 1)..];
}
