using System.Globalization;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Why a document is refused, in the words of each server. Elasticsearch from 8 on names the place in the document (13, 24d).</summary>
internal static class DocumentErrors
{
    public static ElasticsearchError NoObject(SearchServer server) => server.NamesPlaces
        ? new(400, "document_parsing_exception", "[1:1] failed to parse: malformed content, must start with an object")
        : new(400, "mapper_parsing_exception", "failed to parse") { CausedBy = new(400, "not_x_content_exception", "Compressor detection can only be called on some xcontent bytes or compressed xcontent bytes") };

    /// <summary>A value that does not fit the type of its field.</summary>
    public static ElasticsearchError Unreadable(string path, FieldMapping field, JsonElement value, JsonElement source, string id, SearchServer server)
    {
        string text = value.ToString();
        string reason = $"failed to parse field [{path}] of type [{field.Type}] in document with id '{id}'. Preview of field's value: '{text}'";
        ElasticsearchError cause = field.IsTime
            ? ElasticsearchError.Illegal($"failed to parse date field [{text}] with format [strict_date_optional_time{(field.Type == "date_nanos" ? "_nanos" : "")}||epoch_millis]")
            : ElasticsearchError.Illegal($"For input string: \"{text}\"");
        return Parsing(reason, path, source, server, cause);
    }

    /// <summary>A value where an object is mapped.</summary>
    public static ElasticsearchError NotAnObject(string path, SearchServer server) =>
        new(400, server.NamesPlaces ? "document_parsing_exception" : "mapper_parsing_exception", $"object mapping for [{path}] tried to parse field [{path}] as object, but found a concrete value");

    /// <summary>A text that is longer than a term can be.</summary>
    public static ElasticsearchError Immense(string path, string text, int bytes, JsonElement source, string id, SearchServer server)
    {
        string first = string.Join(", ", Encoding.UTF8.GetBytes(text[..30])[..30].Select(one => ((sbyte)one).ToString(CultureInfo.InvariantCulture)));
        string gap = server.NamesPlaces ? " " : "  ";
        string what = $"Document contains at least one immense term in field=\"{path}\" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped.{gap}Please correct the analyzer to not produce such terms.{gap}The prefix of the first immense term is: '[{first}]...'";
        return server.NamesPlaces
            ? Parsing($"failed to parse field [{path}] of type [keyword] in document with id '{id}'. Preview of field's value: '{text}'", path, source, server, ElasticsearchError.Illegal(what))
            : new ElasticsearchError(400, "illegal_argument_exception", $"{what}, original message: bytes can be at most 32766 in length; got {bytes}")
            {
                CausedBy = new(400, "max_bytes_length_exceeded_exception", $"bytes can be at most 32766 in length; got {bytes}"),
            };
    }

    /// <summary>A document for a data stream without a time.</summary>
    public static ElasticsearchError NoTimestamp(JsonElement source, SearchServer server) => server.NamesPlaces
        ? new(400, "document_parsing_exception", $"[1:{source.GetRawText().Length}] failed to parse: data stream timestamp field [@timestamp] is missing") { CausedBy = ElasticsearchError.Illegal("data stream timestamp field [@timestamp] is missing") }
        : new(400, "mapper_parsing_exception", "failed to parse") { CausedBy = ElasticsearchError.Illegal("documents must contain a single-valued timestamp field '@timestamp' of date type") };

    private static ElasticsearchError Parsing(string reason, string path, JsonElement source, SearchServer server, ElasticsearchError cause) => server.NamesPlaces
        ? new(400, "document_parsing_exception", $"[{TextPlace.OfValue(source.GetRawText(), path)}] {reason}") { CausedBy = cause }
        : new(400, "mapper_parsing_exception", reason) { CausedBy = cause };
}
