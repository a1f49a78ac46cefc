namespace S3Snowplow;

/// <summary>Says which settings of <see cref="KeyPrivacy"/> are wrong; never prints the secret.</summary>
internal static class KeyPrivacyRules
{
    /// <summary>The shortest secret in characters. Keys are easily guessed, so the secret alone keeps their hashes from being tried out.</summary>
    public const int ShortestSecret = 16;

    public static void Validate(RelayOptions options, ICollection<string> errors)
    {
        if (!Enum.IsDefined(options.KeyPrivacy))
        {
            errors.Add($"{nameof(RelayOptions.KeyPrivacy)} is {options.KeyPrivacy}; allowed: {string.Join(", ", Enum.GetNames<KeyPrivacy>())}.");
        }

        if (options.KeyParts < 1)
        {
            errors.Add($"{nameof(RelayOptions.KeyParts)} is {options.KeyParts}; allowed: 1 or more.");
        }

        if (options.KeyPrivacy == KeyPrivacy.Hash && options.KeyHashSecret is not { Length: >= ShortestSecret })
        {
            string fault = string.IsNullOrEmpty(options.KeyHashSecret) ? "is not set" : "is too short (not printed here)";
            errors.Add($"{nameof(RelayOptions.KeyHashSecret)} {fault}; allowed with {nameof(RelayOptions.KeyPrivacy)} {nameof(KeyPrivacy.Hash)}: {ShortestSecret} or more characters, the same in every process whose events are joined.");
        }
    }
}
