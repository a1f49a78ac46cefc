using System.Net;

namespace S3Snowplow.Tool;

/// <summary>
/// Does for Snowplow Micro what Snowplow's Elasticsearch loader does for a pipeline: reads its good events in the form of documents, and writes each under its event's id,
/// so that an event that comes twice is one document. Exit code 0: all are written; 1: not all; 2: the settings are wrong.
/// </summary>
internal static class IndexRun
{
    private const int ProgressEach = 10_000;

    public static async Task<int> RunAsync(IndexSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if ((string[])[.. settings.Validate()] is { Length: > 0 } wrong)
        {
            await errors.WriteLineAsync(string.Join(Environment.NewLine, wrong));
            return 2;
        }

        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { Timeout = TimeSpan.FromSeconds(30) };
        var micro = new MicroEvents(http, settings.MicroRoot);
        var writer = new BulkWriter(http, settings);
        try
        {
            // Memory grows by some 60 bytes an event: the loader writes in the order of arrival, so that of two deliveries the later one stays, but Micro's lists begin with the newest.
            var written = new Dictionary<Guid, DateTimeOffset?>();
            await foreach (LoaderDocument document in micro.ReadAsync(cancellationToken))
            {
                if (written.TryGetValue(document.Id, out DateTimeOffset? collected) && document.Collected < collected)
                {
                    continue;
                }

                written[document.Id] = document.Collected;
                await writer.AddAsync(document, cancellationToken);
                if (written.Count % ProgressEach == 0)
                {
                    await errors.WriteLineAsync($"{written.Count} events of {micro.Version} so far.");
                }
            }

            await writer.FlushAsync(cancellationToken);
            string indices = writer.Indices.Count switch
            {
                0 or 1 => $"the index {writer.Indices.Keys.FirstOrDefault(settings.Index)}",
                int count => $"{count} indices, {writer.Indices.Keys.First()} to {writer.Indices.Keys.Last()}",
            };
            await output.WriteLineAsync($"{written.Count} events of {micro.Version} are in {indices}.{(micro.Failed > 0 ? $" {micro.Failed} that failed were left out, as a pipeline does." : "")}");
            return 0;
        }
        catch (IndexException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
