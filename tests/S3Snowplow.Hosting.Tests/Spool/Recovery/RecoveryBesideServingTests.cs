using System.Globalization;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;

namespace S3Snowplow.Hosting.Tests.Spool.Recovery;

/// <summary>While a damaged file is read the spool serves, says how far it is, and waits where its disk is full.</summary>
public sealed class RecoveryBesideServingTests : IDisposable
{
    private const int Rows = 2000;

    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Recovery_ServesMeanwhileAndSaysHowFarItIs()
    {
        await DamageAsync(_folder, 6000);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var goOn = new ManualResetEventSlim();
        await using NotificationSpool spool = _folder.Open(step =>
        {
            if (step == "batch taken over" && reached.TrySetResult())
            {
                goOn.Wait();
            }
        });
        await reached.Task.Within();

        await spool.AppendAsync("new"u8.ToArray(), "new").Within();
        string? problem = ((ISourceStatus)spool).Problem;
        _folder.Time.Advance(TimeSpan.FromSeconds(20));
        int said = _folder.Logged(3025).Count;
        goOn.Set();
        await spool.Recovered.Within();

        Assert.Contains("reads a damaged file (", problem, StringComparison.Ordinal);
        Assert.Equal(3, said);
        Assert.InRange(Convert.ToInt64(_folder.Logged(3025)[^1].State["Count"], CultureInfo.InvariantCulture), 1, Rows - 1);
        Assert.Equal(Rows + 1, spool.Count);
        Assert.Contains("new", new SpoolContent(spool).Sound.Select(one => one.Id));

        // All of it was read, and the file is kept and named until somebody removes it; nothing is wrong any longer.
        Assert.Equal("0", Assert.Single(_folder.Logged(3026)).State["Missing"]);
        Assert.Null(((ISourceStatus)spool).Problem);
    }

    [Fact]
    public async Task Recovery_OfWhatCannotBeStored_WaitsAndGoesOn()
    {
        await DamageAsync(_folder, 6000);
        using var mayGoOn = new ManualResetEventSlim();
        await using NotificationSpool spool = _folder.Open(step =>
        {
            if (step == "batch taken over")
            {
                mayGoOn.Wait();
            }
        });
        await Patience.UntilAsync(() => spool.Count > 0, "the first batch");
        spool.Store.Database.LimitPages(1);
        mayGoOn.Set();
        await Patience.UntilAsync(() => _folder.Logged(3028).Count > 0, "there is no room");
        Assert.Contains("the disk is full", ((ISourceStatus)spool).Problem, StringComparison.Ordinal);
        Assert.False(spool.Recovered.IsCompleted);
        spool.Store.Database.LimitPages(1_000_000);
        await Patience.UntilAsync(
            () =>
            {
                _folder.Time.Advance(TimeSpan.FromSeconds(10));
                return spool.Recovered.IsCompleted;
            },
            "it goes on");

        Assert.Equal(Rows, new SpoolContent(spool).Sound.Select(one => one.Id).Distinct().Count());
        Assert.Equal(Rows, spool.Count);
    }

    [SmallDiskFact]
    public async Task Recovery_OnADiskThatIsFull_GoesOnAsWhatItTookIsDelivered()
    {
        // 30 MB on a disk of 64 MB, of which 16 are set aside: both files have no room there at once.
        using SmallDisk disk = SmallDisk.TryMount()!;
        await DamageAsync(_folder, 15_000);
        using var small = new SpoolFolder(disk.Folder);
        small.CopyFrom(_folder);
        await using NotificationSpool spool = small.Open();
        await Patience.UntilAsync(() => small.Logged(3028).Count > 0, "the disk is full");
        HashSet<string> delivered = [];
        await Patience.UntilAsync(
            () =>
            {
                foreach (SpooledNotification one in spool.Store.Database.ReadAfter(0, 64).Where(one => delivered.Add($"{one.Number}")))
                {
                    spool.Store.Delete(one);
                }

                small.Time.Advance(TimeSpan.FromSeconds(10));
                return delivered.Count == Rows && spool.Recovered.IsCompleted;
            },
            "all are taken over and delivered");
        await spool.Recovered.Within();
        Assert.Equal("0", Assert.Single(small.Logged(3026)).State["Missing"]);
    }

    private static async Task DamageAsync(SpoolFolder folder, int size)
    {
        await using (NotificationSpool spool = folder.Open())
        {
            await Task.WhenAll(Enumerable.Range(0, Rows).Select(i => spool.AppendAsync(SpoolFolder.Body(i, size), $"n{i}"))).Within();
        }

        // The first page leads to all others, and has none of them.
        folder.Overwrite("spool.db", 0, Enumerable.Repeat((byte)0xA5, 4096).ToArray());
    }
}
