using System.Net;
using System.Text;

namespace S3Snowplow.Tool.Tests.Listings;

public sealed class BucketListingTests
{
    [Fact]
    public async Task ReadAsync_SeveralPages_AsksForThousandAndSendsTheTokenAsItCame()
    {
        await using var store = new ScriptedStore(StoreXml.Page(["a", "b"], "t+o/k\u0001en=="), StoreXml.Page([], "more"), StoreXml.Page(["c d+e"]));
        await using BucketListing listing = store.Listing("bucket", "pre fix/");

        Assert.Equal(["a", "b", "c d+e"], (await listing.ReadAllAsync()).Select(one => one.Key));
        Assert.Equal(
            [
                "?encoding-type=url&list-type=2&max-keys=1000&prefix=pre%20fix%2F",
                "?encoding-type=url&list-type=2&max-keys=1000&prefix=pre%20fix%2F&continuation-token=t%2Bo%2Fk%01en%3D%3D",
                "?encoding-type=url&list-type=2&max-keys=1000&prefix=pre%20fix%2F&continuation-token=more",
            ],
            store.Queries);
    }

    [Fact]
    public async Task ReadAsync_Versions_SendsTheMarkersDecoded()
    {
        await using var store = new ScriptedStore(StoreXml.Versions([("a b", "2", false), ("a b", "1", true)], ("a b", "1")), StoreXml.Versions([("a b", "null", false)]));
        await using BucketListing listing = store.Listing("bucket", hasVersions: true);

        List<ListedObject> all = await listing.ReadAllAsync();

        Assert.Equal(["2", "1", null], all.Select(one => one.VersionId));
        Assert.Equal("?encoding-type=url&max-keys=1000&prefix=&key-marker=a%20b&version-id-marker=1&versions=", store.Queries[1]);
    }

    [Fact]
    public async Task ReadAsync_WithACursor_BeginsBehindItsKeyAndKeepsItsBegin()
    {
        await using var store = new ScriptedStore(StoreXml.Page(["k+2"]));
        await using BucketListing listing = store.Listing("bucket");
        var cursor = new ListingCursor(listing.Identity, DateTimeOffset.UnixEpoch, "k 1");

        await foreach (ListingPage page in listing.ReadAsync(cursor, CancellationToken.None))
        {
            Assert.Equal(("k+2", DateTimeOffset.UnixEpoch, true), (page.Cursor.LastKey, page.Cursor.Started, page.Cursor.IsComplete));
        }

        Assert.EndsWith("&start-after=k%201", store.Queries[0], StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.UnixEpoch, listing.AsOf);
    }

