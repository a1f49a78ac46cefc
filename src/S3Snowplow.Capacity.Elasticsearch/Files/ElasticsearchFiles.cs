using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>Writes what is installed in a cluster or shown to people, by the configured schemas: index templates, the query, a picture.</summary>
/// <remarks>With the project's own schemas they are the files of <c>deploy/elasticsearch</c>.</remarks>
public static class ElasticsearchFiles
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The name of the component template: <see cref="IndexTemplate"/> names it, and so can any index template of the user's own.</summary>
    public const string ComponentTemplateName = "s3snowplow-mappings";

    /// <summary>The name under which an index template is put. One everywhere: a cluster refuses a second template of the same pattern and priority.</summary>
    public const string IndexTemplateName = "s3snowplow";

    /// <summary>
    /// The component template for <c>PUT _component_template/s3snowplow-mappings</c>: Elasticsearch 7.8 and later, OpenSearch. Of index templates only one applies to an index, so whoever
    /// has one for the loader's indices names this one in its <c>composed_of</c>, and everybody else puts <see cref="IndexTemplate"/>.
    /// </summary>
    /// <param name="options">Schemas and field names; the rest does not matter.</param>
    public static string ComponentTemplate(ElasticsearchOptions options) => Write(options, (writer, fields) =>
    {
        writer.WriteStartObject("template"u8);
        ElasticsearchMapping.Write(writer, fields, options);
        writer.WriteEndObject();
    });

    /// <summary>
    /// The index template for <c>PUT _index_template/s3snowplow</c>, for those who have none of their own: the component template, for the indices of the pattern. The component template
    /// has to be there before.
    /// </summary>
    /// <param name="options">The index pattern; the rest does not matter.</param>
    public static string IndexTemplate(ElasticsearchOptions options) => Write(options, (writer, _) =>
    {
        WritePatterns(writer, options);
        writer.WriteStartArray("composed_of"u8);
        writer.WriteStringValue(ComponentTemplateName);
        writer.WriteEndArray();
        writer.WriteNumber("priority"u8, 200);
    });

    /// <summary>
    /// Both in one for <c>PUT _template/s3snowplow</c>: Elasticsearch 7 before 7.8, and 6.7 or 6.8 with <c>?include_type_name=false</c>. Elasticsearch 6.3 to 6.6 want
    /// the mapping under the name of the type that the loader uses.
    /// </summary>
    /// <param name="options">Schemas, index pattern and field names; the rest does not matter.</param>
    public static string LegacyTemplate(ElasticsearchOptions options) => Write(options, (writer, fields) =>
    {
        WritePatterns(writer, options);
        writer.WriteNumber("order"u8, 200);
        ElasticsearchMapping.Write(writer, fields, options);
    });

    /// <summary>The body of the search for bytes that an <see cref="ElasticsearchReceivedMinutes"/> sends, its first page, in the form that is set.</summary>
    /// <param name="options">Form, schemas, page size and field names.</param>
    /// <param name="first">The first minute of receipt, since the Unix epoch.</param>
    /// <param name="until">The minute behind the last one.</param>
    public static string Query(ElasticsearchOptions options, long first, long until)
    {
        var fields = new ElasticsearchFields(Checked(options));
        return Print(writer =>
        {
            if (options.Form == ElasticsearchForm.Entity)
            {
                EntityQuery.WriteCells(writer, new EntitySearch(fields, options.MaxBuckets - EntityQuery.MostIndices), first, until);
            }
            else
            {
                DocumentReading.Objects(fields, withEntity: false).WritePage(writer, options.DocumentsPerPage, first * IndexSearch.MillisecondsInMinute, until * IndexSearch.MillisecondsInMinute);
            }
        });
    }

    /// <summary>
    /// A picture for Kibana and OpenSearch Dashboards, as Vega-Lite: bytes of an hour against the capacity, a row for each pipeline, with incidents.
    /// </summary>
    /// <param name="options">Schemas, index pattern and field names.</param>
    /// <param name="bands">Whose the objects are, where their events do not carry the pipeline entity; without any, the entity says it.</param>
    public static string Picture(ElasticsearchOptions options, CapacityBands? bands = null) => Write(options, (writer, fields) => ElasticsearchPicture.Write(writer, fields, options, bands));

    /// <summary>The body of the search that the picture is made of, for those who draw it themselves.</summary>
    /// <param name="options">Schemas and field names.</param>
    /// <param name="bands">As for <see cref="Picture"/>.</param>
    public static string PictureSearch(ElasticsearchOptions options, CapacityBands? bands = null)
    {
        var fields = new ElasticsearchFields(Checked(options));
        return Print(writer => Capacity.PictureSearch.Write(writer, fields, bands));
    }

    /// <summary>
    /// Saved objects for Kibana 7.10 and later: a data view, the picture, how far pipelines are behind, a list of what was told, and a dashboard with them. As <c>POST /api/saved_objects/_import</c> takes them.
    /// </summary>
    /// <param name="options">Schemas, index pattern and field names.</param>
    /// <param name="bands">As for <see cref="Picture"/>.</param>
    public static string KibanaObjects(ElasticsearchOptions options, CapacityBands? bands = null) => DashboardObjects.Print(Checked(options), bands, DashboardObjects.Kibana);

    /// <summary>The same for OpenSearch Dashboards.</summary>
    /// <param name="options">Schemas, index pattern and field names.</param>
    /// <param name="bands">As for <see cref="Picture"/>.</param>
    public static string OpenSearchDashboardsObjects(ElasticsearchOptions options, CapacityBands? bands = null) => DashboardObjects.Print(Checked(options), bands, DashboardObjects.OpenSearchDashboards);

    /// <summary>A picture of how far each pipeline was behind when something was told of it.</summary>
    internal static string TimeBehind(ElasticsearchOptions options) => Write(options, (writer, fields) => TimeBehindPicture.Write(writer, fields, options));

    private static void WritePatterns(Utf8JsonWriter writer, ElasticsearchOptions options)
    {
        writer.WriteStartArray("index_patterns"u8);
        foreach (string pattern in options.IndexPattern.Split(','))
        {
            writer.WriteStringValue(pattern);
        }

        writer.WriteEndArray();
    }

    private static string Write(ElasticsearchOptions options, Action<Utf8JsonWriter, ElasticsearchFields> members)
    {
        var fields = new ElasticsearchFields(Checked(options));
        return Print(writer =>
        {
            writer.WriteStartObject();
            members(writer, fields);
            writer.WriteEndObject();
        });
    }

    private static ElasticsearchOptions Checked(ElasticsearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // These need no cluster.
        return options.Validate().FirstOrDefault(error => !error.StartsWith(options.Names.Of(nameof(options.Address)), StringComparison.Ordinal)) is { } wrong
            ? throw new ArgumentException(wrong, nameof(options))
            : options;
    }

    private static string Print(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }
}
