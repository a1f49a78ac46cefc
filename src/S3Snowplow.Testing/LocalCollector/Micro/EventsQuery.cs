using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The body of a POST to <c>/micro/events</c> of Micro 4, and its answer.</summary>
/// <remarks>
/// <para>
/// <c>{"filters":[{"column":…,"values":[…]}],"validEvents":true,"timeRange":{"start":…,"end":…},"sorting":{"column":…,"desc":true},"page":1,"pageSize":50}</c>,
/// answered with <c>{"events":[…],"totalPages":n,"totalItems":n}</c>; <c>filters</c>, <c>page</c> and <c>pageSize</c> are mandatory, and there is
/// always a page. A filter fits where the column equals one of its values, whatever the case; one without a value that is not empty, or of
/// self-describing data, fits everything. A time range is of <c>collector_tstamp</c>, its start inclusive, its end exclusive. Without
/// sorting the newest come first. Source: Micro 4.5.2.
/// </para>
/// <para>Ours: failed events are not stored as incomplete ones, so <c>"validEvents":false</c> finds nothing.</para>
/// </remarks>
internal sealed class EventsQuery
{
    private readonly List<(string Column, string[] Values)> _filters = [];
    private (DateTimeOffset? Start, DateTimeOffset? End) _range;
    private (string Column, bool IsDescending)? _sorting;
    private bool _wantsFailed;
    private int _page;
    private int _pageSize;

    private EventsQuery()
    {
    }

    /// <summary>Reads a query.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="query">The query.</param>
    /// <returns>Whether all members that are needed are there, and each of its kind.</returns>
    public static bool TryRead(JsonElement body, [NotNullWhen(true)] out EventsQuery? query)
    {
        query = new EventsQuery();
        if (query.ReadFilters(body) && query.ReadChoice(body) && query.ReadRange(body) && query.ReadSorting(body) && query.ReadPage(body))
            return true;
        query = null;
        return false;
    }

    /// <summary>Writes the answer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="events">The good events, in Micro's order.</param>
    /// <param name="document">Makes the document of an event.</param>
    public void Write(Utf8JsonWriter writer, IEnumerable<GoodEvent> events, Func<GoodEvent, JsonElement> document)
    {
        JsonElement[] found = [.. Sort(events.Where(InRange).Select(document).Where(Fits))];
        writer.WriteStartObject();
        writer.WriteStartArray("events");
        int start = Math.Max(0, (_page - 1) * _pageSize);
        int end = Math.Clamp(((_page - 1) * _pageSize) + _pageSize, start, Math.Max(start, found.Length));
        foreach (var element in found.Skip(start).Take(end - start))
            element.WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteNumber("totalPages", Math.Max(1, (found.Length + _pageSize - 1) / Math.Max(1, _pageSize)));
        writer.WriteNumber("totalItems", found.Length);
        writer.WriteEndObject();
    }

    private bool ReadFilters(JsonElement body)
    {
        if (JsonMembers.Find(body, "filters") is not { ValueKind: JsonValueKind.Array } filters)
            return false;
        foreach (var filter in filters.EnumerateArray())
        {
            if (JsonMembers.Find(filter, "column") is not { ValueKind: JsonValueKind.String } column
                || JsonMembers.Find(filter, "values") is not { ValueKind: JsonValueKind.Array } values
                || values.EnumerateArray().Any(value => value.ValueKind != JsonValueKind.String))
                return false;
            _filters.Add((column.GetString()!, [.. values.EnumerateArray().Select(value => value.GetString()!).Where(value => value.Length > 0)]));
        }

        return true;
    }

    private bool ReadChoice(JsonElement body)
    {
        if (JsonMembers.Find(body, "validEvents") is not { } choice)
            return true;
        _wantsFailed = choice.ValueKind == JsonValueKind.False;
        return choice.ValueKind is JsonValueKind.True or JsonValueKind.False;
    }

    private bool ReadRange(JsonElement body)
    {
        if (JsonMembers.Find(body, "timeRange") is not { } range)
            return true;
        return range.ValueKind == JsonValueKind.Object && TryTime(range, "start", out _range.Start) && TryTime(range, "end", out _range.End);
    }

    private bool ReadSorting(JsonElement body)
    {
        if (JsonMembers.Find(body, "sorting") is not { } sorting)
            return true;
        if (JsonMembers.Find(sorting, "column") is not { ValueKind: JsonValueKind.String } column
            || JsonMembers.Find(sorting, "desc") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } order)
            return false;
        if (!IsComplex(column.GetString()!))
            _sorting = (column.GetString()!, order.GetBoolean());
        return true;
    }

    private bool ReadPage(JsonElement body)
    {
        if (JsonMembers.Find(body, "page") is not { } page || JsonMembers.Integer(page) is not { } number
            || JsonMembers.Find(body, "pageSize") is not { } pageSize || JsonMembers.Integer(pageSize) is not { } size)
            return false;
        (_page, _pageSize) = (number, size);
        return true;
    }

    private bool InRange(GoodEvent good) =>
        !_wantsFailed && !(good.CollectorTimestamp < _range.Start) && !(good.CollectorTimestamp >= _range.End);

    private bool Fits(JsonElement document) => _filters.TrueForAll(filter =>
        IsComplex(filter.Column) || filter.Values.Length == 0
        || (Column(document, filter.Column) is { } value && Array.Exists(filter.Values, wanted => value.Equals(wanted, StringComparison.OrdinalIgnoreCase))));

    private IEnumerable<JsonElement> Sort(IEnumerable<JsonElement> documents)
    {
        if (_sorting is not { } sorting)
            return documents;
        return sorting.IsDescending
            ? documents.OrderByDescending(document => Column(document, sorting.Column), StringComparer.Ordinal)
            : documents.OrderBy(document => Column(document, sorting.Column), StringComparer.Ordinal);
    }

    private static bool IsComplex(string column) =>
        column.StartsWith("contexts_", StringComparison.Ordinal) || column.StartsWith("unstruct_event", StringComparison.Ordinal);

    // As text; an empty field is the text null.
    private static string? Column(JsonElement document, string column) =>
        document.TryGetProperty(column, out var value) ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    private static bool TryTime(JsonElement range, string name, out DateTimeOffset? time)
    {
        time = null;
        if (JsonMembers.Find(range, name) is not { } member)
            return true;
        if (member.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParse(member.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant)
            || !member.GetString()!.EndsWith('Z'))
            return false;
        time = instant;
        return true;
    }
}
