using System.Globalization;
using System.Text;
using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>What of files is read: how long they may be, and how bytes become text.</summary>
internal static class BandsText
{
    /// <summary>How many bytes a file may have.</summary>
    public const long MaxFileBytes = ConfigText.MaxLength;

    /// <summary>How many bytes the files of a folder may have together.</summary>
    public const long MaxFolderBytes = 4 * MaxFileBytes;

    /// <summary>How many files a folder may have, of those that are read.</summary>
    public const int MaxFiles = 50_000;

    /// <summary>What to say of a file that is too long.</summary>
    public static string TooLong(long bytes) => string.Create(CultureInfo.InvariantCulture, $"The file has {bytes} bytes, and is not read. Allowed: {MaxFileBytes}.");

    /// <summary>The text; UTF-8, or what a byte order mark says.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        Encoding encoding = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        return encoding.GetString(bytes.StartsWith(encoding.Preamble) ? bytes[encoding.Preamble.Length..] : bytes);
    }

    /// <summary>A file of this machine; its text, or why it is not read.</summary>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public static async Task<(string? Text, string? Problem)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        if (file.CanSeek && file.Length > MaxFileBytes)
        {
            return (null, TooLong(file.Length));
        }

        // What says that it has no length may still have no end.
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read > MaxFileBytes)
            {
                return (null, TooLong(bytes.Length + read));
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        return (Decode(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)), null);
    }

    /// <summary>A name as it may stand in a message: control characters written out, so that a name forges no line of a log.</summary>
    public static string Shown(string name) => name.Any(char.IsControl)
        ? string.Concat(name.Select(letter => char.IsControl(letter) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : letter.ToString()))
        : name;
}
