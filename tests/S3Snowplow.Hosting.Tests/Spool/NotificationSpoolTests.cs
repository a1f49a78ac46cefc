using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Spool;

public sealed class NotificationSpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-spool-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly SpoolOptions _options = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Append_IsReadInOrderWithItsArrival()
    {
        await using NotificationSpool spool = Open();
        for (int i = 0; i < 100; i++)
        {
            await spool.AppendAsync(Body(i), $"n{i}").Within();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        List<Notification> read = await ReadAsync(spool, 100);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"n{i}"), read.Select(one => one.Id));
        Assert.Equal(Body(7), read[7].Body.ToArray());
        Assert.Equal(ManualTimeProvider.DefaultStart.AddSeconds(7), read[7].ReceivedAt);
        Assert.False(read[7].IsRedelivery);
    }

    [Fact]
    public async Task Reopen_ReadsWhatWasNotSettled_OutOfOrderToo()
    {
        await using (NotificationSpool spool = Open())
        {
            for (int i = 0; i < 10; i++)
            {
                await spool.AppendAsync(HostRig.Record(i), $"n{i}").Within();
            }

            List<Notification> read = await ReadAsync(spool, 10);
            foreach (int i in (int[])[9, 2, 5])
            {
                await SettleAsync(read[i], _ => EventOutcome.Delivered);
            }
        }

        await using NotificationSpool again = Open();
        List<Notification> left = await ReadAsync(again, 7);

        Assert.Equal(["n0", "n1", "n3", "n4", "n6", "n7", "n8"], left.Select(one => one.Id));
        Assert.All(left, one => Assert.True(one.IsRedelivery));
        Assert.Equal(7, again.Count);
    }

    [Fact]
    public async Task Expired_StaysAndIsReadAgainAfterAWait()
    {
        await using NotificationSpool spool = Open();
        await spool.AppendAsync(HostRig.Record(1), "n1").Within();
        await using IAsyncEnumerator<Notification> reading = spool.ReadAsync().GetAsyncEnumerator();
        Assert.True(await reading.MoveNextAsync().AsTask().Within());

        await SettleAsync(reading.Current, _ => EventOutcome.Expired("the test has it"));
        Task<bool> next = reading.MoveNextAsync().AsTask();
        await _time.WaitForTimersAsync(2, default).Within();
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.True(await next.Within());
        Assert.Equal("n1", reading.Current.Id);
        Assert.Equal(1, spool.Count);
    }

    [Fact]
    public async Task Rejected_IsMovedAndReplayed()
    {
        await using NotificationSpool spool = Open();
        await spool.AppendAsync("{}"u8.ToArray(), "n1").Within();
        List<Notification> read = await ReadAsync(spool, 1);

        await SettleAsync(read[0], _ => EventOutcome.Delivered);
        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (0, 1), "moved");
        int replayed = await spool.ReplayRejectedAsync().Within();

        Assert.Equal(1, replayed);
        Assert.Equal("{}"u8.ToArray(), (await ReadAsync(spool, 1))[0].Body.ToArray());
        await Patience.UntilAsync(() => (spool.Count, spool.RejectedCount) == (1, 0), "moved back");
    }

    [Fact]
    public async Task TooOld_IsMovedToTheRejectedOnes()
    {
        await using NotificationSpool spool = Open();
        await spool.AppendAsync(Body(1), "old").Within();
        _time.Advance(TimeSpan.FromDays(8));
        await spool.AppendAsync(Body(2), "new").Within();

        List<Notification> read = await ReadAsync(spool, 1);

        Assert.Equal("new", read[0].Id);
        await Patience.UntilAsync(() => _log.Entries.Any(entry => entry.EventId.Id == 3023), "it is said");
        Assert.Equal(1, spool.RejectedCount);
    }

    [Fact]
    public async Task Full_RefusesAndTakesAgainWhenThereIsRoom()
    {
        _options.MaxBytes = 100;
        await using NotificationSpool spool = Open();
        await spool.AppendAsync(new byte[80], "n1").Within();

        SpoolException refused = await Assert.ThrowsAsync<SpoolException>(() => spool.AppendAsync(new byte[80], "n2"));
        Assert.Contains("100 bytes are allowed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0.8, spool.Fill);
        await SettleAsync((await ReadAsync(spool, 1))[0], _ => EventOutcome.Delivered);
        await Patience.UntilAsync(() => spool.Count == 0, "settled as rejected, and moved");

        await spool.AppendAsync(new byte[80], "n3").Within();
    }

    [Fact]
    public async Task RejectedFull_KeepsTheNotificationAndSaysSo()
    {
        _options.MaxRejectedBytes = 1;
        await using NotificationSpool spool = Open();
        await spool.AppendAsync("{}"u8.ToArray(), "n1").Within();

        await SettleAsync((await ReadAsync(spool, 1))[0], _ => EventOutcome.Delivered);

        Assert.Equal((1, 0), (spool.Count, spool.RejectedCount));
        Assert.Single(_log.Entries, entry => entry.EventId.Id == 3024);
    }

    [Fact]
    public async Task FullDisk_RefusesWithoutHarmAndGoesOnAfterwards()
    {
        await using NotificationSpool spool = Open();
        await spool.AppendAsync(Body(1), "n1").Within();
        spool.Store.Database.LimitPages(20);

        int stored = 1;
        SpoolException? refused = null;
        while (refused is null)
        {
            refused = await Record.ExceptionAsync(() => spool.AppendAsync(new byte[4000], "big").Within()) as SpoolException;
            stored += refused is null ? 1 : 0;
        }

        Assert.Contains("the disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(stored, spool.Count);
        spool.Store.Database.LimitPages(100_000);
        await spool.AppendAsync(Body(2), "last").Within();
        Assert.Equal("last", (await ReadAsync(spool, stored + 1))[^1].Id);
    }

    [Fact]
    public async Task FileThatFailsForGood_RefusesEachAtOnceWhateverWaitsToBeDeletedAndCloses()
    {
        // More deletions than a commit takes, each of which fails; and a logger that throws when it hears of it.
        var spool = new NotificationSpool(_folder, _options, _time, new ThrowingLogger());
        await spool.AppendAsync(Body(1), "n1").Within();
        SpooledNotification stored = Assert.Single(spool.Store.Database.ReadAfter(0, 10));
        using (var other = new SqliteConnection($"Data Source={Path.Combine(_folder, "spool.db")};Pooling=False"))
        {
            other.Open();
            using SqliteCommand drop = other.CreateCommand();
            drop.CommandText = "DROP TABLE notification";
            drop.ExecuteNonQuery();
        }

        for (int i = 0; i < 2500; i++)
        {
            spool.Store.Delete(stored);
        }

        for (int i = 0; i < 3; i++)
        {
            SpoolException refused = await Assert.ThrowsAsync<SpoolException>(() => spool.AppendAsync(Body(2)).Within());
            Assert.Contains("no such table", refused.Message, StringComparison.Ordinal);
        }

        Assert.Contains("no such table", ((ISourceStatus)spool).Problem, StringComparison.Ordinal);
        await spool.DisposeAsync().AsTask().Within();
    }

    [SmallDiskFact]
    public async Task FullDisk_OfTheSystem_LosesNothingThatWasTaken()
    {
        using SmallDisk disk = SmallDisk.TryMount()!;
        int taken;
        await using (var spool = new NotificationSpool(disk.Folder, _options, _time, _log))
        {
            taken = await FillAsync(disk, spool);
            Assert.Contains("the disk is full", ((ISourceStatus)spool).Problem, StringComparison.Ordinal);
        }

        await using var again = new NotificationSpool(disk.Folder, _options, _time, _log);
        List<Notification> read = await ReadAsync(again, taken);
        Assert.Equal(Enumerable.Range(0, taken).Select(i => $"n{i}"), read.Select(one => one.Id));
        Assert.All(read, one => Assert.Equal(200_000, one.Body.Length));
        Assert.DoesNotContain(_log.Entries, entry => entry.EventId.Id == 3021);
    }

    [SmallDiskFact]
    public async Task FullDisk_OfTheSystem_IsWorkedOffAndTakesAgain()
    {
        using SmallDisk disk = SmallDisk.TryMount()!;
        await using (var spool = new NotificationSpool(disk.Folder, _options, _time, _log))
        {
            int taken = await FillAsync(disk, spool);
            List<Notification> read = await ReadAsync(spool, taken);
            foreach (Notification one in read)
            {
                await SettleAsync(one, _ => EventOutcome.Delivered);
            }

            await Patience.UntilAsync(() => spool.Count == 0, "what is delivered is deleted from the full disk");

            // Nobody else has made room: what the spool's file had grown by is enough.
            await spool.AppendAsync(Body(1), "after").Within();
            Assert.Null(((ISourceStatus)spool).Problem);
        }

        await using var again = new NotificationSpool(disk.Folder, _options, _time, _log);
        Assert.Equal("after", Assert.Single(await ReadAsync(again, 1)).Id);
    }

    [Fact]
    public void FolderThatCannotBeMade_IsNamedWithTheSetting()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        SpoolException refused = Assert.Throws<SpoolException>(() => new NotificationSpool(Path.Combine(file, "spool"), _options, _time, _log));

        Assert.Contains("Spool: Directory cannot be used", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileOfAnotherLayout_IsRefusedAndLeftAlone()
    {
        await using (NotificationSpool spool = Open())
        {
            await spool.AppendAsync(Body(1), "n1").Within();
        }

        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "spool.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7";
            command.ExecuteNonQuery();
        }

        Assert.Contains("layout 7, this one reads up to 2", Assert.Throws<SpoolException>(Open).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "damaged")));
    }

    [Fact]
    public async Task SecondProcess_IsRefused()
    {
        await using NotificationSpool spool = Open();

        Assert.Contains("in use by another process", Assert.Throws<SpoolException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096 * 9)]
    public async Task DamagedFile_IsSetAsideAndTheRestIsRead(int at)
    {
        await using (NotificationSpool spool = Open())
        {
            for (int i = 0; i < 50; i++)
            {
                await spool.AppendAsync(new byte[3000], $"n{i}").Within();
            }
        }

        using (FileStream file = File.OpenWrite(Path.Combine(_folder, "spool.db")))
        {
            file.Position = at;
            file.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }

        await using NotificationSpool again = Open();
        await again.AppendAsync(Body(1), "after").Within();
        await again.Recovered.Within();

        LogEntry said = Assert.Single(_log.Entries, entry => entry.EventId.Id == 3021);
        LogEntry recovered = Assert.Single(_log.Entries, entry => entry.EventId.Id == 3026);
        Assert.Equal(again.Count - 1, Convert.ToInt64(recovered.State["Count"], CultureInfo.InvariantCulture));
        Assert.InRange(again.Count, 45, 51);
        Assert.True(File.Exists(Path.Combine((string)said.State["Folder"]!, "spool.db")));
        Assert.Contains("after", (await ReadAsync(again, (int)again.Count)).Select(one => one.Id));
    }

    [Fact]
    public async Task Kill_AtAnyInstant_LosesNothingThatWasAcknowledged()
    {
        int seed = Environment.GetEnvironmentVariable("S3SNOWPLOW_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 20260101;
        var random = new Random(seed);
        HashSet<string> acknowledged = [];
        for (int round = 0; round < 5; round++)
        {
            int enough = random.Next(1, 400);
            using Process writer = Process.Start(new ProcessStartInfo("dotnet", [typeof(SpoolWriterProgram).Assembly.Location, _folder, $"{round * 1_000_000}"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            for (int i = 0; i < enough && await writer.StandardOutput.ReadLineAsync().Within() is { } number; i++)
            {
                acknowledged.Add($"n{number}");
            }

            writer.Kill();
            await writer.WaitForExitAsync().Within();
            while (await writer.StandardOutput.ReadLineAsync() is { Length: > 0 } number)
            {
                acknowledged.Add($"n{number}");
            }
        }

        await using NotificationSpool spool = Open();
        HashSet<string> stored = [.. (await ReadAsync(spool, (int)spool.Count)).Select(one => one.Id)];

        // The last line of a killed process may be cut in its middle.
        string[] lost = [.. acknowledged.Where(id => !stored.Contains(id))];
        Assert.True(lost.Length == 0, $"Seed {seed}: {lost.Length} of {acknowledged.Count} were lost: {string.Join(", ", lost.Take(5))}.");
        Assert.DoesNotContain(_log.Entries, entry => entry.EventId.Id == 3021);
    }

    [Fact]
    public async Task Host_RelaysWhatIsAppendedAndTellsTheFill()
    {
        await using var rig = new HostRig(relay => relay.AddSpool(spool => spool.Directory = _folder));
        await rig.StartAsync();
        NotificationSpool spool = rig.Services.GetRequiredService<NotificationSpool>();

        await spool.AppendAsync(HostRig.Record(1)).Within();

        await Patience.UntilAsync(() => rig.Emitter.Events.Count == 1 && spool.Count == 0, "relayed and removed");
        HealthReportEntry health = await rig.HealthAsync();
        Assert.Equal((HealthStatus.Healthy, 0.0), (health.Status, health.Data["spool"]));
        Assert.True(Directory.Exists(Path.Combine(_folder, "default")));
        await rig.StopAsync().Within();
    }

    private static byte[] Body(int number) => Encoding.UTF8.GetBytes($"body {number}");

    private static async Task<List<Notification>> ReadAsync(NotificationSpool spool, int count)
    {
        List<Notification> read = [];
        await using IAsyncEnumerator<Notification> reading = spool.ReadAsync().GetAsyncEnumerator();
        while (read.Count < count && await reading.MoveNextAsync().AsTask().Within())
        {
            read.Add(reading.Current);
        }

        return read;
    }

    private static async Task SettleAsync(Notification notification, Func<Mapping.SnowplowEvent, EventOutcome> outcome)
    {
        await using var emitter = new RecordingEventEmitter { Outcome = outcome };
        await using var relay = new ObjectEventRelay(new RelayOptions(), emitter);
        await relay.RelayAsync(notification, TimeSpan.FromSeconds(30)).Within();
    }

    // Until it refuses; then somebody else takes what was still free.
    private static async Task<int> FillAsync(SmallDisk disk, NotificationSpool spool)
    {
        int taken = 0;
        while (await Record.ExceptionAsync(() => spool.AppendAsync(Valid(taken, 200_000), $"n{taken}").Within()) is null)
        {
            taken++;
        }

        disk.FillUp();
        Assert.IsType<SpoolException>(await Record.ExceptionAsync(() => spool.AppendAsync(Valid(taken, 200_000)).Within()));
        return taken;
    }

    private static byte[] Valid(int number, int size) => [.. HostRig.Record(number), .. Enumerable.Repeat((byte)' ', size - HostRig.Record(number).Length)];

    private NotificationSpool Open() => new(_folder, _options, _time, _log);

    private sealed class ThrowingLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                throw new InvalidOperationException("the logger's own failure");
            }
        }
    }
}
