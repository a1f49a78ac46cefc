using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Chooses the inputs: the deepest folders that have a life of their own.</summary>
/// <param name="tree">The folders, after the pass.</param>
/// <param name="from">The first minute that is looked at.</param>
/// <param name="until">The minute behind the last one.</param>
internal sealed class InputProposals(KeyTree tree, long from, long until)
{
    /// <summary>So many inputs are proposed at most, the largest.</summary>
    public const int Most = 40;

    private const int LifeBursts = 3;
    private const double LifeShare = 0.01;
    private const double RestShare = 0.05;
    private const int LongestName = 100;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // One burst is no life where others have many. Where nothing has, the folders are all there is to tell.
    private bool _isBursty;
    private long _total;

    /// <summary>The proposals, the largest first.</summary>
    public IReadOnlyList<ProposedInput> All()
    {
        _total = tree.Buckets.Values.Sum(root => root.Bytes);
        _isBursty = tree.Buckets.Values.Any(root => new InputFacts(root.Whole(), from, until).Bursts >= ProposedInput.FewestBursts);
        List<Candidate> all = [];
        foreach ((string bucket, KeyNode root) in tree.Buckets.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            int before = all.Count;
            Choose(bucket, root, all);
            if (all.Count == before && root.Whole() is { Objects: > 0 } whole)
            {
                // Keys without any folder that is worth one: all of the bucket.
                all.Add(new Candidate(bucket, root, whole, IsRest: false));
            }
        }

        LeaveOutSmallest(all);
        return [.. all.OrderByDescending(one => one.Facts.Bytes).ThenBy(one => one.Bucket, StringComparer.Ordinal).ThenBy(one => one.Node.Prefix, StringComparer.Ordinal).Select(Make)];
    }

    // Gives what no proposal takes: it is the folder's above, whose input would take it as well.
    private KeyFacts Choose(string bucket, KeyNode node, List<Candidate> all)
    {
        int before = all.Count;
        var rest = new KeyFacts();
        rest.Add(node.Own);
        foreach (KeyNode child in node.Children.OrderBy(child => child.Prefix, StringComparer.Ordinal))
        {
            rest.Add(Choose(bucket, child, all));
        }

        bool hasChosen = all.Count > before;
        if (node.Prefix.Length == 0 || !HasLife(rest) || (hasChosen && rest.Bytes < RestShare * _total))
        {
            return rest;
        }

        all.Add(new Candidate(bucket, node, rest, hasChosen));
        return new KeyFacts();
    }

    private static void LeaveOutSmallest(List<Candidate> all)
    {
        while (all.Count > Most)
        {
            Candidate smallest = all.MinBy(one => one.Facts.Bytes)!;
            all.Remove(smallest);
            Candidate? above = all.Where(one => one.Bucket == smallest.Bucket && smallest.Node.Prefix.StartsWith(one.Node.Prefix, StringComparison.Ordinal)).MaxBy(one => one.Node.Prefix.Length);
            above?.Facts.Add(smallest.Facts);
        }
    }

    private bool HasLife(KeyFacts facts) =>
        facts.Objects > 0 && facts.Bytes >= LifeShare * _total && (!_isBursty || new InputFacts(facts, from, until).Bursts >= LifeBursts);

    private ProposedInput Make(Candidate one) =>
        new(NameOf(one.Bucket, one.Node.Prefix), one.Bucket, one.Node.Prefix, one.IsRest, new InputFacts(one.Facts, from, until), [.. one.Node.Folded.Order()]);

    private string NameOf(string bucket, string prefix)
    {
        string source = prefix.Length == 0 ? bucket : tree.Buckets.Count > 1 ? $"{bucket}-{prefix}" : prefix;
        var name = new StringBuilder();
        foreach (char letter in source)
        {
            char kept = char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '-';
            if (kept != '-' || (name.Length > 0 && name[^1] != '-'))
            {
                name.Append(kept);
            }
        }

        string cut = name.ToString().Trim('-');
        cut = cut.Length == 0 ? "input" : cut.Length > LongestName ? cut[^LongestName..].Trim('-') : cut;
        string unique = cut;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = $"{cut}-{i}";
        }

        return unique;
    }

    private sealed record Candidate(string Bucket, KeyNode Node, KeyFacts Facts, bool IsRest);
}
