using S3Snowplow.Capacity;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Tool;

/// <summary>Reads recorded notifications, one JSON document a file or one a line, and adds what arrived to cells. Keeps one document at a time.</summary>
/// <param name="cells">Takes what arrived.</param>
/// <param name="now">What is later has a wrong clock, and is left out.</param>
internal sealed class RecordedNotifications(ArrivalCells cells, DateTimeOffset now)
{
    private const int MaxDocumentBytes = 8 * 1024 * 1024;
    private const int MostToldProblems = 10;

    // Redeliveries lie close together; a recording of months must not fill the memory.
    private const int MostIds = 1_000_000;

    private readonly SettledEventIds _ids = new(MostIds, int.MaxValue);

    /// <summary>What has to be known of them.</summary>
    public ReadFacts Facts { get; } = new();

    /// <summary>The first problems, each with its place; never what the notification holds.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Reads files.</summary>
    /// <param name="files">The files; <c>-</c> is standard input.</param>
    /// <param name="read">Called with each number of bytes that was read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public async Task ReadAsync(IReadOnlyList<string> files, Action<int> read, CancellationToken cancellationToken)
    {
        var source = new FileObjectEventSource(
            files.Select(file => (file == "-" ? "standard input" : file, (Func<Stream>)(() => new CountedStream(file == "-" ? Console.OpenStandardInput() : File.OpenRead(file), read)))),
            settled: null,
            MaxDocumentBytes);
        var content = new NotificationContent();
        await foreach (Notification notification in source.ReadAsync(cancellationToken))
        {
            NotificationReader.Read(notification.Body, content);
            foreach (ref readonly ObjectEvent one in content.ObjectEvents)
            {
                Add(one);
            }

            Facts.Problems += content.ProblemCount;
            foreach (NotificationProblem problem in content.Problems.Take(MostToldProblems - Problems.Count))
            {
                Problems.Add($"{notification.Id}: {problem.Reason} (byte {notification.BodyOffset + problem.Offset})");
            }
        }
    }

    private void Add(in ObjectEvent one)
    {
        if (!one.IsDataArrival)
        {
            return;
        }

        if (one.Time > now)
        {
            Facts.NewerObjects++;
        }
        else if (!_ids.Add(SettledEventIds.IdOf(ObjectEventView.Of(one)), receipt: 0))
        {
            Facts.Duplicates++;
        }
        else
        {
            long bytes = Math.Max(0, one.ArrivedBytes);
            Facts.Count(one.Time, bytes);
            cells.Add(one.Bucket, one.Key, bytes, Minutes.Of(one.Time));
        }
    }
}
