using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3Snowplow.Capacity;

/// <summary>
/// What was taken from a file or folder of bands, and since when it holds: a file's own time changes with every checkout and copy, and an event that is sent again has to be the same.
/// </summary>
internal sealed record BandsFileCursor
{
    /// <summary>The hash of the content that was taken last.</summary>
    public required string Hash { get; init; }

    /// <summary>Its revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Since when it holds.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>How often each content came, the oldest first.</summary>
    public required IReadOnlyList<ContentCount> Contents { get; init; }

    /// <summary>What holds for each pipeline, as far as it was delivered.</summary>
    public required IReadOnlyList<ProcessorCapacity> Capacities { get; init; }

    /// <summary>Reads the cursor.</summary>
    /// <returns>The cursor; <see langword="null"/> where the file does not exist or is empty.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static BandsFileCursor? Load(string file)
    {
        if (!File.Exists(file) || File.ReadAllBytes(file) is not { Length: > 0 } content)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(content, BandsFileCursorJson.Default.BandsFileCursor);
        }
        catch (JsonException exception)
        {
            throw new IOException($"The cursor in {file} cannot be read. Move it away to begin anew: the capacities are sent again, in effect from the time of the bands' file.", exception);
        }
    }

    /// <summary>Writes beside and renames, so that a crash leaves the cursor of before.</summary>
    public void Save(string file)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, this, BandsFileCursorJson.Default.BandsFileCursor);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>How often a content came.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Times">How often.</param>
internal sealed record ContentCount(string Hash, int Times);

/// <summary>How a cursor is written; generated at build time, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BandsFileCursor))]
internal sealed partial class BandsFileCursorJson : JsonSerializerContext;
