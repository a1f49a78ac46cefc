using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The body of a POST to <c>/micro/good</c> or <c>/micro/bad</c>: members that are absent do not filter.</summary>
/// <remarks>
/// Good: <c>{"event_type":…,"schema":…,"contexts":[…],"limit":n}</c>, full addresses, contexts must all be present.
/// Bad: <c>{"vendor":…,"version":…,"limit":n}</c>, of the request's path. Source: Snowplow documentation, "Snowplow Micro API".
/// </remarks>
internal sealed class MicroFilter(JsonElement body)
{
    /// <summary>Filters good events, the newest first.</summary>
    public IEnumerable<GoodEvent> Apply(IReadOnlyList<GoodEvent> events) => Limit(events.Reverse().Where(good =>
        Fits("event_type", good.EventType)
        && Fits("schema", good.Schema)
        && HasAll(good.Contexts)));

    /// <summary>Filters bad events, the newest first.</summary>
    public IEnumerable<BadEvent> Apply(IReadOnlyList<BadEvent> events) => Limit(events.Reverse().Where(bad =>
        Fits("vendor", bad.Request.Api.Vendor) && Fits("version", bad.Request.Api.Version)));

    private bool Fits(string member, string? value) =>
        Member(member) is not { ValueKind: JsonValueKind.String } wanted || wanted.GetString() == value;

    private bool HasAll(IReadOnlyList<CollectedEntity> entities) =>
        Member("contexts") is not { ValueKind: JsonValueKind.Array } wanted
        || wanted.EnumerateArray().All(schema => entities.Any(entity => entity.Schema == schema.GetString()));

    private IEnumerable<T> Limit<T>(IEnumerable<T> events) =>
        Member("limit") is { ValueKind: JsonValueKind.Number } limit ? events.Take(limit.GetInt32()) : events;

    private JsonElement? Member(string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) ? value : null;
}
