using System.Text;

namespace S3Snowplow.Tool;

/// <summary>A file that is written at the end of something long: whether it can be is known before that begins, and it is there as a whole or not at all.</summary>
internal sealed class OutputFile : IDisposable
{
    // What the user never named: no message has it.
    private const string Ending = ".new";

    private readonly string _beside;
    private readonly StreamWriter _writer;
    private bool _isOpen = true;

    private OutputFile(string path, string beside, StreamWriter writer) => (Path, _beside, _writer) = (path, beside, writer);

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>Opens it, and makes its folder if it does not exist.</summary>
    /// <param name="option">The option that named it, for the message.</param>
    /// <param name="path">The file as the user wrote it.</param>
    /// <param name="problem">Why it cannot be written, one line for people; <see langword="null"/>: it can.</param>
    public static OutputFile? TryOpen(string option, string path, out string? problem)
    {
        try
        {
            string full = System.IO.Path.GetFullPath(path);
            if (Directory.Exists(full))
            {
                problem = $"{option} is '{path}', which is a folder; a file is needed. Nothing was done.";
                return null;
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(full)!);
            Try(full);
            problem = null;
            string beside = full + Ending;
            return new OutputFile(full, beside, new StreamWriter(beside, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"{option} is '{path}', which cannot be written: {exception.Message.Replace(Ending, "", StringComparison.Ordinal)} Nothing was done.";
            return null;
        }
    }

    /// <summary>Writes it, in the place of what was there.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(Action<TextWriter> write)
    {
        write(_writer);
        _writer.Dispose();
        File.Move(_beside, Path, overwrite: true);
        _isOpen = false;
    }

    /// <summary>Without <see cref="Write"/>, leaves what was there as it was.</summary>
    public void Dispose()
    {
        if (_isOpen)
        {
            _isOpen = false;
            _writer.Dispose();
            File.Delete(_beside);
        }
    }

    // Before the file beside it, so that a message of the system names the file that the user named.
    private static void Try(string full)
    {
        bool isNew = !File.Exists(full);
        using (File.Open(full, FileMode.OpenOrCreate, FileAccess.Write))
        {
        }

        if (isNew)
        {
            File.Delete(full);
        }
    }
}
