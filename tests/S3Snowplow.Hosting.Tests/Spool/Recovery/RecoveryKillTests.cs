using System.Diagnostics;
using System.Globalization;
using S3Snowplow.Hosting.Running;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Hosting.Tests.Rig;

namespace S3Snowplow.Hosting.Tests.Spool.Recovery;

/// <summary>A process that is killed while it recovers a damaged spool, at each of its steps: nothing that can be read is lost, and nothing is silent.</summary>
public sealed class RecoveryKillTests : IDisposable
{
    private const int Rows = 2000;
    private const int BodyBytes = 6000;
    private const int DamagedPage = 700;

    private readonly SpoolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("folder made", 1)]
    [InlineData("state written", 1)]
    [InlineData("spool.db moved", 1)]
    [InlineData("commits moved", 1)]
    [InlineData("all moved", 1)]
    [InlineData("new file opened", 1)]
    [InlineData("batch taken over", 1)]
    [InlineData("batch taken over", 2)]
    [InlineData("all taken over", 1)]
    [InlineData("finished", 1)]
    public async Task Kill_AtAStep_LosesNothingThatCanBeReadAndTakesNothingTwice(string step, int time)
    {
        await DamageAsync();

        Assert.NotEqual(0, await RecoverAsync(step, time));

        await AssertAllIsThereAsync();
    }

    [Fact]
    public async Task Kill_AtEachStartAgain_GoesOnWhereItWas()
    {
        await DamageAsync();

        foreach (string step in (string[])["state written", "spool.db moved", "new file opened", "batch taken over", "batch taken over", "batch taken over"])
        {
            await RecoverAsync(step, 1);
        }

        await AssertAllIsThereAsync();
    }

    [Fact]
    public async Task Kill_BesideALogOfTheDamagedFile_MovesBothOrNeither()
    {
        // A file whose log was not yet moved into it: either alone would look sound, and be too old.
        using var writing = new SpoolFolder();
        await using (NotificationSpool spool = writing.Open())
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => spool.AppendAsync(SpoolFolder.Body(i, 700), $"n{i}"))).Within();
            _folder.CopyFrom(writing);
        }

        _folder.Overwrite("spool.db-wal", 0, new byte[32]);
        foreach (string step in (string[])["spool.db moved", "spool.db-wal moved", "all moved"])
        {
            await RecoverAsync(step, 1);
        }

        SpoolContent content = await _folder.ReadAsync();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"n{i}").Order(), content.Sound.Select(one => one.Id).Order());
    }

    [Fact]
    public async Task SecondDamage_WhileRecovering_IsRecoveredToo()
    {
        await DamageAsync();
        await RecoverAsync("batch taken over", 1);
        _folder.Overwrite("spool.db", 0, Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        _folder.Overwrite("spool.db-wal", 0, new byte[32]);

        SpoolContent content = await _folder.ReadAsync();

        Assert.Equal(2, Directory.GetDirectories(_folder.PathOf("damaged")).Length);
        HashSet<string> sound = [.. content.Sound.Select(one => one.Id)];
        Assert.InRange(sound.Count, Rows - 1, Rows);
        Assert.Equal(2, _folder.Logged(3026).Count);
    }

    [Fact]
    public async Task FileSetAsideByAnEarlierVersion_IsReadRatherTwiceThanNever()
    {
        // What the version of 2909017 left when it was killed: the file moved, next to nothing taken over, and no word of it.
        await DamageAsync();
        string aside = Directory.CreateDirectory(_folder.PathOf(Path.Combine("damaged", "20251231T000000000Z"))).FullName;
        File.Move(_folder.PathOf("spool.db"), Path.Combine(aside, "spool.db"));
        File.Delete(_folder.PathOf("commits"));

        SpoolContent content = await _folder.ReadAsync();

        Assert.InRange(content.Sound.Count(), Rows - 1, Rows);
        Assert.Equal("an unknown number", Assert.Single(_folder.Logged(3026)).State["Missing"]);
    }

    [Fact]
    public async Task EachStart_SaysWhatIsMissingUntilSomebodyRemovesIt()
    {
        await DamageAsync();
        await _folder.ReadAsync();
        string missing = (string)Assert.Single(_folder.Logged(3026)).State["Missing"]!;
        Assert.True(int.Parse(missing, CultureInfo.InvariantCulture) is 0 or 1 or 2, missing);

        await using (NotificationSpool again = _folder.Open())
        {
            Assert.Equal(missing, Assert.Single(_folder.Logged(3027)).State["Missing"]);
            Assert.Contains($"{missing} notifications could not be read", ((ISourceStatus)again).Problem, StringComparison.Ordinal);
            Directory.Delete(_folder.PathOf("damaged"), recursive: true);
            Assert.Null(((ISourceStatus)again).Problem);
        }

        await using NotificationSpool last = _folder.Open();
        Assert.Empty(_folder.Logged(3027));
    }

    private async Task DamageAsync()
    {
        await using (NotificationSpool spool = _folder.Open())
        {
            await Task.WhenAll(Enumerable.Range(0, Rows).Select(i => spool.AppendAsync(SpoolFolder.Body(i, BodyBytes), $"n{i}"))).Within();
        }

        _folder.Overwrite("spool.db", 0, new byte[16]);
        _folder.Overwrite("spool.db", DamagedPage * 4096L, Enumerable.Repeat((byte)0xA5, 4096).ToArray());
    }

    private async Task<int> RecoverAsync(string step, int time)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(SpoolWriterProgram).Assembly.Location, "recover", _folder.Path, step, $"{time}"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string steps = await process.StandardOutput.ReadToEndAsync().Within();
        await process.WaitForExitAsync().Within();
        Assert.Contains(step, steps, StringComparison.Ordinal);
        return process.ExitCode;
    }

    private async Task AssertAllIsThereAsync()
    {
        SpoolContent content = await _folder.ReadAsync();

        // The page that was written over was of one or two of them.
        string[] ids = [.. content.Sound.Select(one => one.Id)];
        Assert.InRange(ids.Length, Rows - 2, Rows);
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(content.Sound, one => Assert.True(one.Body.Span.SequenceEqual(SpoolFolder.Body(int.Parse(one.Id[1..], CultureInfo.InvariantCulture), BodyBytes))));
        string[] said = [.. _folder.Logged(3026).Concat(_folder.Logged(3027)).Select(entry => (string)entry.State["Missing"]!)];
        int missing = int.Parse(Assert.Single(said), CultureInfo.InvariantCulture);
        int rejected = content.Rejected.Select(one => one.Id).Distinct().Count();
        Assert.Equal(Rows, ids.Length + missing + rejected);
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.GetDirectories(_folder.PathOf("damaged"))), "spool.db")));
    }
}
