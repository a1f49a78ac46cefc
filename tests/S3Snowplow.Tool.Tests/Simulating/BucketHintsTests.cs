using System.Xml.Linq;

namespace S3Snowplow.Tool.Tests.Simulating;

public sealed class BucketHintsTests
{
    private const string Lifecycle = """
        <LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
          <Rule><ID>a</ID><Filter><Prefix>raw/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>20</Days></Expiration></Rule>
          <Rule><ID>b</ID><Filter><And><Prefix>raw/orders/</Prefix><ObjectSizeGreaterThan>1</ObjectSizeGreaterThan></And></Filter><Status>Enabled</Status><Expiration><Days>7</Days></Expiration></Rule>
          <Rule><ID>c</ID><Prefix>raw/</Prefix><Status>Disabled</Status><Expiration><Days>1</Days></Expiration></Rule>
          <Rule><ID>d</ID><Filter/><Status>Enabled</Status><Transition><Days>2</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>
          <Rule><ID>e</ID><Filter><Prefix>tmp/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>
        </LifecycleConfiguration>
        """;

    [Theory]
    [InlineData("raw/orders/", 7, "raw/orders/")]
    [InlineData("raw/clicks/", 20, "raw/")]
    [InlineData("raw/", 7, "raw/orders/")]
    [InlineData("other/", null, "")]
    public void Shortest_OfAnInput_IsThatOfTheRulesThatTouchIt(string input, int? days, string prefix) =>
        Assert.Equal((days, prefix), BucketHints.Shortest(XElement.Parse(Lifecycle), [input]));

    [Fact]
    public void DefaultMinutes_ShortExpiry_StaysADayBelowIt()
    {
        Assert.Equal(6 * 1440, SimulateSettings.DefaultMinutes(new BucketHints(7, "raw/", false)));
        Assert.Equal(28 * 1440, SimulateSettings.DefaultMinutes(new BucketHints(365, "raw/", false)));
        Assert.Equal(28 * 1440, SimulateSettings.DefaultMinutes(BucketHints.None));
    }
}
