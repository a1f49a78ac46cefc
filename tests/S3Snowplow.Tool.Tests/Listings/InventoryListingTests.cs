using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace S3Snowplow.Tool.Tests.Listings;

public sealed class InventoryListingTests : IDisposable
{
    private const string Row = "\"lake\",\"{0}\",\"7\",\"2026-11-01T00:00:00.000Z\"\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-inventory-").FullName;

    [Fact]
    public async Task ReadAsync_FileOfSeveralGzipMembers_GivesAllRows()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [[.. Packed("a", "b"), .. Packed("c")]]);
        await using InventoryListing listing = await OpenAsync(manifest);

        Assert.Equal(["a", "b", "c"], (await listing.ReadAllAsync()).Select(one => one.Key));
    }

    [Fact]
    public async Task ReadAsync_ManyRows_ComeInPagesAndGoOnBehindEach()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed([.. Enumerable.Range(0, 2500).Select(i => $"one-{i}")]), Packed("two-0", "two-1")]);
        await using InventoryListing listing = await OpenAsync(manifest);
        List<ListedObject> all = await listing.ReadAllAsync();
        Assert.Equal(2502, all.Count);

        int before = 0;
        await foreach (ListingPage page in listing.ReadAsync(null, CancellationToken.None))
        {
            before += page.Objects.Count;
            Assert.Equal(all.Skip(before), await listing.ReadAllAsync(page.Cursor));
            Assert.Equal(before == all.Count, page.Cursor.IsComplete);
        }
    }

    [Fact]
    public async Task ReadAsync_InventoryInItsOwnSourceBucket_LeavesItsOwnFilesOut()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("inv/lake/daily/data/old.csv.gz", "inv/lake/weekly/data/x", "a")], destination: "lake");
        await using InventoryListing listing = await OpenAsync(manifest);

        Assert.Equal(["inv/lake/weekly/data/x", "a"], (await listing.ReadAllAsync()).Select(one => one.Key));
    }

    [Fact]
    public async Task ReadAsync_Prefix_LeavesOtherKeysOut()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("raw/a", "raw-old/b")]);
        await using InventoryListing listing = await InventoryListing.OpenAsync([manifest], "raw/", NoStore, CancellationToken.None);

        Assert.Equal("raw/a", Assert.Single(await listing.ReadAllAsync()).Key);
    }

    [Theory]
    [InlineData("Bucket, Key, LastModifiedDate", "no column Size")]
    [InlineData("Bucket, Key, Size", "no column LastModifiedDate")]
    [InlineData("Bucket, Key", "no column Size and LastModifiedDate")]
    public async Task OpenAsync_WithoutANeededColumn_IsRefusedByItsName(string schema, string expected)
    {
        string manifest = Write(schema, []);

        Assert.Contains(expected, (await Assert.ThrowsAsync<ListingException>(() => OpenAsync(manifest))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_DataFileIsNotThere_IsNoAnswerAtAll()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("a"), Packed("b")]);
        File.Delete(Path.Combine(_folder, "inv", "lake", "daily", "data", "1.csv.gz"));

        Assert.Contains("1.csv.gz is not there", (await Assert.ThrowsAsync<ListingException>(() => OpenAsync(manifest))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_DataFileThatWasChanged_IsNoAnswerAtAll()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("a")]);
        string data = Path.Combine(_folder, "inv", "lake", "daily", "data", "0.csv.gz");
        byte[] content = await File.ReadAllBytesAsync(data);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(data, content);

        Assert.Contains("0.csv.gz is not what the manifest says", (await Assert.ThrowsAsync<ListingException>(() => OpenAsync(manifest))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_ManifestThatWasChanged_IsNoAnswerAtAll()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("a")]);
        await File.AppendAllTextAsync(manifest, " ");

        Assert.Contains("manifest.json is not what manifest.checksum says", (await Assert.ThrowsAsync<ListingException>(() => OpenAsync(manifest))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_TheSameConfigurationTwice_IsRefused()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("a")]);

        Assert.Contains("count twice", (await Assert.ThrowsAsync<ListingException>(() => InventoryListing.OpenAsync([manifest, manifest], "", NoStore, CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_RowThatIsNoRow_SaysWhichOfWhichFile()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Pack("\"lake\",\"a\",\"7\",\"2026-11-01T00:00:00.000Z\"\n\"lake\",\"b\",\"x\",\"2026-11-01T00:00:00.000Z\"\n")]);
        await using InventoryListing listing = await OpenAsync(manifest);

        Assert.Contains("0.csv.gz: row 2 has a Size that is no number. 1 rows were read before it", (await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_InventoryInABucket_IsReadFromThereByItsKeys()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("a", "b")]);
        await using var store = new ScriptedStore(await File.ReadAllBytesAsync(manifest), await File.ReadAllBytesAsync(Beside(manifest)), Packed("a", "b"));
        await using InventoryListing listing = await InventoryListing.OpenAsync(["s3://inventories/inv/lake/daily/2026-11-02T01-00Z/manifest.json"], "", () => store.Client(), CancellationToken.None);

        Assert.Equal(["a", "b"], (await listing.ReadAllAsync()).Select(one => one.Key));
        Assert.Equal(
            ["/inventories/inv/lake/daily/2026-11-02T01-00Z/manifest.json", "/inventories/inv/lake/daily/2026-11-02T01-00Z/manifest.checksum", "/inventories/inv/lake/daily/data/0.csv.gz"],
            store.Paths);
    }

    [Fact]
    public async Task ReadAsync_DataFileInABucketThatIsAnother_GivesNoRowOfIt()
    {
        string manifest = Write("Bucket, Key, Size, LastModifiedDate", [Packed("a", "b")]);
        await using var store = new ScriptedStore(await File.ReadAllBytesAsync(manifest), await File.ReadAllBytesAsync(Beside(manifest)), Packed("a", "c"));
        await using InventoryListing listing = await InventoryListing.OpenAsync(["s3://inventories/inv/lake/daily/2026-11-02T01-00Z/manifest.json"], "", () => store.Client(), CancellationToken.None);

        Assert.Contains("0 rows were read before it", (await Assert.ThrowsAsync<ListingException>(() => listing.ReadAllAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_InventoryInABucketWithoutPermission_NamesIt()
    {
        await using ScriptedStore store = new ScriptedStore().Answer(System.Net.HttpStatusCode.Forbidden, StoreXml.Error("AccessDenied"));

        ListingException refused = await Assert.ThrowsAsync<ListingException>(() => InventoryListing.OpenAsync(["s3://inventories/manifest.json"], "", () => store.Client(), CancellationToken.None));

        Assert.Contains("s3:GetObject", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<InventoryListing> OpenAsync(string manifest) => InventoryListing.OpenAsync([manifest], "", NoStore, CancellationToken.None);

    private static StoreClient NoStore() => throw new InvalidOperationException("A folder needs no store.");

    private static string Beside(string manifest) => Path.Combine(Path.GetDirectoryName(manifest)!, "manifest.checksum");

    private static byte[] Packed(params string[] keys) => Pack(string.Concat(keys.Select(key => Row.Replace("{0}", key, StringComparison.Ordinal))));

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private string Write(string schema, byte[][] files, string destination = "inventories")
    {
        string stamp = Path.Combine(_folder, "inv", "lake", "daily", "2026-11-02T01-00Z");
        Directory.CreateDirectory(stamp);
        Directory.CreateDirectory(Path.Combine(_folder, "inv", "lake", "daily", "data"));
        List<string> entries = [];
        for (int i = 0; i < files.Length; i++)
        {
            string key = $"inv/lake/daily/data/{i}.csv.gz";
            File.WriteAllBytes(Path.Combine(_folder, key), files[i]);
            entries.Add($$"""{"key":"{{key}}","size":{{files[i].Length}},"MD5checksum":"{{Md5(files[i])}}"}""");
        }

        byte[] manifest = Encoding.UTF8.GetBytes($$"""{"sourceBucket":"lake","destinationBucket":"arn:aws:s3:::{{destination}}","version":"2016-11-30","creationTimestamp":"1793581200000","fileFormat":"CSV","fileSchema":"{{schema}}","files":[{{string.Join(',', entries)}}]}""");
        string path = Path.Combine(stamp, "manifest.json");
        File.WriteAllBytes(path, manifest);
        File.WriteAllText(Path.Combine(stamp, "manifest.checksum"), Md5(manifest));
        return path;
    }

#pragma warning disable CA5351 // The checksum that S3 Inventory has.
    private static string Md5(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
}
