using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Receiving;

/// <summary>What was flushed is read again, whole, however the process ended.</summary>
public sealed class ReceivedJournalTests
{
    [Fact]
    public void Replay_GivesWhatWasFlushed_InOrder()
    {
        using var folder = new TemporaryFolder();
        using (ReceivedJournal journal = Open(folder))
        {
            journal.Arrived(100, "ops1", 99, 5, 1);
            journal.Execute();
            journal.Done(100, "ops1", 100, 6, 2);
            journal.Arrived(101, "ops2 \u20ac", 101, long.MaxValue, ulong.MaxValue);
            journal.Execute();
        }

        Assert.Equal(["100 ops1 99 5 1 False", "100 ops1 100 6 2 True", $"101 ops2 \u20ac 101 {long.MaxValue} {ulong.MaxValue} False"], Replayed(folder));
    }

    [Fact]
    public void Replay_OfWhatThisProcessWrote_GivesNothing()
    {
        using var folder = new TemporaryFolder();
        using ReceivedJournal journal = Open(folder);
        journal.Arrived(100, "ops1", 99, 5, 1);
        journal.Execute();
        List<long> read = [];

        journal.Replay(0, (receipt, _, _, _, _, _) => read.Add(receipt));

        Assert.Empty(read);
    }

    [Fact]
    public void Release_ForgetsWhatIsInTheState_AndNothingElse()
    {
        using var folder = new TemporaryFolder();
        using (ReceivedJournal journal = Open(folder))
        {
            for (int minute = 100; minute < 105; minute++)
            {
                journal.Arrived(minute, "ops1", minute, 1, (ulong)minute);
                journal.Execute();
            }

            journal.Release(103);
        }

        Assert.Equal(["103 ops1 103 1 103 False", "104 ops1 104 1 104 False"], Replayed(folder));
        Assert.Equal(2, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void Replay_OfAFileThatIsCutOff_GivesEachWholeFrame()
    {
        using var folder = new TemporaryFolder();
        using (ReceivedJournal journal = Open(folder))
        {
            for (int i = 0; i < 10; i++)
            {
                journal.Arrived(100, "ops1", 100, i, (ulong)i + 1);
                journal.Execute();
            }
        }

        string file = Assert.Single(Directory.GetFiles(folder.Path));
        byte[] whole = File.ReadAllBytes(file);
        int frame = whole.Length / 10;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);

            Assert.Equal(length / frame, Replayed(folder).Count);
        }

        byte[] flipped = [.. whole];
        flipped[(3 * frame) + 20] ^= 1;
        File.WriteAllBytes(file, flipped);
        Assert.Equal(3, Replayed(folder).Count);
    }

    [Fact]
    public async Task Flush_ByManyAtOnce_CompletesForNobodyBeforeHisIsWritten()
    {
        using var folder = new TemporaryFolder();
        using ReceivedJournal journal = Open(folder);

        await Task.WhenAll(Enumerable.Range(1, 8).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                ulong id = ((ulong)thread * 1000) + (ulong)i;
                journal.Arrived(100, "ops1", 100, 1, id);
                await journal.FlushAsync();
                if (i % 25 == 0)
                {
                    Assert.Contains($"100 ops1 100 1 {id} False", Replayed(folder));
                }
            }
        }))).Within();

        Assert.Equal(800, Replayed(folder).Count);
    }

    [Fact]
    public void Flush_IntoAFolderThatIsGone_SaysSoOnceAnHour_AndGoesOn()
    {
        using var folder = new TemporaryFolder();
        string inner = Path.Combine(folder.Path, "inner");
        var time = new ManualTimeProvider();
        var logs = new RecordingLoggerFactory();
        using var journal = new ReceivedJournal(inner, time, logs.CreateLogger("test"));
        Directory.Delete(inner);
        File.WriteAllText(inner, "in its place");

        for (int i = 0; i < 130; i++)
        {
            journal.Arrived(i, "ops1", i, 1, 1);
            journal.Execute();
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, logs.Entries.Count(entry => entry.EventId.Id == 4005));
        Assert.NotNull(journal.Problem);
        File.Delete(inner);
        Directory.CreateDirectory(inner);
        journal.Arrived(200, "ops1", 200, 1, 1);
        journal.Execute();
        Assert.Null(journal.Problem);
    }

    private static ReceivedJournal Open(TemporaryFolder folder) => new(folder.Path, TimeProvider.System, NullLogger.Instance);

    private static List<string> Replayed(TemporaryFolder folder)
    {
        using ReceivedJournal journal = Open(folder);
        List<string> read = [];
        journal.Replay(0, (receipt, pipeline, minute, bytes, id, isDone) => read.Add($"{receipt} {pipeline} {minute} {bytes} {id} {isDone}"));
        return read;
    }
}
