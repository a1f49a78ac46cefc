using System.Text.RegularExpressions;

namespace S3Snowplow.Tool.Tests.Listings;

/// <summary>Pages and inventories that stores sent are read as their answers say.</summary>
public sealed partial class ListingCasesTests
{
    public static TheoryData<string> Pages => ListingCase.Of(one => one.Kind is "ListObjectsV2" or "ListObjectVersions" or "page");

    public static TheoryData<string> Stops => ListingCase.Of(one => one.Text("stop") is not null);

    public static TheoryData<string> Inventories => ListingCase.Of(one => one.Kind == "inventory" && one.Text("refused") is null && one.Text("error") is null);

    public static TheoryData<string> RefusedInventories => ListingCase.Of(one => one.Kind == "inventory" && (one.Text("refused") ?? one.Text("error")) is not null);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Read_PageOfAStore_GivesItsAnswer(string name)
    {
        ListingCase one = ListingCase.Named(name);

        StorePage page = StorePageReader.Read("bucket", File.ReadAllBytes(one.Path));

        Assert.Equal("", one.Differences(page.Objects));
        Assert.Equal(one.Text("nextContinuationToken"), page.ContinuationToken);
        Assert.Equal(one.Text("nextKeyMarker"), page.KeyMarker);
        Assert.Equal(one.Text("nextVersionIdMarker"), page.VersionIdMarker);
        Assert.Equal(one.Answer.TryGetProperty("isTruncated", out var isTruncated) ? isTruncated.GetBoolean() : page.IsTruncated, page.IsTruncated);
    }

    [Theory]
    [MemberData(nameof(Stops))]
    public async Task ReadAsync_PageThatBringsTheSameAgain_StopsAndSaysHowFar(string name)
    {
        string last = ListingCase.Named(name).Path;
        string before = Number().Replace(last, match => $"-{int.Parse(match.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture) - 1}.", 1);
        bool hasVersions = File.ReadAllText(last).Contains("ListVersionsResult", StringComparison.Ordinal);
        await using var store = new ScriptedStore(File.ReadAllBytes(before), File.ReadAllBytes(last));
        await using BucketListing listing = store.Listing("odd", hasVersions: hasVersions);

        ListingException stopped = await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync());

        Assert.Matches("the store brings the same page again|the store goes in a circle", stopped.Message);
        Assert.Contains("were read before it", stopped.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Inventories))]
    public async Task ReadAsync_Inventory_GivesItsAnswer(string name)
    {
        ListingCase one = ListingCase.Named(name);
        await using InventoryListing listing = await InventoryListing.OpenAsync([one.Path], "", NoStore, CancellationToken.None);

        Assert.Equal("", one.Differences(await listing.ReadAllAsync()));
        Assert.Equal(DateTimeOffset.Parse(one.Text("listedAt")!, System.Globalization.CultureInfo.InvariantCulture).AddHours(-6), listing.AsOf);
    }

    [Theory]
    [MemberData(nameof(RefusedInventories))]
    public async Task OpenAsync_InventoryThatCannotBeTrusted_IsNoAnswerAtAll(string name)
    {
        ListingCase one = ListingCase.Named(name);

        ListingException refused = await Assert.ThrowsAsync<ListingException>(() => InventoryListing.OpenAsync([one.Path], "", NoStore, CancellationToken.None));

        string expected = one.Text("refused") ?? (one.Text("error") == "checksum" ? "MD5 differs" : "not there");
        Assert.True(refused.Message.Contains(expected, StringComparison.Ordinal) || (expected == "MD5 differs" && refused.Message.Contains("bytes, and the manifest says", StringComparison.Ordinal)), refused.Message);
        Assert.Contains("Nothing of it was read", refused.Message, StringComparison.Ordinal);
    }

    private static StoreClient NoStore() => throw new InvalidOperationException("A folder needs no store.");

    [GeneratedRegex("-(?<number>[0-9]+)\\.", RegexOptions.RightToLeft | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
