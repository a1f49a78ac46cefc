using System.Runtime.CompilerServices;

namespace S3Snowplow;

/// <summary>
/// Reads notifications from files: one JSON document a file, or NDJSON, one document a line. For replays, samples and the rescue of what
/// stands in a dead letter queue's export.
/// </summary>
/// <remarks>
/// A file is NDJSON if its first line that is not blank is a whole JSON document, or if it is no JSON as a whole but some line of it is a whole JSON object;
/// otherwise it is one document. NDJSON is read line by line; a document has to fit in memory.
/// </remarks>
public sealed class FileObjectEventSource : IObjectEventSource
{
    private readonly IReadOnlyList<(string Name, Func<Stream> Open)> _inputs;
    private readonly Func<Notification, RelayResult, ValueTask>? _settled;
    private readonly int _maxDocumentBytes;

    /// <summary>Makes a source of files.</summary>
    /// <param name="paths">The files, read in this order.</param>
    /// <param name="settled">Called with each notification and its result.</param>
    /// <param name="maxDocumentBytes">The largest document or line that is read; of a larger one so much is given that the relay finds it too large.</param>
    public FileObjectEventSource(IEnumerable<string> paths, Func<Notification, RelayResult, ValueTask>? settled = null, int maxDocumentBytes = 8 * 1024 * 1024)
        : this((paths ?? throw new ArgumentNullException(nameof(paths))).Select(path => (path, (Func<Stream>)(() => File.OpenRead(path)))), settled, maxDocumentBytes)
    {
    }

    /// <summary>Makes a source of streams, each with the name that its notifications' ids begin with.</summary>
    /// <param name="inputs">The names, and how to open each; a stream is closed when it has been read.</param>
    /// <param name="settled">Called with each notification and its result.</param>
    /// <param name="maxDocumentBytes">The largest document or line that is read.</param>
    public FileObjectEventSource(IEnumerable<(string Name, Func<Stream> Open)> inputs, Func<Notification, RelayResult, ValueTask>? settled = null, int maxDocumentBytes = 8 * 1024 * 1024)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxDocumentBytes, 1);

        _inputs = [.. inputs];
        _settled = settled;
        _maxDocumentBytes = maxDocumentBytes;
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">A file cannot be opened or read; what was given before it has settled when the run throws.</exception>
    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach ((string name, Func<Stream> open) in _inputs)
        {
            Stream stream = open();
            await using ConfiguredAsyncDisposable closing = stream.ConfigureAwait(false);
            await foreach (JsonDocumentSplitter.Document document in JsonDocumentSplitter.SplitAsync(stream, _maxDocumentBytes, cancellationToken).ConfigureAwait(false))
            {
                yield return Make(document.Line == 0 ? name : $"{name}:{document.Line}", document);
            }
        }
    }

    private Notification Make(string id, JsonDocumentSplitter.Document document)
    {
        Notification? notification = null;
        notification = new Notification(document.Bytes, id, result => _settled is null ? ValueTask.CompletedTask : _settled(notification!, result)) { BodyOffset = document.Offset };
        return notification;
    }
}
