using System.Text.Json;

namespace S3Snowplow.Capacity;

/// <summary>How a search of the entity form is written.</summary>
/// <param name="Fields">The names of the fields.</param>
/// <param name="MaxBuckets">How many buckets a page has.</param>
/// <param name="Interval">How the width of a histogram is called.</param>
/// <param name="After">The key of the last bucket of the page before; <see langword="null"/> for the first page.</param>
internal readonly record struct EntitySearch(ElasticsearchFields Fields, int MaxBuckets, string Interval = IndexSearch.FixedInterval, JsonElement? After = null);
