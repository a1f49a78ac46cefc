using System.Text;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>The names that Snowplow's Elasticsearch loader gives to the data of events and entities.</summary>
/// <remarks>
/// <c>unstruct_event_VENDOR_NAME_MODEL</c> for an event and <c>contexts_VENDOR_NAME_MODEL</c> for an entity: dots and hyphens become underscores, the words of
/// a name in Pascal case are parted, all in lower case; of the version only the model is left. Members keep their names. Source: Snowplow Scala Analytics SDK
/// 3.2, <c>SnowplowEvent.transformSchema</c>.
/// </remarks>
internal static class LoaderField
{
    public static string OfEvent(IgluUri schema) => Of("unstruct_event", schema);

    public static string OfEntity(IgluUri schema) => Of("contexts", schema);

    private static string Of(string prefix, IgluUri schema)
    {
        var field = new StringBuilder(prefix).Append('_');
        foreach (char letter in schema.Vendor)
        {
            field.Append(letter is '.' or '-' ? '_' : char.ToLowerInvariant(letter));
        }

        field.Append('_');
        char before = '_';
        foreach (char letter in schema.Name)
        {
            if (char.IsAsciiLetterUpper(letter) && before != '_' && !char.IsAsciiLetterUpper(before))
            {
                field.Append('_');
            }

            before = letter is '-' ? '_' : letter;
            field.Append(char.ToLowerInvariant(before));
        }

        return field.Append('_').Append(schema.Version.AsSpan(0, schema.Version.IndexOf('-', StringComparison.Ordinal))).ToString();
    }
}
