using System.Net;

namespace S3Snowplow.Tool;

/// <summary>
/// Does for Snowplow Micro what Snowplow's Elasticsearch loader does for a pipeline: reads its good events in the form of documents, and writes each under its event's id,
/// so that an event that comes twice is one document. Exit code 0: all are written; 1: not all; 2: the settings are wrong.
/// </summary>
internal static class IndexRun
{
    public static async Task<int> RunAsync(IndexSettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        if ((string[])[.. settings.Validate()] is { Length: > 0 } wrong)
        {
            return console.Refuse($"{string.Join(Environment.NewLine, wrong)}{Environment.NewLine}Nothing was done.");
        }

        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All }) { Timeout = TimeSpan.FromSeconds(30) };
        var micro = new MicroEvents(http, settings.MicroRoot);
        var writer = new BulkWriter(http, settings);
        using ToolProgress progress = console.Progress("indexed", "events");
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
                progress.Set(written.Count);
            }

            await writer.FlushAsync(cancellationToken);
            string indices = writer.Indices.Count switch
            {
                0 or 1 => $"the index {writer.Indices.Keys.FirstOrDefault(settings.Index)}",
                int count => $"{count} indices, {writer.Indices.Keys.First()} to {writer.Indices.Keys.Last()}",
            };
            progress.Dispose();
            console.Output.WriteLine($"{written.Count} events of {micro.Version} are in {indices}.{(micro.Failed > 0 ? $" {micro.Failed} that failed were left out, as a pipeline does." : "")}");
            console.Json(new { Micro = micro.Version, Events = written.Count, LeftOut = micro.Failed, writer.Indices });
            return ExitCode.Success;
        }
        catch (IndexException exception)
        {
            progress.Dispose();
            return console.Fail(exception.Message);
        }
    }
}
