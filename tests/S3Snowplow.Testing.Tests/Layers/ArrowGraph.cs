namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>What a set of arrows says about its nodes: which arrows go up in an order, and which lie on a circle.</summary>
internal static class ArrowGraph
{
    /// <summary>The arrows that do not go to a node before their own.</summary>
    /// <param name="arrows">The arrows.</param>
    /// <param name="order">The nodes from the bottom to the top; a node that is missing here has no place, and each of its arrows counts.</param>
    public static IEnumerable<TypeUse> Up(IEnumerable<TypeUse> arrows, IReadOnlyList<string> order)
    {
        Dictionary<string, int> places = order.Select((node, place) => (node, place)).ToDictionary(pair => pair.node, pair => pair.place, StringComparer.Ordinal);
        return arrows.Where(arrow => !places.TryGetValue(arrow.From, out int from) || !places.TryGetValue(arrow.To, out int to) || to >= from);
    }

    /// <summary>The arrows from whose end a way leads back to their beginning.</summary>
    public static IEnumerable<TypeUse> OnCircles(IReadOnlyCollection<TypeUse> arrows)
    {
        ILookup<string, string> next = arrows.Select(arrow => (arrow.From, arrow.To)).Distinct().ToLookup(pair => pair.From, pair => pair.To, StringComparer.Ordinal);
        Dictionary<string, HashSet<string>> reached = arrows.Select(arrow => arrow.To).Distinct().ToDictionary(node => node, Reach, StringComparer.Ordinal);
        return arrows.Where(arrow => reached[arrow.To].Contains(arrow.From));

        HashSet<string> Reach(string start)
        {
            HashSet<string> seen = new(StringComparer.Ordinal) { start };
            Stack<string> open = new(seen);
            while (open.TryPop(out string? node))
            {
                foreach (string further in next[node].Where(seen.Add))
                {
                    open.Push(further);
                }
            }

            return seen;
        }
    }
}
