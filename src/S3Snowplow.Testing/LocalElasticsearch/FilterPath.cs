using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>Cuts an answer down to the paths that the parameter <c>filter_path</c> names.</summary>
/// <remarks>A path's steps are names, with <c>*</c> for any part of one and <c>**</c> for any steps; a path that begins with <c>-</c> is left out. Lists are no step; an
/// object or a list of which nothing is left is left out too. Source: Elasticsearch Guide, "Response filtering"; recordings 53 and 97.</remarks>
internal static class FilterPath
{
    public static JsonNode Apply(string filter, JsonNode answer)
    {
        string[] paths = filter.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[][] wanted = [.. paths.Where(path => path[0] != '-').Select(path => path.Split('.'))];
        string[][] unwanted = [.. paths.Where(path => path[0] == '-').Select(path => path[1..].Split('.'))];
        JsonNode? left = wanted.Length == 0 ? answer : Keep(answer, wanted);
        return (left is null ? null : Drop(left, unwanted)) ?? new JsonObject();
    }

    private static JsonNode? Keep(JsonNode? node, IReadOnlyList<string[]> paths)
    {
        switch (node)
        {
            case JsonArray list:
                JsonNode?[] kept = [.. list.Select(one => Keep(one, paths)).Where(one => one is not null)];
                list.Clear();
                return kept.Length == 0 ? null : new JsonArray(kept);
            case JsonObject whole:
                var left = new JsonObject();
                foreach ((string name, JsonNode? value) in whole.ToArray())
                {
                    string[][] inner = [.. paths.SelectMany(path => Step(path, name))];
                    whole.Remove(name);
                    if (Array.Exists(inner, path => path.Length == 0))
                    {
                        left[name] = value;
                    }
                    else if (Keep(value, inner) is { } part)
                    {
                        left[name] = part;
                    }
                }

                return left.Count == 0 ? null : left;
            default:
                return null;
        }
    }

    private static JsonNode? Drop(JsonNode? node, IReadOnlyList<string[]> paths)
    {
        if (paths.Count == 0)
        {
            return node;
        }

        switch (node)
        {
            case JsonArray list:
                JsonNode?[] kept = [.. list.Select(one => Drop(one, paths))];
                list.Clear();
                return new JsonArray(kept);
            case JsonObject whole:
                foreach ((string name, JsonNode? value) in whole.ToArray())
                {
                    string[][] inner = [.. paths.SelectMany(path => Step(path, name))];
                    whole.Remove(name);
                    if (!Array.Exists(inner, path => path.Length == 0))
                    {
                        whole[name] = Drop(value, inner);
                    }
                }

                return whole;
            default:
                return node;
        }
    }

    // What is left of a path after a step; none where the step is not on it. Two stars stand for no step, or for one and themselves again.
    private static IEnumerable<string[]> Step(string[] path, string name)
    {
        if (path is [])
        {
            return [];
        }

        if (path[0] == "**")
        {
            return [path, .. Step(path[1..], name)];
        }

        return IndexMapping.Matches(path[0], name) ? [path[1..]] : [];
    }
}
