using System.Text;
using Microsoft.Data.Sqlite;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;

namespace S3Snowplow.Hosting.Tests.Spool;

/// <summary>
/// Files that earlier versions wrote, kept in <c>Formats</c>: 20 notifications, of which n3 was delivered and n7 rejected. <c>layout-1</c> is of commit 2909017,
/// <c>layout-1-killed</c> the same with a log that was not moved into the file, <c>layout-2</c> of the version that brought checksums.
/// </summary>
public sealed class FormatTests : IDisposable
{
    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("layout-1")]
    [InlineData("layout-1-killed")]
    [InlineData("layout-2")]
    public async Task FileOfAFormatThatShipped_IsReadWhole(string format)
    {
        Take(format);

        SpoolContent content = await _folder.ReadAsync();

        AssertWhole(content, hasRejected: format != "layout-1-killed");
        Assert.Empty(_folder.Logged(3021));
    }

    [Fact]
    public async Task FileOfTheFirstLayout_ThatNeverHadTraces_IsReadToo()
    {
        Make("CREATE TABLE notification (number INTEGER PRIMARY KEY, id TEXT NOT NULL, arrived INTEGER NOT NULL, body BLOB NOT NULL)", "INSERT INTO notification VALUES (5, 'n5', 1767225600000, x'0102')");

        SpooledNotification one = Assert.Single((await _folder.ReadAsync()).Sound);

        Assert.Equal(("n5", 5), (one.Id, one.Number));
        Assert.Equal([1, 2], one.Body.ToArray());
    }

    [Fact]
    public async Task FileOfLayout1_ThatIsDamaged_IsReadWithoutChecksums()
    {
        Take("layout-1");
        _folder.Overwrite("spool.db", 0, new byte[100]);

        AssertWhole(await _folder.ReadAsync(), hasRejected: true);

        Assert.Single(_folder.Logged(3021));
        Assert.Equal("an unknown number", Assert.Single(_folder.Logged(3026)).State["Missing"]);
    }

    [Fact]
    public async Task AfterTheUpgrade_OldOnesNeedNoChecksumAndNewOnesDo()
    {
        Take("layout-1");
        await using (NotificationSpool spool = _folder.Open())
        {
            await spool.AppendAsync("new"u8.ToArray(), "new").Within();
            await Task.WhenAll(spool.Store.Database.ReadAfter(0, 100).Where(one => one.Id == "n1").Select(one => { spool.Store.Delete(one); return Task.CompletedTask; }));
            await Patience.UntilAsync(() => spool.Count == 18, "deleted");
        }

        Assert.Equal(18, (await _folder.ReadAsync()).Sound.Count());
        Assert.Empty(_folder.Logged(3021));
    }

    [Fact]
    public async Task Upgrade_ThatWasCutOff_LeavesTheFileAsItWas()
    {
        // What a kill amidst the upgrade leaves: a log with all of its changes, but not with the end of the transaction.
        Take("layout-1");
        using (var upgraded = new SpoolFolder())
        {
            upgraded.CopyFrom(_folder);
            await using NotificationSpool spool = upgraded.Open();
            File.Copy(upgraded.PathOf("spool.db-wal"), _folder.PathOf("spool.db-wal"), overwrite: true);
        }

        using (FileStream log = File.Open(_folder.PathOf("spool.db-wal"), FileMode.Open))
        {
            log.SetLength(log.Length - (24 + 4096));
        }

        AssertWhole(await _folder.ReadAsync(), hasRejected: true);
        Assert.Empty(_folder.Logged(3021));
    }

    private static void AssertWhole(SpoolContent content, bool hasRejected)
    {
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i is not (3 or 7)).Select(i => $"n{i}").Order(), content.Sound.Select(one => one.Id).Order());
        Assert.All(content.Sound, one =>
        {
            int number = int.Parse(one.Id[1..], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal($"body {number} " + new string('x', number % 5 == 4 ? 9000 : 100), Encoding.UTF8.GetString(one.Body.Span));
            Assert.Equal(number % 3 == 0, one.TraceParent == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        });
        Assert.Equal(hasRejected ? ["n7"] : [], content.Rejected.Select(one => one.Id));
    }

    private void Take(string format)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "S3Snowplow.sln")))
        {
            root = root.Parent;
        }

        string source = Path.Combine(root.FullName, "tests", "S3Snowplow.Hosting.Tests", "Spool", "Formats", format);
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = _folder.PathOf(Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private void Make(params string[] statements)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.PathOf("spool.db")};Pooling=False");
        connection.Open();
        foreach (string statement in statements)
        {
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
    }
}
