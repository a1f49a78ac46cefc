using System.Text;
using S3Snowplow.Mapping;

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
        ObjectEvent[] events = [.. Enumerable.Range(0, count).Select(i => Some(new string(i % 3 == 0 ? '水' : 'a', (i * 97) % 1500), sequencer: i % 4 == 0 ? null : $"00ab{i:x}"))];
        string[] expected = [.. events.Select(one => EventIdentity.Of(one).ToString())];

        var identities = new EventIdentities();
        byte[] text = new byte[count * 36];
        var messages = new ScratchBuffer();
        for (int i = 0; i < events.Length; i++)
        {
            int start = messages.Length;
            EventIdentity.Write(events[i], messages);
            identities.Add(messages.Written[start..], text, i * 36);
        }

        identities.Complete();

        Assert.Equal(expected, Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetString(text, i * 36, 36)));
        Assert.Equal(count, expected.Distinct().Count());
    }

    [Fact]
    public void Of_KeysOfEveryLength_HaveIdsOfTheirOwn()
    {
        // Wherever the room for the short way ends, in the middle of a length or of a text.
        Guid[] ids = [.. Enumerable.Range(1, 1500).Select(length => EventIdentity.Of(Some(new string('k', length), sequencer: "0055AED6DCD90281E5")))];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static ObjectEvent Some(string key, string? sequencer) => new()
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
    };
}
