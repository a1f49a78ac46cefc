using System.Text;
using System.Text.Json;
using S3Snowplow.Core.Tests.Notifications;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Cases;

/// <summary>What a store sent of different events has different ids, and what it sent of one event has one.</summary>
public sealed class StoreIdentityTests
{
    public static TheoryData<string> Folders => [.. NotificationCase.Every.Select(one => one.Folder).Distinct()];

    public static TheoryData<string> Bodies => [.. NotificationCase.Every.Where(one => Read(one.Body).Count > 0).Select(one => one.Name)];

    /// <remarks>
    /// Events whose records are equal to the last member cannot be told apart, whatever they are: the same event in two wrappings, or an emulator's that says the same of
    /// two (moto's constant sequencer and id). Where anything differs, the ids have to.
    /// </remarks>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Of_EventsOfAStore_AreEqualWhereTheirRecordsAre(string folder)
    {
        var seen = new Dictionary<Guid, (string Body, JsonElement Record)>();
        foreach (NotificationCase one in NotificationCase.Every.Where(one => one.Folder == folder))
        {
            NotificationContent content = Read(one.Body);
            JsonElement[] records = [.. InnermostRecord.AllOf(one.Body)];

            // Otherwise the body has another shape, or a part that cannot be read; that is for CasesTests.
            for (int index = 0; index < content.Count && records.Length == content.Count; index++)
            {
                Guid id = EventIdentity.Of(content[index]);
                Assert.True(
                    !seen.TryGetValue(id, out (string Body, JsonElement Record) other) || JsonElement.DeepEquals(other.Record, records[index]),
                    $"{other.Body} and {one.Name} have one event id, and differ.");
                seen[id] = (one.Name, records[index]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Of_BodyThatComesAgain_HasTheIdsThatItHad(string body)
    {
        byte[] bytes = NotificationCase.Named(body).Body;
        Guid[] first = Ids(bytes);

        Assert.Equal(first, Ids(bytes));
        Assert.Equal(first, Ids(Record.InSqs(Record.InSns(Encoding.UTF8.GetString(bytes))).Bytes()));
    }

    private static Guid[] Ids(byte[] body) => [.. Read(body).ObjectEvents.ToArray().Select(found => EventIdentity.Of(found))];

    private static NotificationContent Read(byte[] body) => NotificationReader.Read(body);
}
