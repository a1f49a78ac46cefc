using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The aggregations of a search by their names: whether there are such, before any shard is asked.</summary>
internal static class AggregationNames
{
    private static readonly string[] Kinds = ["filter", "filters", "composite", "terms", "date_range", "date_histogram", "sum", "min", "max", "value_count", "cardinality", "top_hits"];

    /// <summary>Throws for one that is not known (92), and for a member that the server no longer takes (93).</summary>
    public static void Check(JsonElement aggregations, string text, SearchServer server)
    {
        foreach (JsonProperty named in aggregations.EnumerateObject())
        {
            foreach (JsonProperty member in named.Value.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "aggs" or "aggregations":
                        Check(member.Value, text, server);
                        break;
                    case "meta":
                        break;
                    case "date_histogram" when member.Value.TryGetProperty("interval", out _) && !server.TakesInterval:
                        throw new ElasticsearchError(400, "x_content_parse_exception", $"[{TextPlace.OfName(text, named.Name, member.Name, "interval")}] [date_histogram] unknown field [interval] did you mean [fixed_interval]?");
                    case var kind when !Kinds.Contains(kind):
                        throw Unknown(named.Name, kind, text);
                }
            }
        }
    }

    /// <summary>The name of the innermost aggregation, the first one on each level.</summary>
    public static string Innermost(JsonElement? aggregations)
    {
        string name = "";
        for (JsonElement? level = aggregations; level is { } here && here.EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } first;)
        {
            name = first.Name;
            level = first.Value.TryGetProperty("aggs", out JsonElement inner) || first.Value.TryGetProperty("aggregations", out inner) ? inner : null;
        }

        return name;
    }

    private static ElasticsearchError Unknown(string name, string kind, string text)
    {
        string place = TextPlace.OfValue(text, [name, kind]);
        string[] parts = place.Split(':');
        return new ElasticsearchError(400, "parsing_exception", $"Unknown aggregation type [{kind}]")
        {
            Details = [("line", int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)), ("col", int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture))],
            CausedBy = new ElasticsearchError(400, "named_object_not_found_exception", $"[{place}] unknown field [{kind}]"),
        };
    }
}
