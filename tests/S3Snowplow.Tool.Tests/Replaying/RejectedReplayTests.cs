using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary><c>replay --rejected</c> with a spool on disk, and <c>replay</c> of files.</summary>
public sealed class RejectedReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Replay_WithoutACollector_PutsBackIntoTheSpool()
    {
        await RejectAsync();

        ToolRun run = await ToolRun.OfAsync("replay", "--rejected", _folder);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("2 rejected notifications were put back into the spool", run.Output, StringComparison.Ordinal);
        Assert.Equal((2, 0), await CountsAsync());
    }

    [Fact]
    public async Task Replay_WithACollector_RemovesWhatIsDeliveredAndKeepsTheRest()
    {
        await RejectAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();

        ToolRun run = await ToolRun.OfAsync("replay", "--rejected", Path.Combine(_folder, "default"), "--collector", collector.Uri.AbsoluteUri);
        await collector.WaitUntilJudgedAsync();

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("1 notifications were delivered and removed from ", run.Output, StringComparison.Ordinal);
        Assert.Contains("; 1 are left there.", run.Errors, StringComparison.Ordinal);
        Assert.Single(collector.Good);
        Assert.Equal((0, 1), await CountsAsync());
    }

    [UnixFact("the lock is held within this process, which Windows and Unix see differently")]
    public async Task Replay_WhileAProcessUsesTheSpool_IsRefused()
    {
        await RejectAsync();
        await using NotificationSpool held = Open();

        ToolRun run = await ToolRun.OfAsync("replay", "--rejected", _folder);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("in use by another process", run.Errors, StringComparison.Ordinal);
        Assert.Contains("Stop s3snowplow serve", run.Errors, StringComparison.Ordinal);
        Assert.Equal(2, held.RejectedCount);
    }

    [Fact]
    public async Task Replay_OfAFolderThatIsNoSpool_LeavesItAsItIs()
    {
        ToolRun run = await ToolRun.OfAsync("replay", "--rejected", _folder);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("which is no folder of a spool", run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Replay_OfAFile_RelaysIt()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        string file = Path.Combine(_folder, "export.json");
        await File.WriteAllBytesAsync(file, NotificationSamples.S3Put.Body.ToArray());

        ToolRun run = await ToolRun.OfAsync("replay", file, "--collector", collector.Uri.AbsoluteUri);
        await collector.WaitUntilJudgedAsync();

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Single(collector.Good);
        Assert.Contains("The files are as they were", run.Output, StringComparison.Ordinal);
    }

    // One that a collector refuses, and one that can never be read.
    private async Task RejectAsync()
    {
        await using LocalCollector refusing = await LocalCollector.StartAsync();
        refusing.Faults.Always(CollectorFault.Status(413));
        await using NotificationSpool spool = Open();
        await spool.AppendAsync(NotificationSamples.S3Put.Body, "good");
        await spool.AppendAsync("{\"Records\":["u8.ToArray(), "bad");
        using var stop = new CancellationTokenSource();
        await using var relay = new ObjectEventRelay(new RelayOptions { CollectorUri = refusing.Uri });
        Task running = relay.RunAsync(spool, stop.Token);
        while (spool.RejectedCount < 2)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        await running;
    }

    private async Task<(long Open, long Rejected)> CountsAsync()
    {
        await using NotificationSpool spool = Open();
        return (spool.Count, spool.RejectedCount);
    }

    private NotificationSpool Open() => new(Path.Combine(_folder, "default"), new SpoolOptions(), TimeProvider.System, NullLogger.Instance);
}
