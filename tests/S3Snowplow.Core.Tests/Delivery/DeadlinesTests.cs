using S3Snowplow.Delivery;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Each scope is closed at its own deadline, though all share one timer.</summary>
public sealed class DeadlinesTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Scopes_OfAnyDeadlines_CloseEachAtItsOwn()
    {
        var random = new Random(15);
        var deadlines = new Deadlines(_time);
        var open = new List<(DeliveryScope Scope, TimeSpan At)>();
        TimeSpan now = default;
        for (int step = 0; step < 2000; step++)
        {
            if (random.Next(3) > 0)
            {
                var deadline = TimeSpan.FromTicks(random.Next(1, 20_000_000));
                var scope = new DeliveryScope(deadline, deadlines);
                scope.Add();
                scope.Seal();
                open.Add((scope, now + deadline));
            }
            else if (open.Count > 0 && random.Next(2) == 0)
            {
                // One that completes is forgotten, wherever it stands.
                (DeliveryScope scope, _) = open[random.Next(open.Count)];
                open.RemoveAll(one => one.Scope == scope);
                scope.TrySettle(0, EventOutcome.Delivered);
                Assert.Equal(-1, scope.PlaceOfDeadline);
            }
            else
            {
                var passed = TimeSpan.FromTicks(random.Next(1, 3_000_000));
                _time.Advance(passed);
                now += passed;
                Assert.All(open, one => Assert.Equal(one.At > now, one.Scope.IsOpen));
                open.RemoveAll(one => one.At <= now);
            }
        }
    }

    [Fact]
    public void Scope_WithATickToGo_IsOpen()
    {
        var deadlines = new Deadlines(_time);
        var scope = new DeliveryScope(TimeSpan.FromSeconds(1), deadlines);

        _time.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        Assert.True(scope.IsOpen);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(OutcomeReason.DeadlinePassed, scope.CloseReason);
    }

    [Fact]
    public void Scope_WithADeadlineBeyondAllTimers_StaysOpen()
    {
        var deadlines = new Deadlines(_time);
        var forever = new DeliveryScope(TimeSpan.MaxValue, deadlines);
        var months = new DeliveryScope(TimeSpan.FromDays(100), deadlines);

        _time.Advance(TimeSpan.FromDays(60));
        Assert.True(months.IsOpen);
        _time.Advance(TimeSpan.FromDays(40));

        Assert.False(months.IsOpen);
        Assert.True(forever.IsOpen);
    }

    [Fact]
    public async Task Scopes_FromManyThreads_AreAllClosed()
    {
        var deadlines = new Deadlines(_time);
        var scopes = new DeliveryScope[4][];
        await Task.WhenAll(Enumerable.Range(0, scopes.Length).Select(thread => Task.Run(() =>
        {
            scopes[thread] = [.. Enumerable.Range(1, 500).Select(i => new DeliveryScope(TimeSpan.FromMilliseconds((i * 37 % 100) + 1), deadlines))];
            foreach (DeliveryScope scope in scopes[thread].Where((_, i) => i % 2 == 0))
            {
                scope.Seal();
            }
        }))).Within();

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.All(scopes, some => Assert.All(some, (scope, i) => Assert.Equal(i % 2 == 0 ? OutcomeReason.None : OutcomeReason.DeadlinePassed, scope.CloseReason)));
    }
}
