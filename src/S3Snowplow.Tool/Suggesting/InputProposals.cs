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
        List<ProposedInput> all = [];
        foreach ((string bucket, KeyNode root) in tree.Buckets.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            int before = all.Count;
            Choose(bucket, root, all);
            if (all.Count == before && root.Whole() is { Objects: > 0 } whole)
            {
                all.Add(Make(bucket, root, whole, isRest: false));
            }
        }

        return [.. all.OrderByDescending(one => one.Facts.Objects.Bytes).ThenBy(one => one.Place, StringComparer.Ordinal).Take(Most)];
    }

    // Whether something of the folder was proposed.
    private bool Choose(string bucket, KeyNode node, List<ProposedInput> all)
    {
        var rest = new KeyFacts();
        rest.Add(node.Own);
        bool hasChosen = false;
        foreach (KeyNode child in node.Children.OrderBy(child => child.Prefix, StringComparer.Ordinal))
        {
            if (Choose(bucket, child, all))
            {
                hasChosen = true;
            }
            else
            {
                rest.Add(child.Whole());
            }
        }

        if (!HasLife(rest) || (hasChosen && (node.Prefix.Length == 0 || rest.Bytes < RestShare * _total)))
        {
            return hasChosen;
        }

        if (node.Prefix.Length == 0)
        {
            // Keys without any folder that is worth one: all of the bucket.
            return false;
        }

        all.Add(Make(bucket, node, rest, hasChosen));
        return true;
    }

    private bool HasLife(KeyFacts facts) =>
        facts.Objects > 0 && facts.Bytes >= LifeShare * _total && (!_isBursty || new InputFacts(facts, from, until).Bursts >= LifeBursts);

    private ProposedInput Make(string bucket, KeyNode node, KeyFacts facts, bool isRest) =>
        new(NameOf(bucket, node.Prefix), bucket, node.Prefix, isRest, new InputFacts(facts, from, until), [.. node.Folded.Order()]);

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
}
