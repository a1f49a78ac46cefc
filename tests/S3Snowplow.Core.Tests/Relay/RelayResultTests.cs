using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>What a notification's source is told to do, by what became of its events.</summary>
public sealed class RelayResultTests
{
    [Theory]
    [InlineData("", DeliveryOutcome.Delivered, true, true)]
    [InlineData("d", DeliveryOutcome.Delivered, true, true)]
    [InlineData("ddd", DeliveryOutcome.Delivered, true, true)]
    [InlineData("drd", DeliveryOutcome.Rejected, false, true)]
    [InlineData("dp", DeliveryOutcome.Rejected, false, true)]
    [InlineData("p", DeliveryOutcome.Rejected, false, true)]
    [InlineData("de", DeliveryOutcome.Expired, false, false)]
    [InlineData("re", DeliveryOutcome.Expired, false, false)]
    [InlineData("pe", DeliveryOutcome.Expired, false, false)]
    [InlineData("aerd", DeliveryOutcome.Abandoned, false, false)]
    [InlineData("ad", DeliveryOutcome.Abandoned, false, false)]
    [InlineData("pa", DeliveryOutcome.Abandoned, false, false)]
    public async Task Outcome_OfItsParts_IsTheWorst(string parts, DeliveryOutcome expected, bool whenReturned, bool whenAcknowledged)
    {
        foreach ((RejectedHandling handling, bool acknowledge) in new[] { (RejectedHandling.ReturnToSource, whenReturned), (RejectedHandling.Acknowledge, whenAcknowledged) })
        {
            await using var rig = new RelayRig(options => options.OnRejected = handling);
            string events = parts.Replace("p", "", StringComparison.Ordinal);
            int next = 0;
            rig.Emitter.Outcome = _ => OutcomeOf(events[next++]);
            byte[] body = RelayRig.Records(events.Length);
            if (events.Length < parts.Length)
            {
                // A record that is none, before the end of the array.
                body = [.. body[..^2], .. events.Length > 0 ? ",7"u8 : "7"u8, .. body[^2..]];
            }

            RelayResult result = await rig.RelayAsync(body).Within();

            Assert.Equal((expected, acknowledge), (result.Outcome, result.ShouldAcknowledge));
            Assert.Equal(events.Select(OutcomeOf), result.Events.Select(settled => settled.Outcome));
            Assert.Equal(1, rig.Metrics.Sum("s3snowplow.notifications", ("outcome", expected.ToString().ToLowerInvariant())));
        }
    }

    private static EventOutcome OutcomeOf(char letter) => letter switch
    {
        'd' => EventOutcome.Delivered,
        'r' => EventOutcome.Rejected("refused", 400),
        'e' => EventOutcome.Expired("too late", 503),
        _ => EventOutcome.Abandoned("given back"),
    };
}
