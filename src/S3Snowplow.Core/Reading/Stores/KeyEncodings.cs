using System.Text;

namespace S3Snowplow.Reading.Stores;

/// <summary>The rules of <see cref="RelayOptions.KeyEncodings"/>, made once for a relay.</summary>
internal sealed class KeyEncodings
{
    /// <summary>No rules.</summary>
    public static readonly KeyEncodings None = new([]);

    private readonly Rule[] _rules;

    private KeyEncodings(Rule[] rules) => _rules = rules;

    /// <summary>Whether there are no rules, so that a reader need not ask.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Takes the rules of valid settings.</summary>
    public static KeyEncodings Of(IEnumerable<KeyEncodingRule> rules)
    {
        Rule[] made = [.. rules.Select(rule => new Rule(Encoding.UTF8.GetBytes(rule.Source), rule.Source, [.. rule.Buckets], rule.Encoding == KeyEncoding.FormEncoded))];
        return made.Length == 0 ? None : new KeyEncodings(made);
    }

    /// <summary>What the first rule says that fits a record of S3's shape; <see langword="null"/> where none does.</summary>
    /// <param name="document">The document.</param>
    /// <param name="source">Its source, as it stands in the document.</param>
    /// <param name="bucket">Its bucket.</param>
    public bool? IsFormEncoded(ReadOnlySpan<byte> document, JsonText source, string bucket)
    {
        foreach (Rule rule in _rules)
        {
            if (source.Equals(document, rule.SourceBytes) && rule.HoldsFor(bucket))
            {
                return rule.IsFormEncoded;
            }
        }

        return null;
    }

    /// <summary>The same, of a bucket that stands in the document in ASCII and without escapes.</summary>
    public bool? IsFormEncoded(ReadOnlySpan<byte> document, JsonText source, ReadOnlySpan<byte> bucket)
    {
        foreach (Rule rule in _rules)
        {
            if (source.Equals(document, rule.SourceBytes) && rule.HoldsFor(bucket))
            {
                return rule.IsFormEncoded;
            }
        }

        return null;
    }

    /// <summary>The same of an event of another shape.</summary>
    public bool? IsFormEncoded(string source, string bucket)
    {
        foreach (Rule rule in _rules)
        {
            if (rule.Source == source && rule.HoldsFor(bucket))
            {
                return rule.IsFormEncoded;
            }
        }

        return null;
    }

    private sealed record Rule(byte[] SourceBytes, string Source, HashSet<string> Buckets, bool IsFormEncoded)
    {
        public bool HoldsFor(string bucket) => Buckets.Count == 0 || Buckets.Contains(bucket);

        public bool HoldsFor(ReadOnlySpan<byte> bucket)
        {
            bool holds = Buckets.Count == 0;
            foreach (string one in Buckets)
            {
                holds |= Ascii.Equals(bucket, one);
            }

            return holds;
        }
    }
}
