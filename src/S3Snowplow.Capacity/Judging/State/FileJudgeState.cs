using System.IO.Hashing;

namespace S3Snowplow.Capacity;

/// <summary>Keeps a judge's state in a file on a local disk. One process at a time uses it.</summary>
/// <remarks>
/// The file is written beside and then renamed, so that a half-written one never takes the place of a whole one. Beside it stands a file with <c>.lock</c> behind its name: as long as a
/// process has it open, another one gets an <see cref="IOException"/>, so that of two judges with one file only one tells.
/// </remarks>
/// <param name="path">The file; its folder is made if need be.</param>
public sealed class FileJudgeState(string path) : IJudgeState, IDisposable
{
    private readonly string _path = path;
    private readonly string _beside = path + ".new";
    private FileStream? _lock;

    /// <inheritdoc/>
    public async Task<SavedJudgeState?> LoadAsync(CancellationToken cancellationToken = default)
    {
        Lock();
        try
        {
            byte[] content = await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
            return new SavedJudgeState(content, VersionOf(content)) { Place = _path };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The judge's state in '{_path}' may not be read.", exception);
        }
    }

    /// <inheritdoc/>
    public async Task<string?> TrySaveAsync(ReadOnlyMemory<byte> content, string? version, CancellationToken cancellationToken = default)
    {
        Lock();
        try
        {
            FileStream file = new(_beside, FileMode.Create, FileAccess.Write, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);

                // On the disk before the name: a rename may reach it first, and then a power cut leaves an empty file under the good name.
#pragma warning disable CA1849 // There is no asynchronous form of it.
                file.Flush(flushToDisk: true);
#pragma warning restore CA1849
            }

            File.Move(_beside, _path, overwrite: true);
            return VersionOf(content.Span);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The judge's state in '{_path}' may not be written.", exception);
        }
    }

    /// <summary>Lets another process have the file.</summary>
    public void Dispose() => _lock?.Dispose();

    // While the lock is held nobody else writes, so the content names its version well enough.
    private static string VersionOf(ReadOnlySpan<byte> content) => XxHash3.HashToUInt64(content).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private void Lock()
    {
        if (_lock is not null)
        {
            return;
        }

        string file = _path + ".lock";
        try
        {
            if (Path.GetDirectoryName(_path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            if (!File.Exists(file))
            {
                // Apart from the lock, so that a folder that cannot be written to is not taken for a file in use.
                File.WriteAllBytes(file, []);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The judge's state cannot be kept in '{_path}': its folder cannot be written to ({exception.Message}). Allowed: a file on a local disk.", exception);
        }

        try
        {
            _lock = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The judge's state in '{_path}' is in use by another process, which judges. Allowed: one process for each file.", exception);
        }
    }
}
