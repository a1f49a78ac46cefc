namespace S3Snowplow.Tool.Tests.Suggesting;

public sealed class SegmentKindTests
{
    [Theory]
    [InlineData("orders", "Name")]
    [InlineData("v2", "Name")]
    [InlineData("enriched-good", "Name")]
    [InlineData("deadbeef", "Name")]
    [InlineData("12h-archive", "Name")]
    [InlineData("2026", "Number")]
    [InlineData("07", "Number")]
    [InlineData("20261127", "Number")]
    [InlineData("2026-11-27", "Time")]
    [InlineData("2026_11_27", "Time")]
    [InlineData("2026-11-27T14", "Time")]
    [InlineData("2026-11-27-14-00", "Time")]
    [InlineData("14h", "Time")]
    [InlineData("dt=2026-11-27", "Partition")]
    [InlineData("region=eu", "Partition")]
    [InlineData("0f3c9a1be4d2", "Hash")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e", "Hash")]
    [InlineData("9b2f0f7e-3a55-4b7b-9d5e-2f7c0a6f1e11", "Uuid")]
    [InlineData("", "Name")]
    public void Of_Segment_IsOfKind(string segment, string kind) => Assert.Equal(kind, SegmentKinds.Of(segment).ToString());
}
