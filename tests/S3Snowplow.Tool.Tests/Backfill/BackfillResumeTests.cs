using System.Collections.Concurrent;
using Amazon.Runtime;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Tool.Tests.Backfill;

/// <summary>A backfill that ends early goes on behind what has settled: each object arrives at least once, with the same id, whatever ended the first run.</summary>
public sealed class BackfillResumeTests : IAsyncLifetime
{
    private const int Objects = 1000;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-backfill-").FullName;
    private readonly ListedBucket _bucket = new ListedBucket(pageSize: 70).PutMany(Objects).Start();
    private readonly ConcurrentDictionary<Guid, int> _arrived = new();

    private string CursorPath => Path.Combine(_folder, "cursor");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _bucket.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // 70 is a page's end, 100 a batch's (at 400 a second), 35 the middle of both.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(69)]
    [InlineData(70)]
    [InlineData(71)]
    [InlineData(100)]
    [InlineData(770)]
    [InlineData(999)]
    public async Task RunAsync_CollectorThatFailsAfterSoMany_NextRunSendsTheRest(int good)
    {
        (int code, string errors) = await RunAsync(new Taking(_arrived, good));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("The collector took no more events: out of order.", errors, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", errors, StringComparison.Ordinal);
        await FinishAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(333)]
    [InlineData(700)]
    public async Task RunAsync_StoppedWhileSending_NextRunSendsTheRest(int taken)
    {
        using var stop = new CancellationTokenSource();

        (int code, string errors) = await RunAsync(new Taking(_arrived, int.MaxValue) { OnTaken = count => StopAt(count, taken, stop) }, stop.Token);

        Assert.Equal(ExitCode.Failed, code);
        // Not always the first line: progress is told before it where a second has passed.
        Assert.Contains(errors.Split('\n'), line => line.StartsWith("Stopped.", StringComparison.Ordinal));
        await FinishAsync();
    }

    [Fact]
    public async Task RunAsync_KilledWithoutANotice_NextRunSendsTheRest()
    {
        // As if the process had gone after the collector had taken more than the file says: the file of an earlier moment is all there is.
        File.Copy(await CursorOfFirstBatchesAsync(), CursorPath + ".kept");
        (int code, _) = await RunAsync(new Taking(_arrived, 600));
        Assert.Equal(ExitCode.Failed, code);
        File.Move(CursorPath + ".kept", CursorPath, overwrite: true);

        await FinishAsync();
    }

    [Fact]
    public async Task RunAsync_ListingThatFailsInTheMiddle_DeliversWhatWasReadAndGoesOnThere()
    {
        _bucket.FailsAfter = 5;
        (int code, string errors) = await RunAsync(new Taking(_arrived, int.MaxValue));

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("350 entries on 5 pages were read before it", errors, StringComparison.Ordinal);
        Assert.Equal(350, _arrived.Count);
        _bucket.FailsAfter = int.MaxValue;
        await FinishAsync();
        Assert.All(_arrived.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task RunAsync_FailedBatch_NextRunBeginsBehindWhatHasSettledAndNotFurther()
    {
        await RunAsync(new Taking(_arrived, 35));
        lock (_bucket.Queries)
        {
            _bucket.Queries.Clear();
        }

        await FinishAsync();

        // The first batch was not delivered whole.
        Assert.DoesNotContain("start-after", _bucket.Queries[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Finished_IsNotDoneAgain()
    {
        await RunAsync(new Taking(_arrived, int.MaxValue));

        (int code, _) = await RunAsync(new Taking(_arrived, 0));

        Assert.Equal(ExitCode.Success, code);
        Assert.All(_arrived.Values, times => Assert.Equal(1, times));
    }

    [Fact]
    public async Task RunAsync_NobodyAtTheCollectorsAddress_SaysSoAndNextRunSendsAll()
    {
        (int code, string errors) = await RunAsync(options =>
        {
            // The first answer is waited for 15 seconds; a test need not.
            options.Delivery.RetryBudget = TimeSpan.FromMilliseconds(50);
            return new BufferedEventEmitter(options);
        });

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("The collector took no more events: ", errors, StringComparison.Ordinal);
        Assert.Contains("0 events were delivered to http://127.0.0.1:1.", errors, StringComparison.Ordinal);
        await FinishAsync();
    }

    private static void StopAt(int count, int at, CancellationTokenSource stop)
    {
        if (count >= at)
        {
            stop.Cancel();
        }
    }

    private async Task<string> CursorOfFirstBatchesAsync()
    {
        await RunAsync(new Taking(_arrived, 210));
        return CursorPath;
    }

    private async Task FinishAsync()
    {
        (int code, string errors) = await RunAsync(new Taking(_arrived, int.MaxValue));

        Assert.True(code == ExitCode.Success, errors);
        HashSet<Guid> expected = [.. _bucket.Keys.Select(key => EventIdentity.Of(ListedObjectEvent.Of(
            new ListedObject("lake", key, 7, new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero)) { ETag = "d41d8cd98f00b204e9800998ecf8427e" })))];
        Assert.Equal(Objects, expected.Count);
        Assert.True(expected.SetEquals(_arrived.Keys), $"{_arrived.Count} different ids arrived.");
    }

    private Task<(int Code, string Errors)> RunAsync(IEventEmitter emitter, CancellationToken cancellationToken = default) => RunAsync(_ => emitter, cancellationToken);

    private async Task<(int Code, string Errors)> RunAsync(Func<RelayOptions, IEventEmitter> emitterOf, CancellationToken cancellationToken = default)
    {
        var errors = new StringWriter();
        var console = new ToolConsole(TextWriter.Null, errors, TimeProvider.System);
        var address = StoreAddress.Find(_bucket.Endpoint, "us-east-1", null, out _)!;
        var listing = new BucketListing(new StoreClient(address, TimeProvider.System, credentials: new BasicAWSCredentials("test", "test")), "lake", "", hasVersions: false, TimeProvider.System);
        var file = new CursorFile(CursorPath);
        await using ListingSelection selection = ListingSelection.Of(listing, null, null, file, file.Load(listing.Identity));
        var options = new RelayOptions { CollectorUri = new Uri("http://127.0.0.1:1/") };
        int code = await new BackfillRun(new BackfillSettings(options, 4000), selection, console, emitterOf).RunAsync(cancellationToken).Within();
        return (code, errors.ToString());
    }

    /// <summary>Takes so many events, and says of all behind them that they have expired.</summary>
    private sealed class Taking(ConcurrentDictionary<Guid, int> arrived, int good) : IEventEmitter
    {
        private int _taken;

        public Action<int>? OnTaken { get; init; }

        public Task<IReadOnlyList<EventOutcome>> SendAsync(IReadOnlyList<SnowplowEvent> events, TimeSpan deadline, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<EventOutcome>>([.. events.Select(one => Take(one, cancellationToken))]);

        public Task<FlushResult> FlushAsync(TimeSpan deadline, CancellationToken cancellationToken = default) => Task.FromResult(default(FlushResult));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private EventOutcome Take(SnowplowEvent snowplowEvent, CancellationToken cancellationToken)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return EventOutcome.Abandoned(OutcomeReason.Cancelled);
            }

            int taken = Interlocked.Increment(ref _taken);
            if (taken > good)
            {
                return EventOutcome.Expired("out of order");
            }

            arrived.AddOrUpdate(snowplowEvent.Id, 1, (_, times) => times + 1);
            OnTaken?.Invoke(taken);
            return EventOutcome.Delivered;
        }
    }
}
