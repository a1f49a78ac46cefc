using System.Globalization;
using System.Runtime.CompilerServices;

namespace S3Snowplow.Tool;

/// <summary>Lists a bucket page by page: ListObjectsV2, or ListObjectVersions with old versions and delete markers.</summary>
/// <remarks>
/// <para>1,000 entries a page are asked for, the most there are. It goes on while the store says that there is more, whatever a page holds, and stops where the store brings the same again.</para>
/// <para>Reading on after a cursor begins behind its key, not with an old token: stores take a token that they do not know for a key.</para>
/// </remarks>
/// <param name="client">Asks the store; disposed of with the listing.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">What keys begin with; empty: all.</param>
/// <param name="hasVersions">Whether old versions are listed.</param>
/// <param name="time">The clock.</param>
internal sealed class BucketListing(StoreClient client, string bucket, string prefix, bool hasVersions, TimeProvider time) : IObjectListing
{
    private long _objects;
    private int _pages;

    /// <inheritdoc/>
    public string Name { get; } = $"bucket {bucket} at {client.Store.Endpoint.GetLeftPart(UriPartial.Authority)}{(prefix.Length > 0 ? $", prefix {prefix}" : "")}";

    /// <inheritdoc/>
    public string Identity { get; } = $"{(hasVersions ? "versions" : "objects")} of bucket {bucket} at {client.Store.Endpoint.GetLeftPart(UriPartial.Authority)}, prefix '{prefix}'";

    /// <inheritdoc/>
    public DateTimeOffset AsOf { get; private set; } = time.GetUtcNow();

    /// <inheritdoc/>
    public bool HasVersions => hasVersions;

    private string Permission => (hasVersions ? "s3:ListBucketVersions" : "s3:ListBucket") + " on the bucket";

    /// <summary>Asks the bucket itself, for what it is configured to do.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">There is no answer; the message says why.</exception>
    /// <exception cref="StoreRefusedException">The answer is not usable.</exception>
    /// <exception cref="ListingException">There are no credentials, so the bucket cannot be listed either.</exception>
    public async Task<StoreAnswer> AskAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(bucket, "", query, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreRefusedException exception) when (exception.HasNoCredentials)
        {
            throw Stopped(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListingPage> ReadAsync(ListingCursor? resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AsOf = resume?.Started ?? AsOf;
        ListingCursor cursor = resume ?? new ListingCursor(Identity, AsOf, "");
        var next = Continuation.After(cursor, hasVersions);
        LoopGuard tokens = new(), ends = new();
        (string Key, string? VersionId)? last = null;
        while (true)
        {
            StorePage page = await ReadPageAsync(next, cancellationToken).ConfigureAwait(false);
            if (last is { } before && page.Objects.Any(one => one.Key == before.Key && one.VersionId == before.VersionId))
            {
                throw Stopped("the store brings the same page again");
            }

            (_pages, _objects) = (_pages + 1, _objects + page.Objects.Count);
            cursor = CursorAfter(page, cursor);
            yield return new ListingPage(page.Objects, page.IsTruncated ? cursor : cursor with { IsComplete = true });
            if (!page.IsTruncated)
            {
                yield break;
            }

            if (page.Objects.Count > 0)
            {
                last = (page.Objects[^1].Key, page.Objects[^1].VersionId);
                if (ends.IsRepeated($"{last.Value.VersionId}\n{last.Value.Key}"))
                {
                    throw Stopped("the store goes in a circle: a page ends as one before it did");
                }
            }

            next = Continuation.Of(page, hasVersions) ?? (page.Objects.Count > 0 ? Continuation.After(cursor, hasVersions) : throw Stopped("the store says that there is more, but not where"));
            if (tokens.IsRepeated(next.Place))
            {
                throw Stopped("the store goes in a circle: it names a place again where the listing has been");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<StorePage> ReadPageAsync(Continuation next, CancellationToken cancellationToken)
    {
        string query = $"encoding-type=url{(hasVersions ? "" : "&list-type=2")}&max-keys=1000&prefix={Uri.EscapeDataString(prefix)}{next.Query}{(hasVersions ? "&versions=" : "")}";
        for (bool isAgain = false; ; isAgain = true)
        {
            try
            {
                StoreAnswer answer = await client.GetAsync(bucket, "", query, cancellationToken).ConfigureAwait(false);
                return answer.IsSuccess ? StorePageReader.Read(bucket, answer.Body) : throw Stopped(StoreRefusal.Reason(answer, client.Store, Permission));
            }
            catch (FormatException) when (!isAgain)
            {
                // An answer of status 200 may be broken off by an error: asked for once more.
            }
            catch (FormatException exception)
            {
                throw Stopped($"the answer cannot be read: {exception.Message}{(_pages == 0 ? ". Is --endpoint that of a store?" : "")}", exception);
            }
            catch (Exception exception) when (exception is IOException or StoreRefusedException)
            {
                throw Stopped(exception.Message, exception);
            }
        }
    }

    // Behind the last key whose name is right: a name that the store has lost leads nowhere.
    private ListingCursor CursorAfter(StorePage page, ListingCursor before)
    {
        ListingCursor cursor = before;
        foreach (ListedObject one in page.Objects)
        {
            if (!one.IsKeyLost && (cursor.LastKey.Length == 0 || ListedKey.Compare(one.Key, cursor.LastKey) >= 0))
            {
                cursor = cursor with { LastKey = one.Key, LastVersionId = hasVersions ? one.VersionId ?? "null" : null };
            }
        }

        // The store's own place, where it says one: in a page of VersityGW the entries are not in the order of the keys.
        return page.KeyMarker is { } marker && !marker.Contains('\uFFFD', StringComparison.Ordinal) ? cursor with { LastKey = marker, LastVersionId = page.VersionIdMarker } : cursor;
    }

    private ListingException Stopped(string why, Exception? inner = null)
    {
        string end = why.TrimEnd('.');
        return new(_pages == 0
            ? $"{Sentence(Name)} cannot be read: {end}{(end.EndsWith('?') ? "" : ".")}"
            : string.Create(CultureInfo.InvariantCulture, $"{Sentence(Name)} could not be read to its end: {end}{(end.EndsWith('?') ? "" : ".")} {_objects:N0} entries on {_pages:N0} pages were read before it."), inner)
        {
            HasRead = _pages > 0,
        };
    }

    private static string Sentence(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>What the next request adds to its query.</summary>
    private sealed record Continuation(string Query, string Place)
    {
        public static Continuation After(ListingCursor cursor, bool hasVersions) =>
            cursor.LastKey.Length == 0 ? new("", "")
            : !hasVersions ? new($"&start-after={Uri.EscapeDataString(cursor.LastKey)}", cursor.LastKey)
            : Marker(cursor.LastKey, cursor.LastVersionId);

        // Null where a store says that there is more and gives nothing to ask with.
        public static Continuation? Of(StorePage page, bool hasVersions) =>
            hasVersions ? (page.KeyMarker is { } key ? Marker(key, page.VersionIdMarker) : null)
            : page.ContinuationToken is { } token ? new($"&continuation-token={Uri.EscapeDataString(token)}", token)
            : null;

        private static Continuation Marker(string key, string? version) => new(
            $"&key-marker={Uri.EscapeDataString(key)}{(version is null ? "" : $"&version-id-marker={Uri.EscapeDataString(version)}")}", $"{version}\n{key}");
    }
}
