using System.CommandLine;
using System.Text;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>The options that say what lies in a bucket: the bucket itself, or an inventory of it. Shared by the commands that read one.</summary>
/// <param name="variable">The environment.</param>
internal sealed class ListingOptions(Func<string, string?> variable)
{
    private const int MaxKeyBytes = 1024;

    private readonly Option<string?> _bucket = new("--bucket") { Description = "The bucket that is listed. Needs s3:ListBucket, with --versions s3:ListBucketVersions.", HelpName = "NAME" };
    private readonly Option<string?> _prefix = new("--prefix") { Description = "Only keys that begin with this.", HelpName = "PREFIX" };
    private readonly Option<Uri> _endpoint = AddressOption.Create("--endpoint", "Another store than Amazon S3, or a private endpoint. The default is AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, or Amazon S3 in the region.", isRequired: false, isSecret: false);
    private readonly Option<string?> _region = new("--region") { Description = "The bucket's region. The default is that of the environment or the profile; stores that are not Amazon's mostly take any.", HelpName = "REGION" };
    private readonly Option<bool?> _pathStyle = new("--path-style") { Description = "Put the bucket in the path (HOST/BUCKET), or with 'false' before the host. The default is the path for --endpoint, the host for Amazon.", HelpName = "true|false" };
    private readonly Option<bool> _versions = new("--versions") { Description = "List old versions and delete markers too." };
    private readonly Option<string[]> _inventory = new("--inventory") { Description = "Read S3 Inventory instead: manifest.json files, in a folder that holds a copy of the destination bucket, or s3://BUCKET/KEY. Needs s3:GetObject there.", HelpName = "FILE...", AllowMultipleArgumentsPerToken = true };
    private readonly Option<bool> _requestPayer = new("--request-payer") { Description = "Agree to pay for the requests, for buckets where the requester pays." };
    private readonly Option<string?> _owner = new("--expected-bucket-owner") { Description = "The account that must own the bucket, so that a wrong one is refused.", HelpName = "ACCOUNT" };
    private readonly Option<TimeBound?> _since = TimeBound.Option("--since", "Only objects modified from then on. It saves no requests: a store cannot be asked by time.");
    private readonly Option<TimeBound?> _until = TimeBound.Option("--until", "Only objects modified before then. The default is the begin of the listing, or the inventory's time less six hours.");
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Keep in this file how far it got, and go on from there where it exists.", HelpName = "FILE" };

    /// <summary>Makes the options' checks.</summary>
    public ListingOptions()
        : this(Environment.GetEnvironmentVariable)
    {
    }

    /// <summary>Whether a command line says what to list.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_bucket) is not null || parsed.GetValue(_inventory) is { Length: > 0 };

    /// <summary>All of them, with their checks.</summary>
    public IReadOnlyList<Option> All()
    {
        _bucket.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && StoreAddress.BucketProblem(result.Tokens[0].Value) is { } problem)
            {
                result.AddError(problem);
            }
        });
        _prefix.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Encoding.UTF8.GetByteCount(result.Tokens[0].Value) > MaxKeyBytes)
            {
                result.AddError("--prefix has more than 1,024 bytes, and no key has.");
            }
        });
        return [_bucket, _prefix, _endpoint, _region, _pathStyle, _versions, _inventory, _requestPayer, _owner, _since, _until, _cursor];
    }

    /// <summary>Opens what was chosen. Reads manifests and the cursor, and no bucket.</summary>
    public async Task<ListingSelection> OpenAsync(ParseResult parsed, TimeProvider time, CancellationToken cancellationToken)
    {
        string[] manifests = parsed.GetValue(_inventory) ?? [];
        if (Contradiction(parsed, manifests) is { } contradiction)
        {
            return ListingSelection.Wrong(contradiction);
        }

        IObjectListing? listing = null;
        try
        {
#pragma warning disable CA2000 // The selection owns it; where something is wrong with it, it is disposed of below.
            listing = manifests.Length > 0
                ? await InventoryListing.OpenAsync(manifests, parsed.GetValue(_prefix) ?? "", () => new StoreClient(Store(parsed), time), cancellationToken).ConfigureAwait(false)
                : new BucketListing(new StoreClient(Store(parsed), time), parsed.GetValue(_bucket)!, parsed.GetValue(_prefix) ?? "", parsed.GetValue(_versions), time);
#pragma warning restore CA2000
            if (parsed.GetValue(_versions) && !listing.HasVersions)
            {
                throw new ListingException("--versions was given, but the inventory has no old versions; its configuration says whether it has.");
            }

            CursorFile? file = parsed.GetValue(_cursor) is { } path ? new CursorFile(path) : null;
            ListingCursor? resume = file?.Load(listing.Identity);

            // What counts back does so from the first run's begin, so that a run that goes on means the same time.
            DateTimeOffset now = resume?.Started ?? listing.AsOf;
            (DateTimeOffset? since, DateTimeOffset? until) = (parsed.GetValue(_since)?.From(now), parsed.GetValue(_until)?.From(now));
            return since >= until
                ? throw new ListingException($"--since is not before --until: {AlertWords.Wire(since.Value)} and {AlertWords.Wire(until.Value)}.")
                : ListingSelection.Of(listing, since, until, file, resume);
        }
        catch (ListingException exception)
        {
            if (listing is not null)
            {
                await listing.DisposeAsync().ConfigureAwait(false);
            }

            return ListingSelection.Wrong(exception.Message);
        }
    }

    private string? Contradiction(ParseResult parsed, string[] manifests) =>
        manifests.Length == 0 && parsed.GetValue(_bucket) is null ? "--bucket NAME or --inventory FILE is needed: what is to be read?"
        : manifests.Length > 0 && parsed.GetValue(_bucket) is not null ? "--bucket and --inventory are both given; an inventory says itself of which bucket it is. Leave one out."
        : null;

    private StoreAddress Store(ParseResult parsed)
    {
        Uri? endpoint = parsed.GetValue(_endpoint) ?? EnvironmentEndpoint();
        StoreAddress? store = StoreAddress.Find(endpoint, parsed.GetValue(_region), parsed.GetValue(_pathStyle), out string? problem);
        return store is null
            ? throw new ListingException($"{char.ToUpperInvariant(problem![0])}{problem[1..]}")
            : store with { IsRequesterPays = parsed.GetValue(_requestPayer), ExpectedOwner = parsed.GetValue(_owner) };
    }

    // Source: AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
    private Uri? EnvironmentEndpoint()
    {
        foreach (string name in (string[])["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
        {
            if (variable(name) is { Length: > 0 } text)
            {
                return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
                    ? address
                    : throw new ListingException($"{name} is no address (not printed here); allowed: https://HOST[:PORT].");
            }
        }

        return null;
    }
}
