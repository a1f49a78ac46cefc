using S3Snowplow.Testing;

namespace S3Snowplow.Tool;

/// <summary>What files, standard input or the bundled samples hold.</summary>
/// <param name="Source">Their notifications.</param>
/// <param name="Bytes">How many bytes; <see langword="null"/>: nobody knows.</param>
internal sealed record RelayInput(IObjectEventSource Source, long? Bytes)
{
    /// <summary>Of files, each read as a stream.</summary>
    /// <param name="files">Their paths; <see cref="FileArgument.Input"/> is standard input.</param>
    public static RelayInput Of(IReadOnlyList<string> files) => new(
        new FileObjectEventSource(files.Select(file => file == FileArgument.Input ? ("standard input", (Func<Stream>)Console.OpenStandardInput) : (file, () => File.OpenRead(file)))),
        files.Contains(FileArgument.Input) ? null : files.Sum(file => new FileInfo(file).Length));

    /// <summary>Of the bundled notifications: every shape that is wholly readable; the others are for tests.</summary>
    public static RelayInput Samples()
    {
        NotificationSample[] samples = [.. NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0)];
        return new RelayInput(
            new FileObjectEventSource(samples.Select(sample => (sample.Name, (Func<Stream>)(() => new MemoryStream(sample.Body.ToArray()))))),
            samples.Sum(sample => (long)sample.Body.Length));
    }

    /// <summary>Why a file could not be read to its end, in a sentence; <see langword="null"/> where it is no failure of a file.</summary>
    public static string? Failure(Exception exception) => exception is IOException or UnauthorizedAccessException ? exception.Message : null;
}
