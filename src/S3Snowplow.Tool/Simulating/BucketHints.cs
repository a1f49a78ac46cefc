using System.Xml;
using System.Xml.Linq;
using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>What a bucket's configuration says of how far its history reaches. Asked for if it may be; who may list need not be allowed to see it, and not every store has it.</summary>
/// <param name="Expires">After how many days current objects of an input are deleted, at the earliest; <see langword="null"/>: they are not, or that is not known.</param>
/// <param name="ExpiresUnder">The prefix of the rule that says so.</param>
/// <param name="KeepsVersions">Whether the bucket keeps old versions.</param>
/// <remarks>Source: Amazon S3 API Reference, GetBucketLifecycleConfiguration and GetBucketVersioning.</remarks>
internal sealed record BucketHints(int? Expires, string ExpiresUnder, bool KeepsVersions)
{
    /// <summary>Nothing is known.</summary>
    public static BucketHints None { get; } = new(null, "", false);

    /// <summary>Asks the bucket of a listing. An inventory has none to ask.</summary>
    /// <param name="listing">The listing.</param>
    /// <param name="inputs">The prefixes that count; empty: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ListingException">There are no credentials.</exception>
    public static async Task<BucketHints> OfAsync(IObjectListing listing, IReadOnlyCollection<string> inputs, CancellationToken cancellationToken)
    {
        if (listing is not BucketListing bucket)
        {
            return None;
        }

        (int? expires, string under) = Shortest(await AskAsync(bucket, "lifecycle=", cancellationToken).ConfigureAwait(false), inputs);
        XElement? versioning = await AskAsync(bucket, "versioning=", cancellationToken).ConfigureAwait(false);
        return new BucketHints(expires, under, versioning is not null && Text(versioning, "Status") == "Enabled");
    }

    /// <summary>The same in sentences.</summary>
    /// <param name="hasVersions">Whether old versions are listed.</param>
    public IEnumerable<string> Notes(bool hasVersions)
    {
        if (Expires is { } days)
        {
            yield return $"Objects{(ExpiresUnder.Length > 0 ? $" under {AlertWords.Name(ExpiresUnder)}" : "")} are deleted after {CountText.Of(days, "day")}: history ends there, and --since has to be less.";
        }

        if (KeepsVersions && !hasVersions)
        {
            yield return "The bucket keeps old versions: --versions shows what was overwritten or deleted too.";
        }
    }

    /// <summary>The shortest expiry of a configuration.</summary>
    internal static (int? Days, string Prefix) Shortest(XElement? lifecycle, IReadOnlyCollection<string> inputs)
    {
        (int? Days, string Prefix) shortest = (null, "");
        foreach (XElement rule in lifecycle?.Elements().Where(one => one.Name.LocalName == "Rule" && Text(one, "Status") == "Enabled") ?? [])
        {
            string prefix = rule.Descendants().FirstOrDefault(one => one.Name.LocalName == "Prefix")?.Value ?? "";
            XElement? expiration = rule.Elements().FirstOrDefault(one => one.Name.LocalName == "Expiration");
            bool counts = inputs.Count == 0 || inputs.Any(input => input.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(input, StringComparison.Ordinal));
            if (counts && expiration is not null && int.TryParse(Text(expiration, "Days"), out int days) && days > 0 && !(shortest.Days <= days))
            {
                shortest = (days, prefix);
            }
        }

        return shortest;
    }

    private static async Task<XElement?> AskAsync(BucketListing bucket, string query, CancellationToken cancellationToken)
    {
        try
        {
            StoreAnswer answer = await bucket.AskAsync(query, cancellationToken).ConfigureAwait(false);
            return answer.IsSuccess ? XDocument.Load(new MemoryStream(answer.Body.ToArray())).Root : null;
        }
        catch (Exception exception) when (exception is IOException or XmlException or StoreRefusedException)
        {
            // A hint is worth no failure: whatever is wrong, the listing says it.
            return null;
        }
    }

    private static string? Text(XElement element, string name) => element.Elements().FirstOrDefault(one => one.Name.LocalName == name)?.Value;
}
