using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>A document, and what was indexed of it.</summary>
/// <param name="index">The index.</param>
/// <param name="id">Its id.</param>
/// <param name="source">As it was sent, in UTF-8.</param>
/// <param name="values">What was indexed of it.</param>
/// <param name="version">How often it was written.</param>
/// <param name="sequence">The number of the write in its index: later ones are greater, and come later among documents that are sorted alike.</param>
internal sealed class StoredDocument(StoredIndex index, string id, byte[] source, DocumentValues values, long version, long sequence)
{
    public StoredIndex Index => index;

    public string Id => id;

    public ReadOnlyMemory<byte> Source => source;

    public DocumentValues Values => values;

    public long Version => version;

    public long Sequence => sequence;

    /// <summary>Whether a later one with the same id is there: lists of documents leave it out, and drop it when they are tidied.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>The values of a field, in the order in which they stand in the document.</summary>
    public object[] Of(string field) => field switch
    {
        "_index" => [index.Name],
        "_id" => [id],
        _ => index.Mapping.OrdinalOf(field) is { } ordinal ? values.All(ordinal) : [],
    };

    /// <summary>The source, to be read.</summary>
    public JsonElement ReadSource()
    {
        var reader = new Utf8JsonReader(source);
        return JsonElement.ParseValue(ref reader);
    }
}
