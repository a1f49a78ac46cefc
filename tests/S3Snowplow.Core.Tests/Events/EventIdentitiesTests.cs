using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>An event has the same id whether it comes alone or among others.</summary>
public sealed class EventIdentitiesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void Ids_are_those_of_the_events_one_by_one(int count)
    {
        // Some of them too long for a lane, and some of them with characters of several bytes at its end.
        EventResult[] events = [.. Enumerable.Range(0, count).Select(i => Result(new string(i % 3 == 0 ? '水' : 'a', (i * 97) % 1500), sequencer: i % 4 == 0 ? null : $"00ab{i:x}"))];
        Guid[] expected = [.. events.Select(one => EventIdentity.Of(one.ObjectEvent))];

        var identities = new EventIdentities();
        for (int i = 0; i < events.Length; i++)
        {
            identities.Add(events, i);
        }

        identities.Complete();

        Assert.Equal(expected, events.Select(one => one.EventId));
        Assert.Equal(count, expected.Distinct().Count());
    }

    private static EventResult Result(string key, string? sequencer) => new(
        new ObjectEvent
        {
            Dialect = NotificationDialect.AmazonS3,
            Name = "ObjectCreated:Put",
            OriginalName = "ObjectCreated:Put",
            Time = DateTimeOffset.UnixEpoch,
            TimeText = "1970-01-01T00:00:00.000Z",
            Bucket = "bucket",
            Key = key,
            RawKey = key,
            KeyDecoded = true,
            Sequencer = sequencer,
            RequestId = sequencer is null ? $"R{key.Length}" : null,
        },
        default,
        default);
}
