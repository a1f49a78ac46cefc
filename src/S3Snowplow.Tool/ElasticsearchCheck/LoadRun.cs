using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace S3Snowplow.Tool;

/// <summary>What reading a time of receipt cost in one form.</summary>
/// <param name="Form">The form.</param>
/// <param name="Minutes">How many minutes were read.</param>
/// <param name="Pages">How many requests.</param>
/// <param name="TookMilliseconds">As the server says.</param>
/// <param name="ServerCpuMilliseconds">The processor time of all nodes meanwhile; absent where the server does not say.</param>
/// <param name="Bytes">Of the answers.</param>
/// <param name="Cells">What was found.</param>
internal sealed record LoadReading(string Form, int Minutes, int Pages, long TookMilliseconds, long? ServerCpuMilliseconds, long Bytes, int Cells);

/// <summary>Makes very many documents of one day, and says what reading costs in each form: <c>took</c>, the server's processor time, and the answers' size.</summary>
internal sealed class LoadRun(CheckClient client, string name, ToolConsole console)
{
    private const int Bulk = 5_000;
    private const int Pipelines = 10_000;

    // The day's last hour is read: all that is late has come by then.
    private static readonly DateTimeOffset Day = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<IReadOnlyList<LoadReading>> RunAsync(int documents, CancellationToken cancellationToken)
    {
        string index = $"{name}-load";
        List<LoadReading> readings = [];
        long started = console.Time.GetTimestamp();
        using ToolProgress progress = console.Progress("written", "documents", documents);
        for (int made = 0; made < documents; made += Bulk)
        {
            var lines = new StringBuilder();
            for (int number = made; number < Math.Min(documents, made + Bulk); number++)
            {
                Write(lines, index, number, documents);
            }

            CheckAnswer answer = await client.BulkAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken);
            if (answer.Status != 200 || (bool)answer.Body["errors"]!)
            {
                throw new IndexException($"The documents were not all taken: {answer}");
            }

            progress.Set(Math.Min(documents, made + Bulk));
        }

        progress.Dispose();

        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{documents:N0} documents of a day, {Pipelines:N0} pipelines: written in {console.Time.GetElapsedTime(started).TotalSeconds:N0} s"));
        console.Output.WriteLine("form       minutes  pages  took ms  server CPU ms  answers MB   cells");
        var reading = new CheckReading(client, index);
        foreach (int minutes in new[] { 1, 5, 60 })
        {
            DateTimeOffset until = Day.AddHours(24);
            SortedDictionary<string, long> documentCells = await MeasureAsync("documents", minutes, readings, () => reading.DocumentsAsync(until.AddMinutes(-minutes), until, 10_000, cancellationToken), cancellationToken);
            SortedDictionary<string, long> entityCells = await MeasureAsync("entity", minutes, readings, () => reading.EntityAsync(until.AddMinutes(-minutes), until, 10_000, cancellationToken), cancellationToken);
            if (!documentCells.SequenceEqual(entityCells))
            {
                throw new IndexException($"The forms do not agree over {minutes} minutes: {documentCells.Count} and {entityCells.Count} cells.");
            }
        }

        return readings;
    }

    private async Task<SortedDictionary<string, long>> MeasureAsync(string form, int minutes, List<LoadReading> readings, Func<Task<(SortedDictionary<string, long> Cells, ReadingCost Cost)>> read, CancellationToken cancellationToken)
    {
        long? before = await ProcessorAsync(cancellationToken);
        (SortedDictionary<string, long> cells, ReadingCost cost) = await read();
        long? used = await ProcessorAsync(cancellationToken) - before;
        console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{form,-10} {minutes,7} {cost.Pages,6} {cost.Took,8} {(used is { } milliseconds ? $"{milliseconds}" : "-"),14} {cost.Bytes / 1e6,11:F2} {cells.Count,7}"));
        readings.Add(new LoadReading(form, minutes, cost.Pages, cost.Took, used, cost.Bytes, cells.Count));
        return cells;
    }

    // Of all nodes together; what else they do counts too.
    private async Task<long?> ProcessorAsync(CancellationToken cancellationToken)
    {
        CheckAnswer answer = await client.AskAsync(HttpMethod.Get, "_nodes/stats/process", cancellationToken: cancellationToken);
        return answer.Status == 200 && answer.Body["nodes"] is JsonObject nodes ? nodes.Sum(node => (long?)node.Value?["process"]?["cpu"]?["total_in_millis"]) : null;
    }

    // Few pipelines have most of the traffic; one event in fourteen is late by minutes, one in 200 by hours. The same each time.
    private static void Write(StringBuilder lines, string index, int number, int documents)
    {
        ulong mixed = ((ulong)number + 1) * 0x9E3779B97F4A7C15;
        DateTimeOffset received = Day.AddMilliseconds((long)(86_400_000d * number / documents));
        double late = mixed % 200 == 0 ? 3_600 * (1 + (mixed >> 20) % 40) : mixed % 14 == 0 ? 60 * (1 + (mixed >> 24) % 20) : (mixed >> 28) % 60;
        int pipeline = (int)Math.Pow(Pipelines, (mixed >> 40) / (double)(1 << 24)) - 1;
        CheckDocuments.Write(lines, index, 1_000_000 + number, received, received.AddSeconds(-late), $"p/{pipeline}/part-{number}", (long)(mixed >> 44));
    }
}
