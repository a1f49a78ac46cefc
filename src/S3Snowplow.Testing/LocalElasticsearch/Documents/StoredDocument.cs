using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>A document, and what was indexed of it.</summary>
/// <param name="Index">The index.</param>
/// <param name="Id">Its id.</param>
/// <param name="Source">As it was sent.</param>
/// <param name="Values">
/// By field: texts of keywords, words of texts, whole numbers as <see langword="long"/>, others as <see langword="double"/>, times in milliseconds, <see
/// langword="bool"/>s.
/// </param>
/// <param name="Version">How often it was written.</param>
internal sealed record StoredDocument(string Index, string Id, JsonElement Source, IReadOnlyDictionary<string, List<object>> Values, int Version)
{
    private static readonly List<object> Nothing = [];

    /// <summary>The values of a field.</summary>
    public IReadOnlyList<object> Of(string field) => Values.GetValueOrDefault(field) ?? Nothing;

    /// <summary>Whether a field, or a member of an object, has a value.</summary>
    public bool Has(string field) => Values.ContainsKey(field) || Values.Keys.Any(other => other.StartsWith(field + ".", StringComparison.Ordinal));
}
