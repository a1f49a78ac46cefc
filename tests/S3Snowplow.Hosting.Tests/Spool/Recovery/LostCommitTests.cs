using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;

namespace S3Snowplow.Hosting.Tests.Spool.Recovery;

/// <summary>Commits that were acknowledged and are gone, though what is left fits together: SQLite cannot tell, the spool says how many it misses.</summary>
public sealed class LostCommitTests : IDisposable
{
    private const int Rows = 30;
    private const int HeaderBytes = 32;
    private const int FrameBytes = 24 + 4096;

    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cut")]
    [InlineData("zeroed")]
    [InlineData("gone")]
    public async Task LogThatLostItsEnd_IsSaidWithTheNumberThatIsMissing(string how)
    {
        await KilledAsync();
        using (FileStream log = File.Open(_folder.PathOf("spool.db-wal"), FileMode.Open))
        {
            long keep = HeaderBytes + ((log.Length - HeaderBytes) / FrameBytes / 2 * FrameBytes);
            long length = log.Length;
            log.SetLength(how == "gone" ? 0 : keep);
            log.SetLength(how == "zeroed" ? length : log.Length);
        }

        SpoolContent content = await _folder.ReadAsync();

        Assert.Single(_folder.Logged(3021));
        int missing = int.Parse((string)Assert.Single(_folder.Logged(3026)).State["Missing"]!, CultureInfo.InvariantCulture);
        Assert.InRange(missing, 1, Rows);
        Assert.Equal(Rows, content.Sound.Count() + missing);
    }

    [Fact]
    public async Task LogDamagedInItsMiddle_IsReadBehindTheDamageToo()
    {
        await KilledAsync();
        _folder.Flip("spool.db-wal", (HeaderBytes + (2 * FrameBytes) + 1000) * 8);

        SpoolContent content = await _folder.ReadAsync();

        Assert.Single(_folder.Logged(3021));
        Assert.InRange(content.Sound.Count(), Rows - 1, Rows);
    }

    [Fact]
    public async Task FileThatIsGone_IsSaid()
    {
        await KilledAsync();
        File.Delete(_folder.PathOf("spool.db"));
        File.Delete(_folder.PathOf("spool.db-wal"));

        await _folder.ReadAsync();

        Assert.Equal("it is missing", Assert.Single(_folder.Logged(3021)).State["Reason"]);
        Assert.Equal($"{Rows}", Assert.Single(_folder.Logged(3026)).State["Missing"]);
    }

    [Fact]
    public async Task RowsThatWentBack_AreMissed()
    {
        // A page that a disk did not write fits together as well: nothing but the count shows it.
        await KilledAsync();
        Sql("DELETE FROM notification WHERE number IN (3, 4)");

        await _folder.ReadAsync();

        Assert.Contains($"it has {Rows - 2} notifications, and not the {Rows}", (string)Assert.Single(_folder.Logged(3021)).State["Reason"]!, StringComparison.Ordinal);
        Assert.Equal("2", Assert.Single(_folder.Logged(3026)).State["Missing"]);
    }

    [Fact]
    public async Task LostCommits_AreInTheHealthReport()
    {
        await KilledAsync();
        File.Delete(_folder.PathOf("spool.db-wal"));
        string relay = Directory.CreateDirectory(_folder.PathOf(Path.Combine("host", "default"))).FullName;
        foreach (string file in Directory.GetFiles(_folder.Path))
        {
            File.Copy(file, Path.Combine(relay, Path.GetFileName(file)));
        }

        await using var rig = new HostRig(builder => builder.AddSpool(spool => spool.Directory = _folder.PathOf("host")));
        await rig.StartAsync();
        await rig.Services.GetRequiredService<NotificationSpool>().Recovered.Within();

        HealthReportEntry health = await rig.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains($"{Rows} notifications could not be read", health.Description, StringComparison.Ordinal);
        await rig.StopAsync().Within();
    }

    [Fact]
    public async Task KillAndDeletions_AreNoLoss()
    {
        await KilledAsync(deleted: 10);

        SpoolContent content = await _folder.ReadAsync();

        Assert.Empty(_folder.Logged(3021));
        Assert.Equal(Rows - 10, content.Sound.Count());
    }

    [Theory]
    [InlineData("UPDATE notification SET body = zeroblob(100) WHERE number = 5")]
    [InlineData("UPDATE notification SET id = 'n3' WHERE number = 5")]
    [InlineData("UPDATE notification SET arrived = arrived + 1 WHERE number = 5")]
    [InlineData("UPDATE notification SET arrived = 9223372036854775807 WHERE number = 5")]
    [InlineData("UPDATE notification SET trace = 'x' WHERE number = 5")]
    [InlineData("UPDATE notification SET checksum = NULL WHERE number = 5")]
    [InlineData("UPDATE notification SET number = 1005 WHERE number = 5")]
    public async Task AlteredRow_IsRejectedByNameAndNeitherRelayedNorReplayed(string alteration)
    {
        await KilledAsync();
        Sql(alteration);

        await using NotificationSpool spool = _folder.Open();
        await spool.Recovered.Within();
        List<string> given = [];
        using var enough = new CancellationTokenSource();
        await using IAsyncEnumerator<Notification> reading = spool.ReadAsync(enough.Token).GetAsyncEnumerator();
        while (given.Count < Rows - 1 && await reading.MoveNextAsync().AsTask().Within())
        {
            given.Add(reading.Current.Id);
        }

        Task<bool> none = reading.MoveNextAsync().AsTask();
        Assert.Equal(Enumerable.Range(0, Rows).Where(i => i != 4).Select(i => $"n{i}").Order(), given.Order());
        await Patience.UntilAsync(() => spool.RejectedCount == 1, "the altered one is moved");
        await enough.CancelAsync();
        await Record.ExceptionAsync(() => none.Within());
        Assert.Equal(1, spool.DamagedCount);
        Assert.NotNull(((ISourceStatus)spool).Problem);
        Assert.Equal(0, await spool.ReplayRejectedAsync().Within());
        Assert.Equal(1, spool.RejectedCount);
    }

    private async Task KilledAsync(int deleted = 0)
    {
        using var writing = new SpoolFolder();
        await using NotificationSpool spool = writing.Open();
        for (int i = 0; i < Rows; i++)
        {
            await spool.AppendAsync(SpoolFolder.Body(i, 700), $"n{i}").Within();
        }

        foreach (SpooledNotification one in spool.Store.Database.ReadAfter(0, deleted + 1).Take(deleted))
        {
            spool.Store.Delete(one);
        }

        await Patience.UntilAsync(() => spool.Count == Rows - deleted, "deleted");
        _folder.CopyFrom(writing);
    }

    private void Sql(string statement)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.PathOf("spool.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = $"PRAGMA secure_delete = ON; {statement}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
