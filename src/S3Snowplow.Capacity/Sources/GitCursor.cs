using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3Snowplow.Capacity;

/// <summary>How far a repository was read and delivered, and what holds there.</summary>
internal sealed record GitCursor
{
    /// <summary>The last commit whose events were delivered.</summary>
    public required string Commit { get; init; }

    /// <summary>Where the file or folder is at that commit; it may have been renamed since it was configured.</summary>
    public required string Path { get; init; }

    /// <summary>The path that was configured, so that another configuration is not taken for a rename.</summary>
    public required string ConfiguredPath { get; init; }

    /// <summary>The effective time of the last version.</summary>
    public required DateTimeOffset EffectiveFrom { get; init; }

    /// <summary>What holds for each pipeline.</summary>
    public required IReadOnlyList<ProcessorCapacity> Capacities { get; init; }

    public static GitCursor? Load(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), CursorJson.Default.GitCursor);
        }
        catch (JsonException exception)
        {
            throw new IOException($"The cursor in {file} cannot be read. Move it away to begin with the full state.", exception);
        }
    }

    /// <summary>Writes beside and renames, so that a crash leaves the cursor of before.</summary>
    public void Save(string file)
    {
        if (System.IO.Path.GetDirectoryName(file) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using (var stream = new FileStream(file + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, this, CursorJson.Default.GitCursor);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>How a cursor is written; generated at build time, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(GitCursor))]
internal sealed partial class CursorJson : JsonSerializerContext;
