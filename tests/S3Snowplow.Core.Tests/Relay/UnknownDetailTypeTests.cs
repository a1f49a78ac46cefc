using System.Globalization;
using System.Text;
using Record = S3Snowplow.Core.Tests.Notifications.Record;

namespace S3Snowplow.Core.Tests.Relay;

/// <summary>An EventBridge event of a detail-type that is not documented is relayed, and said once for each type.</summary>
public sealed class UnknownDetailTypeTests
{
    private const int Message = 1008;

    [Fact]
    public async Task RelayAsync_UnknownDetailTypes_AreRelayedAndSaidOnceEach()
    {
        await using var rig = new RelayRig();
        foreach (string type in new[] { "Object Painted", "Object Moved", "Object Painted", "Object ObjectCreated Put" })
        {
            Assert.Equal(DeliveryOutcome.Delivered, (await rig.RelayAsync(Of(type))).Outcome);
        }

        Assert.Equal(
            [("Object Painted", false), ("Object Moved", false), ("Object ObjectCreated Put", true)],
            rig.Logged(Message).Select(line => ((string)line.State["DetailType"]!, (bool)line.State["IsDataArrival"]!)));
    }

    [Fact]
    public async Task RelayAsync_KnownOrMissingDetailType_IsNotSaid()
    {
        await using var rig = new RelayRig();

        await rig.RelayAsync(Of("Object Created"));
        await rig.RelayAsync(Of("Object Retention Updated"));
        await rig.RelayAsync(Of(""));
        await rig.RelayAsync(Encoding.UTF8.GetBytes(Record.InEventBridge(detailType: "null", more: ",\"reason\":\"PutObject\"")));

        Assert.Empty(rig.Logged(Message));
    }

    [Fact]
    public async Task RelayAsync_MoreUnknownDetailTypesThanAreSaid_AreRelayedAllTheSame()
    {
        await using var rig = new RelayRig();
        for (int i = 0; i < 150; i++)
        {
            await rig.RelayAsync(Of("Object " + i.ToString(CultureInfo.InvariantCulture)));
        }

        Assert.Equal(100, rig.Logged(Message).Count);
        Assert.Equal(150, rig.Settled.Count(result => result.Outcome == DeliveryOutcome.Delivered));
    }

    [Fact]
    public async Task RelayAsync_DetailTypeThatForgesALine_IsSaidInPrintableAscii()
    {
        await using var rig = new RelayRig();

        await rig.RelayAsync(Of("Object\\nforged \u00e9 " + new string('x', 200)));

        string said = (string)Assert.Single(rig.Logged(Message)).State["DetailType"]!;
        Assert.Equal("Object?forged ? " + new string('x', 84), said);
    }

    private static byte[] Of(string detailType) => Encoding.UTF8.GetBytes(Record.InEventBridge(detailType: $"\"{detailType}\""));
}
