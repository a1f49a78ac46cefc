using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Writes the searches of the documents form: pages of documents by their time of receipt, and how many there are in each minute.</summary>
/// <remarks>Only what Elasticsearch 6.3 to 9 and OpenSearch 1 to 3 have in common; of the mapping only that times of receipt are dates.</remarks>
/// <param name="fields">The names of the fields.</param>
/// <param name="exists">Documents with one of these members are looked for.</param>
/// <param name="source">The members that are asked for.</param>
internal sealed class DocumentSearch(ElasticsearchFields fields, IReadOnlyList<string> exists, IReadOnlyList<string> source)
{
    /// <summary>The path of a search, with what of its answer is needed: an answer with everything has a quarter more.</summary>
    public const string Path =
        "_search?allow_partial_search_results=false&filter_path=took,timed_out,_shards,_clusters,hits.total,hits.hits._index,hits.hits._id,hits.hits._version,hits.hits._source,hits.hits.sort";

    /// <summary>Writes the search for a page.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="size">How many documents.</param>
    /// <param name="from">The first time of receipt, in milliseconds since the Unix epoch.</param>
    /// <param name="until">The time of receipt behind the last one.</param>
    public void WritePage(Utf8JsonWriter writer, int size, long from, long until)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, size);
        writer.WriteBoolean("track_total_hits"u8, true);

        // A document that was written more than once may have been received before.
        writer.WriteBoolean("version"u8, true);
        SearchClauses.WriteSort(writer, fields.Receipt, "asc");
        writer.WriteStartArray("_source"u8);
        foreach (string member in source)
        {
            writer.WriteStringValue(member);
        }

        writer.WriteEndArray();
        WriteQuery(writer, from, until);
        writer.WriteEndObject();
    }

    /// <summary>Writes the search for the number of documents in each minute of receipt.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="interval">How the width of a histogram is called.</param>
    /// <param name="from">The first time of receipt, in milliseconds since the Unix epoch.</param>
    /// <param name="until">The time of receipt behind the last one.</param>
    public void WriteCounts(Utf8JsonWriter writer, string interval, long from, long until)
    {
        writer.WriteStartObject();
        writer.WriteNumber("size"u8, 0);
        WriteQuery(writer, from, until);
        writer.WriteStartObject("aggs"u8);
        writer.WriteStartObject("minutes"u8);
        writer.WriteStartObject("date_histogram"u8);
        writer.WriteString("field"u8, fields.Receipt);
        writer.WriteString(interval, "1m"u8);
        writer.WriteNumber("min_doc_count"u8, 1);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteQuery(Utf8JsonWriter writer, long from, long until)
    {
        writer.WriteStartObject("query"u8);
        writer.WriteStartObject("bool"u8);
        writer.WriteStartArray("filter"u8);
        writer.WriteStartObject();
        writer.WriteStartObject("range"u8);
        writer.WriteStartObject(fields.Receipt);
        writer.WriteNumber("gte"u8, from);
        writer.WriteNumber("lt"u8, until);
        writer.WriteString("format"u8, "epoch_millis"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (exists.Count == 1)
        {
            SearchClauses.WriteExists(writer, exists[0]);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteStartObject("bool"u8);
            SearchClauses.WriteAnyExists(writer, exists);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
