using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Finds the events that have a document in more than one index: a sum has the bytes of both.</summary>
/// <remarks>
/// Both documents have the same time of the event. So they are looked for only where the times of two indices overlap: never where the loader shards by <c>derived_tstamp</c>, for a while after a roll-over. That all are
/// found is known from the answer: no shard left an id out, and no id was left out when the shards' lists were put together.
/// </remarks>
internal sealed class EntityDuplicates(IndexSearch index)
{
    private const int MostParts = 4_096;

    /// <summary>The times in which an event may be in two indices, in milliseconds since the Unix epoch, both ends included; and how many documents there are.</summary>
    /// <param name="indices">The buckets of the search's indices.</param>
    public static (List<(long From, long Until)> Times, long Documents) Suspects(JsonElement indices)
    {
        (long First, long Last, long Count)[] all =
        [
            .. indices.EnumerateArray().Where(bucket => Value(bucket, "first") is not null)
                .Select(bucket => ((long)Value(bucket, "first")!, (long)Value(bucket, "last")!, ElasticsearchAnswer.Member(bucket, "doc_count").GetInt64())).OrderBy(one => one.Item1),
        ];
        List<(long From, long Until)> times = [];
        long last = long.MinValue;
        foreach ((long first, long until, _) in all)
        {
            if (first <= last)
            {
                times.Add((first, Math.Min(last, until)));
            }

            last = Math.Max(last, until);
        }

        return (times, all.Sum(one => one.Count));
    }

    /// <summary>The documents that are too many: of each event all but the one that was received first.</summary>
    /// <param name="suspects">Where they may be.</param>
    /// <param name="documents">How many documents there are.</param>
    /// <param name="receipts">The first minute of receipt, and that behind the last one.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ElasticsearchException">It cannot be read, or not all were found.</exception>
    public async Task<List<ReceivedCell>> ReadAsync(List<(long From, long Until)> suspects, long documents, (long First, long Until) receipts, CancellationToken cancellationToken)
    {
        int perPart = index.Options.MaxBuckets;
        for (long parts = (documents + perPart - 1) / perPart; parts <= MostParts; parts = (parts * 2) + 1)
        {
            if (await TryReadAsync(suspects, receipts, (int)parts, perPart, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        throw new ElasticsearchException(
            ElasticsearchProblem.Incomplete,
            $"Which of {documents} documents are of one event cannot be found: there are too many of them in several indices. Let the loader shard its indices by derived_tstamp, or set {index.Fields.Called(nameof(ElasticsearchOptions.Form))} to {nameof(ElasticsearchForm.Documents)}.");
    }

    private async Task<List<ReceivedCell>?> TryReadAsync(List<(long From, long Until)> suspects, (long First, long Until) receipts, int parts, int perPart, CancellationToken cancellationToken)
    {
        List<ReceivedCell> found = [];
        for (int part = 0; part < parts; part++)
        {
            int number = part;
            using JsonDocument answer = await index.AskAsync(
                AnswerCompleteness.Search, writer => EntityQuery.WriteDuplicates(writer, index.Fields, suspects, receipts, (number, parts), perPart), cancellationToken).ConfigureAwait(false);
            JsonElement twice = ElasticsearchAnswer.Member(answer.RootElement, "aggregations", "twice");
            if (ElasticsearchAnswer.Member(twice, "sum_other_doc_count").GetInt64() != 0 || ElasticsearchAnswer.Member(twice, "doc_count_error_upper_bound").GetInt64() != 0)
            {
                return null;
            }

            foreach (JsonElement bucket in ElasticsearchAnswer.Member(twice, "buckets").EnumerateArray())
            {
                JsonElement hits = ElasticsearchAnswer.Member(bucket, "all", "hits", "hits");
                if (hits.GetArrayLength() != ElasticsearchAnswer.Member(bucket, "doc_count").GetInt64())
                {
                    throw new ElasticsearchException(ElasticsearchProblem.Incomplete, $"An event has more than {EntityQuery.MostDocuments} documents. What they come to is unknown, not zero.");
                }

                found.AddRange(hits.EnumerateArray().Skip(1).SelectMany(Cells));
            }
        }

        return found;
    }

    private IEnumerable<ReceivedCell> Cells(JsonElement hit)
    {
        JsonElement source = ElasticsearchAnswer.Member(hit, "_source");
        long received = ElasticsearchAnswer.Minute(ElasticsearchAnswer.Member(source, index.Fields.Receipt));
        long minute = ElasticsearchAnswer.Minute(ElasticsearchAnswer.Member(source, index.Fields.Time));
        long bytes = Size(source);
        return PipelineEntity.Names(source, index.Fields).Select(name => new ReceivedCell(name, received, minute, bytes));
    }

    private long Size(JsonElement source)
    {
        foreach (string name in index.Fields.Size.Split('.'))
        {
            if (source.ValueKind != JsonValueKind.Object || !source.TryGetProperty(name, out source))
            {
                return 0;
            }
        }

        return source.ValueKind == JsonValueKind.Number ? (long)Math.Clamp(source.GetDouble(), 0, 1L << 62) : 0;
    }

    private static double? Value(JsonElement bucket, string metric)
    {
        JsonElement value = ElasticsearchAnswer.Member(bucket, metric, "value");
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
    }
}
