using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>A scope by itself, without an emitter.</summary>
public sealed class DeliveryScopeTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Seal_WithoutEvents_Completes()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);

        Assert.False(scope.Completion.IsCompleted);
        scope.Seal();
        scope.Seal();

        await scope.Completion.Within();
        Assert.Empty(scope.Outcomes);
    }

    [Fact]
    public void Add_AfterSeal_Throws()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);
        scope.Seal();

        Assert.Throws<InvalidOperationException>(() => scope.Add());
        Assert.Throws<InvalidOperationException>(() => scope.Add(EventOutcome.Delivered));
        Assert.Equal(0, scope.Count);
    }

    [Fact]
    public async Task Completion_AskedForBeforeAndAfter_IsTheSameTask()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);
        Task before = scope.Completion;
        int index = scope.Add();
        scope.Seal();
        Assert.False(before.IsCompleted);

        Assert.True(scope.TrySettle(index, EventOutcome.Delivered));

        await before.Within();
        Assert.Same(before, scope.Completion);
        Assert.True(new Func<bool>(() => scope.Completion.IsCompletedSuccessfully)());
    }

    [Fact]
    public void Completion_AskedForAfterwards_IsComplete()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);
        scope.Add(EventOutcome.Rejected("odd"));
        scope.Seal();

        Assert.True(scope.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public void TrySettle_ASecondTime_ChangesNothing()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);
        int index = scope.Add();

        Assert.True(scope.TrySettle(index, EventOutcome.Expired("late")));
        Assert.False(scope.TrySettle(index, EventOutcome.Delivered));

        Assert.Equal(EventOutcome.Expired("late"), scope.Outcomes[0]);
    }

    [Fact]
    public void TrySettle_OutOfRangeOrPending_Throws()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);
        scope.Add();

        Assert.Throws<ArgumentOutOfRangeException>(() => scope.TrySettle(1, EventOutcome.Delivered));
        Assert.Throws<ArgumentOutOfRangeException>(() => scope.TrySettle(-1, EventOutcome.Delivered));
        Assert.Throws<ArgumentOutOfRangeException>(() => scope.TrySettle(0, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => scope.Add(default));
        Assert.Equal(1, scope.Pending);
    }

    [Fact]
    public async Task TrySettle_FromManyThreads_EachEventHasOneWinnerAndTheScopeCompletesOnce()
    {
        const int Events = 1000;
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan, _time);
        for (int i = 0; i < Events; i++)
        {
            scope.Add();
        }

        scope.Seal();
        int wins = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (int i = 0; i < Events; i++)
            {
                int index = worker % 2 == 0 ? i : Events - 1 - i;
                Interlocked.Add(ref wins, scope.TrySettle(index, EventOutcome.Rejected($"{worker}")) ? 1 : 0);
            }
        }))).Within();

        await scope.Completion.Within();
        Assert.Equal(Events, wins);
        Assert.Equal(0, scope.Pending);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-100000)]
    public void Deadline_ZeroOrLess_ClosesAtOnce(int ticks)
    {
        using var scope = new DeliveryScope(TimeSpan.FromTicks(ticks), _time);

        Assert.False(scope.IsOpen);
        Assert.Equal(0, scope.Add());
        scope.Seal();

        Assert.True(scope.Completion.IsCompleted);
        Assert.Equal(EventOutcome.Abandoned(scope.CloseReason), scope.Outcomes[0]);
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public void Deadline_Come_AbandonsWhatIsPendingAndNothingElse()
    {
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(5), _time);
        scope.Add();
        scope.TrySettle(scope.Add(), EventOutcome.Delivered);
        scope.Seal();

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.True(scope.Completion.IsCompleted);
        Assert.Equal([DeliveryOutcome.Abandoned, DeliveryOutcome.Delivered], scope.Outcomes.Select(outcome => outcome.Outcome));
        Assert.Equal(OutcomeReason.DeadlinePassed, scope.CloseReason);
    }

    [Fact]
    public void Completion_BeforeTheDeadline_LeavesNoTimer()
    {
        using var scope = new DeliveryScope(TimeSpan.FromSeconds(5), _time);
        scope.Add(EventOutcome.Delivered);
        scope.Seal();

        Assert.Equal(0, _time.ActiveTimers);
        Assert.True(scope.IsOpen);
    }

    [Fact]
    public void Dispose_WithoutSeal_AbandonsAndLeavesNoTimer()
    {
        var scope = new DeliveryScope(TimeSpan.FromDays(5), _time);
        scope.Add();

        scope.Dispose();
        scope.Dispose();

        Assert.Equal(DeliveryOutcome.Abandoned, scope.Outcomes[0].Outcome);
        Assert.Equal(0, _time.ActiveTimers);
        Assert.False(scope.Completion.IsCompleted);
        scope.Seal();
        Assert.True(scope.Completion.IsCompleted);
    }
}
