using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The body of a POST to <c>/micro/events</c>, and its answer.</summary>
/// <remarks>
/// <para>
/// <c>{"filters":[{"column":…,"values":[…]}],"validEvents":true,"timeRange":{"start":…,"end":…},"sorting":{"column":…,"desc":true},"page":1,"pageSize":50}</c>,
/// answered with <c>{"events":[…],"totalPages":n,"totalItems":n}</c>. A filter fits where the column equals one of its values, whatever the
/// case. Source: Snowplow documentation, "Snowplow Micro API"; comparison by Micro 4.5.
/// </para>
/// <para>
/// Ours: times are of <c>collector_tstamp</c>, inclusive, as ISO 8601 or epoch milliseconds; without sorting the newest come first; failed
/// events are not stored as incomplete ones, so <c>"validEvents":false</c> finds nothing.
/// </para>
/// </remarks>
internal sealed class EventsQuery(JsonElement body)
{
    private const int DefaultPageSize = 50;

    /// <summary>Writes the answer.</summary>
    public void Write(Utf8JsonWriter writer, IReadOnlyList<GoodEvent> events)
    {
        var found = Sort(events.Reverse().Where(InRange).Select(good => JsonBytes.Element(json => AnalyticsEvent.Write(json, good))).Where(Fits)).ToList();
        var size = Math.Max(1, Number("pageSize") ?? DefaultPageSize);
        var page = Math.Max(1, Number("page") ?? 1);
        writer.WriteStartObject();
        writer.WriteStartArray("events");
        foreach (var element in found.Skip((page - 1) * size).Take(size))
            element.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteNumber("totalPages", (found.Count + size - 1) / size);
        writer.WriteNumber("totalItems", found.Count);
        writer.WriteEndObject();
    }

    private bool InRange(GoodEvent good)
    {
        if (Member(body, "validEvents") is { ValueKind: JsonValueKind.False })
            return false;
        if (Member(body, "timeRange") is not { } range)
            return true;
        return !(good.CollectorTimestamp < Time(range, "start")) && !(good.CollectorTimestamp > Time(range, "end"));
    }

    private bool Fits(JsonElement element)
    {
        if (Member(body, "filters") is not { ValueKind: JsonValueKind.Array } filters)
            return true;
        return filters.EnumerateArray().All(filter =>
            Member(filter, "column")?.GetString() is { } column
            && Member(filter, "values") is { ValueKind: JsonValueKind.Array } values
            && values.EnumerateArray().Any(value => string.Equals(value.ToString(), Column(element, column), StringComparison.OrdinalIgnoreCase)));
    }

    private IEnumerable<JsonElement> Sort(IEnumerable<JsonElement> events)
    {
        if (Member(body, "sorting") is not { } sorting || Member(sorting, "column")?.GetString() is not { } column)
            return events;
        return Member(sorting, "desc") is { ValueKind: JsonValueKind.True }
            ? events.OrderByDescending(element => Column(element, column), StringComparer.Ordinal)
            : events.OrderBy(element => Column(element, column), StringComparer.Ordinal);
    }

    private int? Number(string name) => Member(body, name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : null;

    private static string? Column(JsonElement element, string column) => Member(element, column)?.ToString();

    private static DateTimeOffset? Time(JsonElement range, string name) => Member(range, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => DateTimeOffset.FromUnixTimeMilliseconds(number.GetInt64()),
        { ValueKind: JsonValueKind.String } text => text.GetDateTimeOffset(),
        _ => null,
    };

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
