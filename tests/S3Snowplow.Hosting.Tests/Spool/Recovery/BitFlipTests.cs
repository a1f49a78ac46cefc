using System.Globalization;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;
using Xunit.Abstractions;

namespace S3Snowplow.Hosting.Tests.Spool.Recovery;

/// <summary>Bits that a disk changed: what was stored comes back as it was or not at all, what does not is said, and most of it does.</summary>
public sealed class BitFlipTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rows = 600;
    private const int Deleted = 50;
    private const int Trials = 8;

    private readonly SpoolFolder _closed = new();
    private readonly SpoolFolder _killed = new();
    private NotificationSpool _writing = null!;

    public async Task InitializeAsync()
    {
        await using (NotificationSpool spool = _closed.Open())
        {
            await FillAsync(spool);
        }

        _writing = _killed.Open();
        await FillAsync(_writing);
    }

    public async Task DisposeAsync()
    {
        await _writing.DisposeAsync();
        _killed.Dispose();
        _closed.Dispose();
    }

    [Theory]
    [InlineData("spool.db", 1)]
    [InlineData("spool.db", 20)]
    [InlineData("spool.db-wal", 1)]
    [InlineData("spool.db-wal", 20)]
    public async Task FlippedBits_NothingAlteredIsGivenAndNothingIsLostInSilence(string file, int flips)
    {
        int seed = Environment.GetEnvironmentVariable("S3SNOWPLOW_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 20260101;
        int trials = Environment.GetEnvironmentVariable("S3SNOWPLOW_TRIALS") is { } many ? int.Parse(many, CultureInfo.InvariantCulture) : Trials;
        long kept = 0;
        int least = Rows;
        for (int trial = 0; trial < trials; trial++)
        {
            var random = new Random(seed + trial);
            using var folder = new SpoolFolder();
            folder.CopyFrom(file == "spool.db" ? _closed : _killed);
            for (int i = 0; i < flips; i++)
            {
                folder.Flip(file, random.NextInt64(new FileInfo(folder.PathOf(file)).Length * 8));
            }

            SpoolContent content = await folder.ReadAsync();
            HashSet<string> sound = [];
            foreach (SpooledNotification one in content.Sound)
            {
                int number = int.Parse(one.Id[1..], CultureInfo.InvariantCulture);
                Assert.True(one.Body.Span.SequenceEqual(SpoolFolder.Body(number, Size(number))), $"Seed {seed}, trial {trial}: {one.Id} was altered.");
                sound.Add(one.Id);
            }

            int[] lost = [.. Enumerable.Range(Deleted, Rows - Deleted).Where(number => !sound.Contains($"n{number}"))];

            // What is damaged in a page that fits together is found when it is read, and then named; all else when the file is opened.
            int named = content.Open.Count(one => one.IsDamaged) + content.Rejected.Count(one => one.IsDamaged);
            Assert.True(lost.Length <= named || folder.Logged(3021).Count > 0, $"Seed {seed}, trial {trial}: {lost.Length} were lost, and only {named} named.");
            kept += Rows - Deleted - lost.Length;
            least = Math.Min(least, Rows - Deleted - lost.Length);
        }

        output.WriteLine($"{file}, {flips} flips, {trials} trials: {kept * 100.0 / (trials * (Rows - Deleted)):F2} % kept, {least} of {Rows - Deleted} at least");
        Assert.True(kept >= trials * (Rows - Deleted) * 0.95, $"{kept} of {trials * (Rows - Deleted)} were kept.");
    }

    private static int Size(int number) => number % 10 == 9 ? 9000 : 200 + (number % 7 * 150);

    private static async Task FillAsync(NotificationSpool spool)
    {
        for (int number = 0; number < Rows; number += 20)
        {
            await Task.WhenAll(Enumerable.Range(number, 20).Select(i => spool.AppendAsync(SpoolFolder.Body(i, Size(i)), $"n{i}"))).Within();
        }

        foreach (SpooledNotification one in spool.Store.Database.ReadAfter(0, Rows).Where(one => int.Parse(one.Id[1..], CultureInfo.InvariantCulture) < Deleted))
        {
            spool.Store.Delete(one);
        }

        await Patience.UntilAsync(() => spool.Count == Rows - Deleted, "deleted");
    }
}
