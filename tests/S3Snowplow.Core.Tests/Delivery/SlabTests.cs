using System.Text;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>A slab is the body of its request, whatever has left it before.</summary>
public sealed class SlabTests
{
    private static readonly PostBody Around = new(new TrackerIdentity("space", "app"));
    private static readonly DateTimeOffset Now = ManualTimeProvider.DefaultStart;

    [Fact]
    public void Body_AfterEventsHaveLeft_IsThatOfTheOthersAlone()
    {
        var random = new Random(15);
        for (int round = 0; round < 200; round++)
        {
            SnowplowEvent[] events = [.. Enumerable.Range(0, random.Next(1, 30)).Select(i => TestEvents.Of(i, random.Next(0, 400)))];
            using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
            Batch batch = BatchOf(scope, events);
            List<SnowplowEvent> left = [.. events];
            for (int attempt = 0; left.Count > 0; attempt++)
            {
                byte[] body = batch.Body(Now.AddSeconds(attempt)).ToArray();

                Assert.Equal(BodyOf(left, Now.AddSeconds(attempt)), Encoding.UTF8.GetString(body));
                Assert.Equal(left.Select(one => one.Id), batch.Select(one => one.Id));
                for (int i = left.Count - 1; i >= 0; i--)
                {
                    if (random.Next(3) == 0)
                    {
                        batch.Events[i].IsReleased = true;
                        left.RemoveAt(i);
                    }
                }

                batch.RemoveReleased();
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void SplitOff_AfterAnAttempt_MakesTwoBodiesOfTheSameEvents(int count)
    {
        SnowplowEvent[] events = [.. Enumerable.Range(0, count).Select(i => TestEvents.Of(i, 10 * i))];
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        Batch first = BatchOf(scope, events);
        first.Body(Now);
        var second = new Batch(static _ => { }, Around);

        first.SplitOff(second);

        int kept = (count + 1) / 2;
        Assert.Equal(BodyOf(events[..kept], Now), Encoding.UTF8.GetString(first.Body(Now).Span));
        Assert.Equal(BodyOf(events[kept..], Now), Encoding.UTF8.GetString(second.Body(Now).Span));
        Assert.Equal(events.Sum(one => Around.BytesOf(one.Parameters.Length)), first.Bytes + second.Bytes);
    }

    [Fact]
    public void Body_OfOpenIds_HasThemInTheirPlaces()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        var batch = new Batch(static _ => { }, Around);
        var expected = new List<Guid>();
        for (int i = 0; i < 21; i++)
        {
            // Some are too long for a lane of the hash, and some have their id.
            byte[] message = i % 5 == 4 ? [] : [.. Enumerable.Repeat((byte)i, i * 40)];
            SnowplowEvent one = TestEvents.Of(i);
            expected.Add(message.Length == 0 ? one.Id : EventIdentity.FromHash(message));
            batch.Add(Queued(scope, i, one), one.Parameters.Span, message);
        }

        batch.Body(Now);

        Assert.Equal(expected, batch.Select(one => one.Id));
        Assert.Equal(expected, batch.Select(one => one.Id));
    }

    [Fact]
    public void Clear_ThenOtherEvents_LeavesNothingOfTheFormer()
    {
        using var scope = new DeliveryScope(Timeout.InfiniteTimeSpan);
        Batch batch = BatchOf(scope, [.. Enumerable.Range(0, 50).Select(i => TestEvents.Of(i, 300))]);
        batch.Body(Now);

        batch.Clear();
        SnowplowEvent only = TestEvents.Of(7);
        batch.Add(Queued(scope, 0, only), only.Parameters.Span, message: default);

        Assert.Equal(BodyOf([only], Now), Encoding.UTF8.GetString(batch.Body(Now).Span));
    }

    private static Batch BatchOf(DeliveryScope scope, SnowplowEvent[] events)
    {
        var batch = new Batch(static _ => { }, Around);
        for (int i = 0; i < events.Length; i++)
        {
            batch.Add(Queued(scope, i, events[i]), events[i].Parameters.Span, message: default);
        }

        return batch;
    }

    private static QueuedEvent Queued(DeliveryScope scope, int index, SnowplowEvent one) => new(scope, index, Around.BytesOf(one.Parameters.Length), acceptedAt: 0, new FlushEpoch(0));

    // Made of the pieces one by one, without a slab.
    private static string BodyOf(IReadOnlyList<SnowplowEvent> events, DateTimeOffset now)
    {
        string before = Encoding.UTF8.GetString(Around.BeforeEvent).Replace("0000000000000", $"{now.ToUnixTimeMilliseconds()}", StringComparison.Ordinal);
        return Encoding.UTF8.GetString(PostBody.Opening) + string.Join(',', events.Select(one => before + Encoding.UTF8.GetString(one.Parameters.Span) + "}")) + "]}";
    }
}