    [Fact]
    public async Task ReadAsync_VersionsWithACursor_BeginsBehindKeyAndVersion()
    {
        await using var store = new ScriptedStore(StoreXml.Versions([("k", "0", false)]));
        await using BucketListing listing = store.Listing("bucket", hasVersions: true);

        await listing.ReadAllAsync(new ListingCursor(listing.Identity, DateTimeOffset.UnixEpoch, "k") { LastVersionId = "null" });

        Assert.Contains("&key-marker=k&version-id-marker=null", store.Queries[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_KeysWhoseNamesAreLost_CursorStaysBehindTheLastRightOne()
    {
        await using var store = new ScriptedStore(Encoding.UTF8.GetBytes("<ListBucketResult><IsTruncated>false</IsTruncated>"
            + "<Contents><Key>good</Key><LastModified>2026-11-27T00:00:00Z</LastModified><Size>1</Size></Contents>"
            + "<Contents><Key>lost-\uFFFD</Key><LastModified>2026-11-27T00:00:00Z</LastModified><Size>1</Size></Contents></ListBucketResult>"));
        await using BucketListing listing = store.Listing("bucket");

        await foreach (ListingPage page in listing.ReadAsync(null, CancellationToken.None))
        {
            Assert.Equal("good", page.Cursor.LastKey);
            Assert.Equal([false, true], page.Objects.Select(one => one.IsKeyLost));
        }
    }

    [Fact]
    public async Task ReadAsync_TruncatedWithoutAToken_GoesOnBehindTheLastKey()
    {
        await using var store = new ScriptedStore(StoreXml.Page(["a", "b"], isTruncated: true), StoreXml.Page(["c"]));
        await using BucketListing listing = store.Listing("bucket");

        Assert.Equal(3, (await listing.ReadAllAsync()).Count);
        Assert.EndsWith("&start-after=b", store.Queries[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_TokensInACircle_Stops()
    {
        await using var store = new ScriptedStore([.. Enumerable.Range(0, 20).Select(i => StoreXml.Page([], $"token-{i % 3}"))]);
        await using BucketListing listing = store.Listing("bucket");

        ListingException stopped = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Contains("goes in a circle", stopped.Message, StringComparison.Ordinal);
        Assert.True(store.Queries.Count <= 12, $"{store.Queries.Count} requests");
    }

    [Fact]
    public async Task ReadAsync_PagesInACircleWithNewTokens_Stops()
    {
        await using var store = new ScriptedStore([.. Enumerable.Range(0, 20).Select(i => StoreXml.Page([$"key-{i % 3}"], $"token-{i}"))]);
        await using BucketListing listing = store.Listing("bucket");

        ListingException stopped = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Contains("goes in a circle", stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(400, "SlowDown")]
    public async Task ReadAsync_BusyStore_IsAskedAgainForTheSamePageAfterAWait(int status, string code)
    {
        await using var store = new ScriptedStore(StoreXml.Page(["a"], "next"));
        store.Answer((HttpStatusCode)status, StoreXml.Error(code)).Answer((HttpStatusCode)status, StoreXml.Error(code)).Answer(HttpStatusCode.OK, StoreXml.Page(["b"]));
        await using BucketListing listing = store.Listing("bucket");

        Assert.Equal(2, (await listing.ReadAllAsync()).Count);
        Assert.Equal(store.Queries[1], store.Queries[3]);
        Assert.True(store.Waited > TimeSpan.Zero);
    }

    [Fact]
    public async Task ReadAsync_StoreThatStaysBusyInTheMiddle_SaysHowFarItGot()
    {
        await using var store = new ScriptedStore(StoreXml.Page(["a", "b"], "next"));
        for (int i = 0; i < 9; i++)
        {
            store.Answer(HttpStatusCode.ServiceUnavailable, StoreXml.Error("SlowDown"));
        }

        await using BucketListing listing = store.Listing("bucket");
        ListingException stopped = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Equal("Bucket bucket at http://127.0.0.1:1 could not be read to its end: the store cannot do it now (HTTP 503, SlowDown), though it was asked several times. Try again later. 2 entries on 1 pages were read before it.", stopped.Message);
    }

    [Fact]
    public async Task ReadAsync_BrokenPage_IsAskedOnceMore()
    {
        await using var store = new ScriptedStore(StoreXml.Page(["a"])[..100], StoreXml.Page(["a"]));
        await using BucketListing listing = store.Listing("bucket");

        Assert.Single(await listing.ReadAllAsync());
    }

    [Fact]
    public async Task ReadAsync_PageThatStaysBroken_SaysWhereAndNoKey()
    {
        byte[] broken = StoreXml.Page(["secret-key", "other"])[..260];
        await using var store = new ScriptedStore(StoreXml.Page(["a"], "next"), broken, broken);
        await using BucketListing listing = store.Listing("bucket");

        ListingException stopped = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Contains("line 1, column", stopped.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "", "there is no such bucket")]
    [InlineData(403, "AccessDenied", "", "This needs s3:ListBucket on the bucket")]
    [InlineData(403, "InvalidAccessKeyId", "", "does not know the access key")]
    [InlineData(403, "SignatureDoesNotMatch", "", "Is the secret key right?")]
    [InlineData(403, "RequestTimeTooSkewed", "", "clock")]
    [InlineData(400, "AuthorizationHeaderMalformed", "<Region>eu-north-1</Region>", "the bucket is in region eu-north-1, and eu-west-1 was asked (HTTP 400). Use --region eu-north-1")]
    [InlineData(501, "NotImplemented", "", "does not offer that")]
    public async Task ReadAsync_Refusal_SaysWhatToDoInOneLine(int status, string code, string more, string expected)
    {
        await using ScriptedStore store = new ScriptedStore().Answer((HttpStatusCode)status, StoreXml.Error(code, more));
        await using BucketListing listing = store.Listing("bucket");

        ListingException refused = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Single(store.Queries);
    }

    [Fact]
    public async Task ReadAsync_BucketInAnotherRegion_NamesTheOneOfTheHeader()
    {
        await using ScriptedStore store = new ScriptedStore().Answer(HttpStatusCode.MovedPermanently, StoreXml.Error("PermanentRedirect"), ("x-amz-bucket-region", "ap-south-1"));
        await using BucketListing listing = store.Listing("bucket");

        Assert.Contains("--region ap-south-1", (await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_VersionsWithoutPermission_NamesTheirOwn()
    {
        await using ScriptedStore store = new ScriptedStore().Answer(HttpStatusCode.Forbidden, StoreXml.Error("AccessDenied"));
        await using BucketListing listing = store.Listing("bucket", hasVersions: true);

        Assert.Contains("s3:ListBucketVersions", (await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NobodyThere_SaysSoAfterAFewTries()
    {
        await using var store = new ScriptedStore();
        for (int i = 0; i < 4; i++)
        {
            store.Fail(HttpRequestError.ConnectionError);
        }

        await using BucketListing listing = store.Listing("bucket");

        ListingException refused = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Contains("http://127.0.0.1:1/ cannot be reached (the connection is refused, or nobody answers)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_SomethingElseAnswers_SaysSo()
    {
        await using ScriptedStore store = new ScriptedStore().Answer(HttpStatusCode.OK, "<html><body>hello").Answer(HttpStatusCode.OK, "<html><body>hello");
        await using BucketListing listing = store.Listing("bucket");

        Assert.Contains("Is --endpoint that of a store?", (await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_RequesterPaysAndExpectedOwner_AreSent()
    {
        await using var store = new ScriptedStore(StoreXml.Page([]));
        await using BucketListing listing = store.Listing("bucket", pays: true, owner: "123456789012");

        await listing.ReadAllAsync();

        Assert.Contains(("x-amz-request-payer", "requester"), store.Headers);
        Assert.Contains(("x-amz-expected-bucket-owner", "123456789012"), store.Headers);
    }
}
