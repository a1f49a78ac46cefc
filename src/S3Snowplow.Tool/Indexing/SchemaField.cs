using System.Text.Json;
using System.Text.RegularExpressions;
using S3Snowplow.Events;

namespace S3Snowplow.Tool;

/// <summary>The member of a document in which the data of a schema stand: <c>unstruct_event_VENDOR_NAME_MODEL</c> or <c>contexts_VENDOR_NAME_MODEL</c>.</summary>
/// <remarks>Dots and hyphens become underscores, words in Pascal case are parted, all in lower case. Source: Snowplow Scala Analytics SDK 3.2.0, <c>SnowplowEvent.transformSchema</c>.</remarks>
internal static partial class SchemaField
{
    /// <summary>The member with an event's data.</summary>
    public static string OfEvent(string schema) => Of("unstruct_event", schema);

    /// <summary>The member with an array of entities.</summary>
    public static string OfEntity(string schema) => Of("contexts", schema);

    private static string Of(string prefix, string schema)
    {
        if (!IgluUri.TryParse(schema, out IgluUri? address))
        {
            throw new JsonException("the schema of an event or of an entity is no iglu: address");
        }

        string vendor = address.Vendor.Replace('.', '_').Replace('-', '_');
        string name = Word().Replace(address.Name.Replace('.', '_').Replace('-', '_'), "${before}_${initial}");
        return $"{prefix}_{vendor}_{name}".ToLowerInvariant() + "_" + address.Version[..address.Version.IndexOf('-', StringComparison.Ordinal)];
    }

    [GeneratedRegex("(?<before>[^A-Z_])(?<initial>[A-Z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
