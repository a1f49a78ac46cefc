using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3Snowplow.Capacity;

/// <summary>Keeps a monitor's state in a file. It is written beside and then renamed, so that a half-written one never takes the place of a whole one.</summary>
/// <param name="path">The file; its folder is made if need be. One monitor a file.</param>
public sealed class FileThroughputStateStore(string path) : IThroughputStateStore
{
    private readonly string _beside = path + ".new";

    /// <inheritdoc/>
    public async ValueTask<ThroughputSnapshot?> LoadAsync(CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] json = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(json, SnapshotJson.Default.ThroughputSnapshot);
        }
        catch (JsonException exception)
        {
            throw new IOException($"The state in {path} cannot be read (line {exception.LineNumber + 1}). Move the file away to begin without one.", exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(ThroughputSnapshot snapshot, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        FileStream file = new(_beside, FileMode.Create, FileAccess.Write, FileShare.None);
        await using (file.ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(file, snapshot, SnapshotJson.Default.ThroughputSnapshot, cancellationToken).ConfigureAwait(false);

            // On the disk before the name: a rename may reach it first, and then a power cut leaves an empty file under the good name.
#pragma warning disable CA1849 // There is no asynchronous form of it.
            file.Flush(flushToDisk: true);
#pragma warning restore CA1849
        }

        File.Move(_beside, path, overwrite: true);
    }
}

/// <summary>How a snapshot is written; generated at build time, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ThroughputSnapshot))]
internal sealed partial class SnapshotJson : JsonSerializerContext;
