namespace S3Snowplow;

/// <summary>
/// How a source sends its keys, where that is not what is known of it. A store may call itself <c>aws:s3</c> and send keys as they are, as VersityGW does; or encode them where others of its name do not.
/// </summary>
/// <remarks>
/// The first rule that fits an event holds for it, and goes before all that the readers know, also of a store that they tell by other members than its source. Rules change keys, and with
/// them the ids of events. A shape of <see cref="RelayOptions.Shapes"/> says it by <see cref="NotificationShape.KeyIsEncoded"/>.
/// </remarks>
public sealed class KeyEncodingRule
{
    /// <summary>The most characters that a <see cref="Source"/> may have.</summary>
    public const int MaxSourceLength = 64;

    /// <summary>
    /// The source: of a record of S3's shape what its <c>eventSource</c> says, such as <c>aws:s3</c> or <c>acme:s3</c>; of any other event its <c>source</c> on the wire, such as
    /// <c>aws.s3</c> or <c>cloudflare:r2</c>. Compared exactly.
    /// </summary>
    /// <value>Has no default. 1 to 64 printable ASCII characters, no space.</value>
    public string Source { get; set; } = "";

    /// <summary>The buckets for which the rule holds: they tell stores apart that call themselves alike.</summary>
    /// <value>The default value is empty: every bucket.</value>
    public IList<string> Buckets { get; set; } = [];

    /// <summary>How keys are sent.</summary>
    /// <value>Has no default.</value>
    public KeyEncoding? Encoding { get; set; }

    internal static void Validate(RelayOptions options, ICollection<string> errors)
    {
        const string Rules = nameof(RelayOptions.KeyEncodings);
        if (options.KeyEncodings is not { } rules)
        {
            errors.Add($"{Rules} is not set; allowed: a list of rules, empty for none.");
            return;
        }

        for (int index = 0; index < rules.Count; index++)
        {
            if (rules[index] is not { } rule)
            {
                errors.Add($"{Rules}[{index}] is not set; allowed: a rule with its source and its encoding.");
                continue;
            }

            rule.Validate($"{Rules}[{index}]", errors);
            if (options.Shapes?.Any(shape => shape?.Source == rule.Source) == true)
            {
                errors.Add($"{Rules}[{index}].{nameof(Source)} is '{rule.Source}'; allowed: no source of {nameof(RelayOptions.Shapes)}, where {nameof(NotificationShape.KeyIsEncoded)} says it.");
            }

            if (rules.Take(index).Any(earlier => earlier?.Source == rule.Source && earlier.Buckets is { Count: 0 }))
            {
                errors.Add($"{Rules}[{index}].{nameof(Source)} is '{rule.Source}'; allowed: no source of which a rule before it tells all buckets.");
            }
        }
    }

    private void Validate(string at, ICollection<string> errors)
    {
        if (Source is null or "" or { Length: > MaxSourceLength } || Source.Any(letter => letter is <= ' ' or > '~'))
        {
            errors.Add($"{at}.{nameof(Source)} is '{Source}'; allowed: 1 to {MaxSourceLength} printable ASCII characters without spaces, such as aws:s3.");
        }

        if (Buckets is null || Buckets.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{at}.{nameof(Buckets)} has one that is empty, or is not set; allowed: a list of buckets, empty for every bucket.");
        }

        if (Encoding is not { } encoding || !Enum.IsDefined(encoding))
        {
            errors.Add($"{at}.{nameof(Encoding)} is '{Encoding}'; allowed: {nameof(KeyEncoding.FormEncoded)} or {nameof(KeyEncoding.AsSent)}.");
        }
    }
}

/// <summary>How a source sends keys.</summary>
public enum KeyEncoding
{
    /// <summary>Form-encoded: <c>+</c> for a space, <c>%XX</c> for a byte of UTF-8, as Amazon S3 does it.</summary>
    FormEncoded,

    /// <summary>As they are. <c>a+b.txt</c> is the key <c>a+b.txt</c>.</summary>
    AsSent,
}
