using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>One way from the store's bucket to a collector, with a worker on it that may be killed.</summary>
internal abstract class RelayPath(LocalCollector collector) : IAsyncDisposable
{
    /// <summary>For people.</summary>
    public abstract string Name { get; }

    public LocalCollector Collector => collector;

    /// <summary>Puts the objects.</summary>
    public required ObjectWriters Writers { get; init; }

    /// <summary>How many notifications the worker, or what stands before it, has taken.</summary>
    public abstract SignalledCount Taken { get; }

    /// <summary>The worker's folder, for all workers of this path one after the other.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("s3snowplow-path-").FullName;

    /// <summary>Starts a worker where the last one ended.</summary>
    public virtual WorkerProcess StartWorker() => WorkerProcess.Start(Folder, collector.Uri);

    /// <summary>Says where the worker's webhook is, or that it has gone.</summary>
    public virtual void Route(Uri? webhook)
    {
    }

    /// <summary>What has to be at the collector, once all objects are stored.</summary>
    public abstract Task<Account> AccountAsync();

    /// <summary>Stops the worker in order, and checks that nothing is left on the way, neither open nor rejected.</summary>
    public virtual async Task CheckNothingIsLeftAsync(WorkerProcess worker)
    {
        Assert.Equal(new SpoolContent(0, 0), await worker.StopAndLookAsync());
        await collector.WaitUntilJudgedAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Writers.DisposeAsync();
        await collector.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
