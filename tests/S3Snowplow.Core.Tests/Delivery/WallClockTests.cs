using System.Text.RegularExpressions;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>A wall clock that is set back or forth moves <c>stm</c> and nothing else.</summary>
public sealed class WallClockTests
{
    [Theory]
    [InlineData(30)]
    [InlineData(-20)]
    public async Task WallClock_SetByYears_ChangesNoWaitAndNoOutcome(int years)
    {
        TimeSpan[] straight = await RunAsync(0);

        Assert.Equal(straight, await RunAsync(years));
    }

    [Theory]
    [InlineData(1, "1000000000000")]
    [InlineData(2026, "1767225600000")]
    [InlineData(9998, "9999999999999")]
    public async Task Stm_OfAnyClock_HasThirteenDigits(int year, string stm)
    {
        await using var rig = new DeliveryRig();
        rig.Time.SetUtcNow(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));

        DeliveryScope scope = await rig.SendAsync(1);
        await scope.Completion.Within();

        Assert.Contains($"\"stm\":\"{stm}\"", rig.Collector.Attempts[0].Text, StringComparison.Ordinal);
    }

    private static async Task<TimeSpan[]> RunAsync(int years)
    {
        await using var rig = new DeliveryRig(options => options.RetryBudget = TimeSpan.FromMinutes(1));
        rig.Collector.Script = attempt =>
        {
            rig.Time.SetUtcNow(ClockOf(attempt.Number, years));
            return attempt.Numbers.Contains(1) ? Answers.Status(503) : Answers.Ok;
        };
        DeliveryScope expiring = await rig.SendAsync(1);
        await rig.IdleAsync();
        DeliveryScope closing = await rig.SendAsync(2, TimeSpan.FromTicks(1));
        DeliveryScope passing = await rig.SendAsync(3);

        await rig.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(DeliveryOutcome.Expired, expiring.Outcomes[0].Outcome);
        Assert.Equal(DeliveryOutcome.Abandoned, closing.Outcomes[0].Outcome);
        Assert.Equal(DeliveryOutcome.Delivered, passing.Outcomes[0].Outcome);
        string[] stamps = [.. rig.Collector.Attempts.Select(attempt => Regex.Match(attempt.Text, "(?<=\"stm\":\")[0-9]+", default, TimeSpan.FromSeconds(5)).Value)];
        Assert.Equal(years == 0, stamps.Zip(stamps.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) <= 0));
        return [.. rig.Collector.Attempts.Select(attempt => attempt.At)];
    }

    private static DateTimeOffset ClockOf(int attempt, int years) =>
        years == 0 ? new DateTimeOffset(2026, 1, 1, 1, 0, attempt, TimeSpan.Zero) : new DateTimeOffset(2026 + (attempt % 2 * years), 1, 1, 0, 0, 0, TimeSpan.Zero);
}
