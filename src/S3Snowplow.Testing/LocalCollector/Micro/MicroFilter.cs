using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The body of a POST to <c>/micro/good</c> or <c>/micro/bad</c>: members that are absent or null do not filter.</summary>
/// <remarks>
/// Good: <c>{"event_type":…,"schema":…,"contexts":[…],"limit":n}</c>, full addresses, contexts must all be present.
/// Bad: <c>{"vendor":…,"version":…,"limit":n}</c>, of the request's path. Source: Snowplow documentation, "Snowplow Micro API"; that a number may
/// be sent as a string is from recordings of Micro 1.7.2.
/// </remarks>
internal sealed class MicroFilter
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly List<string> _contexts = [];
    private int? _limit;

    private MicroFilter()
    {
    }

    /// <summary>A filter that keeps all.</summary>
    public static MicroFilter None { get; } = new();

    /// <summary>Reads a filter.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="texts">The members that are text: those of good or of bad events. A member of another name is ignored.</param>
    /// <returns>The filter; <see langword="null"/> where a member is of a wrong kind.</returns>
    public static MicroFilter? Read(JsonElement body, params ReadOnlySpan<string> texts)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return null;
        var filter = new MicroFilter();
        foreach (var name in texts)
            if (JsonMembers.Find(body, name) is not { } text)
                continue;
            else if (text.ValueKind == JsonValueKind.String)
                filter._texts[name] = text.GetString()!;
            else
                return null;

        if (JsonMembers.Find(body, "contexts") is { } contexts && texts.Contains("schema"))
        {
            if (contexts.ValueKind != JsonValueKind.Array || contexts.EnumerateArray().Any(schema => schema.ValueKind != JsonValueKind.String))
                return null;
            filter._contexts.AddRange(contexts.EnumerateArray().Select(schema => schema.GetString()!));
        }

        if (JsonMembers.Find(body, "limit") is not { } limit)
            return filter;
        filter._limit = JsonMembers.Integer(limit);
        return filter._limit is null ? null : filter;
    }

    /// <summary>Filters good events.</summary>
    public IEnumerable<GoodEvent> Apply(IEnumerable<GoodEvent> events) => Limit(events.Where(good =>
        Fits("event_type", good.EventType)
        && Fits("schema", good.Schema)
        && _contexts.TrueForAll(schema => good.Contexts.Any(entity => entity.Schema == schema))));

    /// <summary>Filters bad events.</summary>
    public IEnumerable<BadEvent> Apply(IEnumerable<BadEvent> events) => Limit(events.Where(bad =>
        Fits("vendor", bad.Request.Api.Vendor) && Fits("version", bad.Request.Api.Version)));

    private bool Fits(string member, string? value) => !_texts.TryGetValue(member, out var wanted) || wanted == value;

    private IEnumerable<T> Limit<T>(IEnumerable<T> events) => _limit is { } limit ? events.Take(limit) : events;
}
