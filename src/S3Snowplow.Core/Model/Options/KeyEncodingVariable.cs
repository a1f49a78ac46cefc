namespace S3Snowplow;

/// <summary>Reads the variable <c>KEY_ENCODINGS</c> of functions and of the tool: how sources send their keys, such as <c>aws:s3=as_sent,acme:s3=form_encoded</c>.</summary>
internal static class KeyEncodingVariable
{
    public const string Variable = "KEY_ENCODINGS";

    /// <summary>Reads the rules. They hold for every bucket of their source.</summary>
    /// <param name="value">The variable's value.</param>
    /// <param name="errors">Takes a message for each rule that cannot be read.</param>
    public static IList<KeyEncodingRule> Read(string value, ICollection<string> errors)
    {
        List<KeyEncodingRule> rules = [];
        foreach (string rule in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int end = rule.LastIndexOf('=');
            KeyEncoding? encoding = end < 0 ? null : rule.AsSpan(end + 1).Trim() switch
            {
                var word when word.Equals("as_sent", StringComparison.OrdinalIgnoreCase) => KeyEncoding.AsSent,
                var word when word.Equals("form_encoded", StringComparison.OrdinalIgnoreCase) => KeyEncoding.FormEncoded,
                _ => null,
            };
            string source = end < 0 ? "" : rule[..end].TrimEnd();
            if (encoding is null || source is "" or { Length: > KeyEncodingRule.MaxSourceLength } || source.Any(letter => letter is <= ' ' or > '~') || rules.Exists(one => one.Source == source))
            {
                errors.Add($"{Variable} has '{rule}'; allowed: SOURCE=as_sent or SOURCE=form_encoded, such as aws:s3=as_sent, with commas between, each source once.");
            }
            else
            {
                rules.Add(new KeyEncodingRule { Source = source, Encoding = encoding });
            }
        }

        return rules;
    }
}
