using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Sends the searches of <see cref="EntityQuery"/>, page by page, and gives what they find.</summary>
internal sealed class EntityReader(IndexSearch index)
{
    private readonly EntityDuplicates _duplicates = new(index);

    private delegate void WriteSearch(Utf8JsonWriter writer, in EntitySearch search);

    /// <summary>The cells of a time of receipt, in the order of receipt.</summary>
    public async Task<List<ReceivedCell>> ReadCellsAsync(long first, long until, CancellationToken cancellationToken)
    {
        List<ReceivedCell> cells = await SearchOnceAsync(
            (Utf8JsonWriter writer, in EntitySearch search) => EntityQuery.WriteCells(writer, search, first, until), EntityAnswer.Cell, (first, until), cancellationToken).ConfigureAwait(false);
        return cells.TrueForAll(cell => cell.Receipt >= first && cell.Receipt < until)
            ? [.. cells.OrderBy(cell => cell.Receipt)]
            : throw new ElasticsearchException(ElasticsearchProblem.Unreachable, $"The answer has a time of receipt that was not asked for. Does {index.Fields.Receipt} hold one time, the collector's?");
    }

    /// <summary>How many object events were received in a time, with the entity or without.</summary>
    public async Task<long> CountObjectsAsync(long first, long until, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await index.AskAsync(AnswerCompleteness.Search, writer => EntityQuery.WriteObjects(writer, index.Fields, first, until), cancellationToken).ConfigureAwait(false);
        return ElasticsearchAnswer.Total(answer.RootElement) ?? throw new JsonException("There is no member 'total'.");
    }

    /// <summary>All bytes of event minutes that were received in a time.</summary>
    public Task<List<ReceivedCell>> ReadWholeAsync(IReadOnlyList<(long First, long Until)> minutes, long since, long until, CancellationToken cancellationToken) => SearchOnceAsync(
        (Utf8JsonWriter writer, in EntitySearch search) => EntityQuery.WriteWhole(writer, search, minutes, since, until), EntityAnswer.Whole, (since, until), cancellationToken);

    /// <summary>The capacities that were received in a time, in the order of their receipt.</summary>
    public async Task<List<CapacityStatement>> ReadCapacitiesAsync(long first, long until, CancellationToken cancellationToken)
    {
        List<CapacityStatement> capacities = await SearchAsync(
            (Utf8JsonWriter writer, in EntitySearch search) => EntityQuery.WriteCapacities(writer, search, first, until), EntityAnswer.Capacity, index.Options.MaxBuckets, _ => { }, cancellationToken).ConfigureAwait(false);
        return [.. capacities.OrderBy(one => one.Received).ThenBy(one => one.EffectiveFrom)];
    }

    /// <summary>What was told last of each pipeline and of the sources, and of each pipeline's incidents.</summary>
    public async Task<List<ToldTransition>> ReadToldAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        List<ToldTransition> told = [];
        foreach (bool ofSources in (bool[])[false, true])
        {
            List<ToldTransition[]> read = await SearchAsync(
                (Utf8JsonWriter writer, in EntitySearch search) => EntityQuery.WriteTold(writer, search, since, ofSources),
                bucket => EntityAnswer.Told(bucket, index.Fields, ofSources).ToArray(),
                index.Options.PageSize,
                _ => { },
                cancellationToken).ConfigureAwait(false);
            told.AddRange(read.SelectMany(one => one));
        }

        return told;
    }

    // Sums, less those of documents that are the second ones of their events.
    private async Task<List<ReceivedCell>> SearchOnceAsync(WriteSearch write, Func<JsonElement, ReceivedCell> read, (long First, long Until) receipts, CancellationToken cancellationToken)
    {
        (List<(long From, long Until)> Times, long Documents) suspects = ([], 0);
        List<ReceivedCell> cells = await SearchAsync(
            write, read, index.Options.MaxBuckets - EntityQuery.MostIndices, answer => suspects = EntityDuplicates.Suspects(ElasticsearchAnswer.Member(answer, "aggregations", "indices", "buckets")), cancellationToken).ConfigureAwait(false);
        if (suspects.Times.Count == 0)
        {
            return cells;
        }

        // The sum of whole event minutes has no minute of receipt.
        Dictionary<(string Pipeline, long Receipt, long Minute), int> places = [];
        for (int i = 0; i < cells.Count; i++)
        {
            places[(cells[i].Pipeline, cells[i].Receipt, cells[i].Minute)] = i;
        }

        foreach (ReceivedCell twice in await _duplicates.ReadAsync(suspects.Times, suspects.Documents, receipts, cancellationToken).ConfigureAwait(false))
        {
            if (places.TryGetValue((twice.Pipeline, twice.Receipt, twice.Minute), out int at) || places.TryGetValue((twice.Pipeline, 0, twice.Minute), out at))
            {
                cells[at] = cells[at] with { Bytes = Math.Max(0, cells[at].Bytes - twice.Bytes), IsArrival = false };
            }
        }

        return cells;
    }

    private async Task<List<T>> SearchAsync<T>(WriteSearch write, Func<JsonElement, T> read, int pageSize, Action<JsonElement> look, CancellationToken cancellationToken)
    {
        List<T> found = [];
        JsonElement? after = null;
        do
        {
            JsonElement? page = after;
            using JsonDocument answer = await index.AskAsync(
                AnswerCompleteness.Search, writer => write(writer, new EntitySearch(index.Fields, pageSize, index.Interval, page)), cancellationToken).ConfigureAwait(false);
            look(answer.RootElement);
            JsonElement buckets = ElasticsearchAnswer.Member(answer.RootElement, "aggregations", "cells", "buckets");
            found.AddRange(buckets.EnumerateArray().Select(read));
            int count = buckets.GetArrayLength();
            after = count < pageSize ? null : ElasticsearchAnswer.Member(buckets[count - 1], "key").Clone();
        }
        while (after is not null);

        return found;
    }
}
