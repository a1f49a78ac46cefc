using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Accepted = delivered + rejected + expired + abandoned + pending, at all times and whatever happens.</summary>
public sealed class ConservationTests
{
    private const int Writers = 20;
    private const int EventsOfAWriter = 1000;

    // Where the emitter is disposed of, it is before a writer goes beyond these.
    private const int EventsBeforeTheEnd = 700;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Books_UnderEverythingAtOnce_AreEvenAtAllTimes(int seed, bool disposes)
    {
        await using var rig = new DeliveryRig(Small, Locked(new Random(seed)));
        var far = new RandomFarEnd(seed);
        rig.Collector.Script = far.Answer;
        using var stop = new CancellationTokenSource();
        Task clock = Task.Run(() => TickAndAudit(rig, stop.Token));

        Writer[] writers = [.. Enumerable.Range(0, Writers).Select(number => new Writer(rig, new Random((seed * 1000) + number), number * EventsOfAWriter))];
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] writing = [.. writers.Select(writer => Task.Run(() => WriteAsync(writer, disposes ? disposed.Task : Task.CompletedTask)))];
        if (disposes)
        {
            await Patience.UntilAsync(() => rig.Statistics.Accepted > Writers * EventsOfAWriter / 3, "a third of the events");
            await rig.Emitter.DisposeAsync().AsTask().Within();
            disposed.SetResult();
        }

        await Task.WhenAll(writing).Within();
        await Task.WhenAll(writers.SelectMany(writer => writer.Scopes).Select(scope => scope.Completion)).Within();
        await Patience.UntilAsync(() => rig.Statistics.Pending == 0, "the books to be closed");
        await rig.IdleAsync();
        await stop.CancelAsync();
        await clock;

        EventOutcome[] outcomes = [.. writers.SelectMany(writer => writer.Scopes).SelectMany(scope => scope.Outcomes)];
        EmitterStatistics books = rig.Statistics;
        Assert.Equal(outcomes.Length, books.Accepted);
        Assert.Equal(outcomes.Count(outcome => outcome.Outcome == DeliveryOutcome.Delivered), books.Delivered);
        Assert.Equal(outcomes.Count(outcome => outcome.Outcome == DeliveryOutcome.Rejected), books.Rejected);
        Assert.Equal(outcomes.Count(outcome => outcome.Outcome == DeliveryOutcome.Expired), books.Expired);
        Assert.Equal(outcomes.Count(outcome => outcome.Outcome == DeliveryOutcome.Abandoned), books.Abandoned);
        int refused = writers.Sum(writer => writer.NotAccepted);
        Assert.Equal(Writers * EventsOfAWriter, outcomes.Length + refused);
        Assert.InRange(refused, disposes ? Writers * (EventsOfAWriter - EventsBeforeTheEnd) : 0, Writers * EventsOfAWriter);
        Assert.All(writers, writer => writer.AssertDeliveredWereSeen(far));
        Assert.Equal((0, 0), rig.Held);
        Assert.Equal(books.Accepted, rig.Metrics.Sum("s3snowplow.events.accepted"));
        Assert.Equal(books.Accepted, rig.Metrics.Sum("s3snowplow.events.settled"));
        Assert.InRange(rig.Collector.MaxInFlight, 1, 3);
        Assert.True(books.Delivered > 1000, $"Hardly anything was delivered: {books}.");
    }

    private static void Small(DeliveryOptions options)
    {
        options.QueueCapacity = 200;
        options.MaxBatchEvents = 50;
        options.MaxConcurrentRequests = 3;
        options.RetryBudget = TimeSpan.FromSeconds(20);
        options.RetryMaxDelay = TimeSpan.FromSeconds(2);
    }

    private static Func<double> Locked(Random random) => () =>
    {
        lock (random)
        {
            return random.NextDouble();
        }
    };

    private static async Task WriteAsync(Writer writer, Task disposed)
    {
        await writer.WriteAsync(EventsBeforeTheEnd);
        await disposed;
        await writer.WriteAsync(EventsOfAWriter - EventsBeforeTheEnd);
    }

    private static async Task TickAndAudit(DeliveryRig rig, CancellationToken stop)
    {
        var random = new Random(5);
        while (!stop.IsCancellationRequested)
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 40)));

            // Years back and forth: nothing but stm may follow the wall clock.
            rig.Time.SetUtcNow(new DateTimeOffset(random.Next(2002, 2200), 1, 1, 0, 0, 0, TimeSpan.Zero));
            Audit(rig);
            await Task.Yield();
        }
    }

    private static void Audit(DeliveryRig rig)
    {
        rig.AssertConserved();
        Assert.InRange(rig.Emitter.Held.Events, 0, 200);
        Assert.True(rig.Statistics is { Accepted: >= 0, Delivered: >= 0, Rejected: >= 0, Expired: >= 0, Abandoned: >= 0, Pending: >= 0, Late: >= 0 }, "A book is below zero.");
    }

    /// <summary>Enqueues in scopes of random sizes and deadlines, singly and in lists, and gives up on some.</summary>
    private sealed class Writer(DeliveryRig rig, Random random, int first)
    {
        private readonly List<int[]> _numbers = [];
        private int _next = first;

        public List<DeliveryScope> Scopes { get; } = [];

        public int NotAccepted { get; private set; }

        public async Task WriteAsync(int events)
        {
            for (int end = _next + events; _next < end;)
            {
                int count = Math.Min(random.Next(1, 30), end - _next);
                var scope = new DeliveryScope(random.Next(3) == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(random.Next(0, 5000)), rig.Time);
                Scopes.Add(scope);
                SnowplowEvent[] batch = [.. Enumerable.Range(_next, count).Select(number => TestEvents.Of(number, random.Next(0, 300)))];
                using var cancellation = new CancellationTokenSource(random.Next(10) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 500)) : Timeout.InfiniteTimeSpan, rig.Time);
                try
                {
                    if (random.Next(2) == 0)
                    {
                        await rig.Emitter.EnqueueAsync(batch, scope, cancellation.Token);
                    }
                    else
                    {
                        foreach (SnowplowEvent one in batch)
                        {
                            await rig.Emitter.EnqueueAsync(one, scope, cancellation.Token);
                        }
                    }
                }
                catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
                {
                    NotAccepted += count - scope.Count;
                }

                if (random.Next(20) == 0)
                {
                    scope.Abandon(OutcomeReason.Cancelled);
                }

                scope.Seal();
                _numbers.Add([.. Enumerable.Range(_next, scope.Count)]);
                _next += count;
                Audit(rig);
            }
        }

        public void AssertDeliveredWereSeen(RandomFarEnd far)
        {
            for (int i = 0; i < Scopes.Count; i++)
            {
                IReadOnlyList<EventOutcome> outcomes = Scopes[i].Outcomes;
                for (int j = 0; j < outcomes.Count; j++)
                {
                    Assert.NotEqual(DeliveryOutcome.Pending, outcomes[j].Outcome);
                    Assert.True(outcomes[j].Outcome != DeliveryOutcome.Delivered || far.Accepted(_numbers[i][j]), "Said to be delivered, and never answered with 200.");
                }
            }
        }
    }
}
