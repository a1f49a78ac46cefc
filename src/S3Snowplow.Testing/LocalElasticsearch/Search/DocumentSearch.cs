using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>Finds the documents of one index that fit a query; where the query bounds a time, among those of that time only.</summary>
internal static class DocumentSearch
{
    public static IEnumerable<StoredDocument> Find(JsonElement? query, StoredIndex index)
    {
        if (query is not { } clause)
        {
            return index.Documents;
        }

        Predicate<StoredDocument> fits = QueryClause.Compile(clause, index);
        if (Bounds(clause, index).Cast<(TimeOrder Times, long From, long To)?>().MinBy(bound => bound!.Value.Times.Count(bound.Value.From, bound.Value.To)) is not { } slice)
        {
            return index.Documents.Where(document => fits(document));
        }

        IEnumerable<StoredDocument> fitting = slice.Times.Between(slice.From, slice.To).Where(document => fits(document));
        return slice.Times.HasSeveral ? fitting.Distinct() : fitting;
    }

    /// <summary>The times in which every document lies that fits.</summary>
    public static IEnumerable<(TimeOrder Times, long From, long To)> Bounds(JsonElement clause, StoredIndex index)
    {
        JsonProperty only = clause.EnumerateObject().Single();
        if (only.Name == "bool")
        {
            return Required(only.Value).SelectMany(inner => Bounds(inner, index));
        }

        if (only.Name != "range" || only.Value.EnumerateObject().Single() is var field && index.Mapping.Find(field.Name) is not { IsTime: true })
        {
            return [];
        }

        RangeBounds bounds = RangeBounds.Read(field, index.Mapping.Find(field.Name));
        return index.Mapping.OrdinalOf(field.Name) is { } ordinal
            ? [(index.ByTime(ordinal), (long)Math.Max(bounds.From, long.MinValue), (long)Math.Min(bounds.To, long.MaxValue - 1m) + 1)]
            : [];
    }

    /// <summary>Whether a query asks for a field that the index does not have.</summary>
    public static bool NamesNoField(JsonElement clause, StoredIndex index)
    {
        JsonProperty only = clause.EnumerateObject().Single();
        return only.Name switch
        {
            "bool" => Required(only.Value).Any(inner => NamesNoField(inner, index)),
            "range" or "term" or "terms" or "prefix" => only.Value.EnumerateObject().First() is { Name: not ['_', ..] } field && index.Mapping.OrdinalOf(field.Name) is null,
            "exists" => index.Mapping.NumbersUnder(only.Value.GetProperty("field").GetString()!).Length == 0,
            _ => false,
        };
    }

    private static IEnumerable<JsonElement> Required(JsonElement clause) => QueryClause.List(clause, "filter").Concat(QueryClause.List(clause, "must"));
}
