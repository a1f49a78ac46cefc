using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The bounds of a <c>range</c> over numbers or times.</summary>
/// <param name="From">The least value that is in it.</param>
/// <param name="To">The greatest value that is in it.</param>
/// <param name="IsTime">Whether the field holds times.</param>
internal sealed record RangeBounds(decimal From, decimal To, bool IsTime)
{
    // The least step between two values: of times and whole numbers one, of others as good as none.
    private const decimal Step = 0.0000000001m;

    public bool Holds(object value) => value switch
    {
        long whole => whole >= From && whole <= To,
        double real => real >= (double)From && real <= (double)To,
        _ => false,
    };

    public static RangeBounds Read(JsonProperty field, FieldMapping? known)
    {
        ElasticsearchError.Allow(field.Value, "range", "gte", "gt", "lte", "lt", "format");
        TimeFormat format = TimeFormat.Read(field.Value);
        bool isTime = known is not { IsNumber: true };
        (decimal from, decimal to) = (decimal.MinValue, decimal.MaxValue);
        foreach (JsonProperty bound in field.Value.EnumerateObject().Where(bound => bound.Name != "format" && bound.Value.ValueKind != JsonValueKind.Null))
        {
            decimal value = isTime ? Time(bound, format, known) : bound.Value.ValueKind == JsonValueKind.Number ? bound.Value.GetDecimal() : throw format.Unreadable(bound.Value.ToString());
            decimal step = isTime ? 1 : Step;
            switch (bound.Name)
            {
                case "gte":
                    from = value;
                    break;
                case "gt":
                    from = value + step;
                    break;
                case "lte":
                    to = value;
                    break;
                default:
                    to = value - step;
                    break;
            }
        }

        return new RangeBounds(from, to, isTime);
    }

    // What is left out of a time is filled with its end where the whole of it is meant: after a day, and up to a day.
    private static decimal Time(JsonProperty bound, TimeFormat format, FieldMapping? known)
    {
        long milliseconds = format.Parse(bound.Value.ToString(), isEnd: bound.Name is "gt" or "lte") ?? throw format.Unreadable(bound.Value.ToString());
        return known is { Type: "date_nanos" } ? (milliseconds * 1_000_000m) + (bound.Name is "gt" or "lte" ? 999_999 : 0) : milliseconds;
    }
}
