namespace S3Snowplow;

/// <summary>Which object events are sent. Everything by default; what does not pass settles at once, and is counted apart.</summary>
public sealed class ObjectEventFilter
{
    // Names have it in the configuration of a bucket, not in its notifications.
    private const string Prefix = "s3:";

    /// <summary>The buckets whose events are taken; those of others are refused: counted, acknowledged, not sent.</summary>
    /// <value>The default value is empty: every bucket.</value>
    public IList<string> Buckets { get; set; } = [];

    /// <summary>
    /// The owners of buckets whose events are taken, each as the store writes it (see <see cref="ObjectEvent.BucketOwner"/>); those of others, or of none, are refused.
    /// </summary>
    /// <value>The default value is empty: every owner.</value>
    public IList<string> BucketOwners { get; set; } = [];

    /// <summary>
    /// The names to send, such as <c>ObjectCreated:Put</c>, or <c>ObjectCreated:*</c> for all that begin so; a leading <c>s3:</c> is allowed.
    /// </summary>
    /// <value>The default value is empty: every name.</value>
    public IList<string> EventNames { get; set; } = [];

    /// <summary>What the decoded key must begin with.</summary>
    /// <value>The default value is empty: any key.</value>
    public string KeyPrefix { get; set; } = "";

    /// <summary>What the decoded key must end with.</summary>
    /// <value>The default value is empty: any key.</value>
    public string KeySuffix { get; set; } = "";

    /// <summary>
    /// The smallest size in bytes. Applies to data arrivals only (where an absent size is 0): removals and the like have no size to judge by.
    /// </summary>
    /// <value>The default value is 0.</value>
    public long MinimumSize { get; set; }

    /// <summary>Whether <paramref name="objectEvent"/> passes.</summary>
    public bool Passes(in ObjectEvent objectEvent) =>
        RefusedBy(objectEvent) is null
        && (EventNames.Count == 0 || PassesName(objectEvent.Name))
        && objectEvent.Key.StartsWith(KeyPrefix, StringComparison.Ordinal)
        && objectEvent.Key.EndsWith(KeySuffix, StringComparison.Ordinal)
        && (MinimumSize == 0 || !objectEvent.IsDataArrival || objectEvent.ArrivedBytes >= MinimumSize);

    /// <summary>Whether every event passes, whatever it is.</summary>
    internal bool PassesAll => Buckets.Count == 0 && BucketOwners.Count == 0 && EventNames.Count == 0 && KeyPrefix.Length == 0 && KeySuffix.Length == 0 && MinimumSize == 0;

    /// <summary>What an event is refused by: <c>bucket</c>, <c>bucket_owner</c>, or nothing. A filter chooses what is of interest, this says what is nobody's business here.</summary>
    internal string? RefusedBy(in ObjectEvent objectEvent) =>
        Buckets.Count > 0 && !Buckets.Contains(objectEvent.Bucket) ? "bucket"
        : BucketOwners.Count > 0 && (objectEvent.BucketOwner is null || !BucketOwners.Contains(objectEvent.BucketOwner)) ? "bucket_owner"
        : null;

    internal void Validate(ICollection<string> errors)
    {
        AddIfNull(Buckets, nameof(Buckets), "a list of buckets, empty for every bucket", errors);
        AddIfNull(BucketOwners, nameof(BucketOwners), "a list of owners, empty for every owner", errors);
        AddIfNull(EventNames, nameof(EventNames), "a list of event names, empty for every name", errors);
        AddIfNull(KeyPrefix, nameof(KeyPrefix), "a text, empty for any key", errors);
        AddIfNull(KeySuffix, nameof(KeySuffix), "a text, empty for any key", errors);
        foreach (string name in EventNames ?? [])
        {
            int star = name?.IndexOf('*', StringComparison.Ordinal) ?? 0;
            if (string.IsNullOrWhiteSpace(name) || name == Prefix || (star >= 0 && star != name.Length - 1))
            {
                errors.Add($"{nameof(RelayOptions.Filter)}.{nameof(EventNames)} has '{name}'; allowed: an event name such as ObjectCreated:Put, or one with a * at its end such as ObjectCreated:*.");
            }
        }

        if (MinimumSize < 0)
        {
            errors.Add($"{nameof(RelayOptions.Filter)}.{nameof(MinimumSize)} is {MinimumSize}; allowed: 0 or more bytes.");
        }
    }

    // By the properties' types impossible, by what a configuration binder reads not.
    private static void AddIfNull(object? value, string setting, string allowed, ICollection<string> errors)
    {
        if (value is null)
        {
            errors.Add($"{nameof(RelayOptions.Filter)}.{setting} is not set; allowed: {allowed}.");
        }
    }

    private bool PassesName(string name)
    {
        foreach (string pattern in EventNames)
        {
            ReadOnlySpan<char> wanted = pattern.StartsWith(Prefix, StringComparison.Ordinal) ? pattern.AsSpan(Prefix.Length) : pattern;
            if (wanted is [.., '*'] ? name.AsSpan().StartsWith(wanted[..^1]) : wanted.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }
}
