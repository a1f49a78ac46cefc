namespace S3Snowplow.Core.Tests.Options;

public sealed class NotificationShapeTests
{
    public static TheoryData<string, Action<NotificationShape>> Faults => new()
    {
        { "Shapes[0].Source is ''", shape => shape.Source = "" },
        { "Shapes[0].Source is 'a b'", shape => shape.Source = "a b" },
        { "Shapes[0].Source is 'aws:s3'", shape => shape.Source = "aws:s3" },
        { "Shapes[0].Source is 'xxxxx", shape => shape.Source = new string('x', 65) },
        { "Shapes[0].Bucket is ''", shape => shape.Bucket = "" },
        { "Shapes[0].Bucket is ''", shape => shape.Bucket = null! },
        { "Shapes[0].Key is '$..key'", shape => shape.Key = "$..key" },
        { "Shapes[0].Time is 'time'", shape => shape.Time = "time" },
        { "Shapes[0].Size is '$.a[0]'", shape => shape.Size = "$.a[0]" },
        { "Shapes[0].Name is '$'", shape => shape.Name = "$" },
        { "Shapes[0].ETag is '$.a[*]'", shape => shape.ETag = "$.a[*]" },
        { "Shapes[0].VersionId is '$.a[*].b[*].c'", shape => shape.VersionId = "$.a[*].b[*].c" },
        { "Shapes[0].Sequencer is '$[*].a'", shape => shape.Sequencer = "$[*].a" },
        { "Shapes[0].Id is '$['a'", shape => shape.Id = "$['a" },
        { "Shapes[0].Key is '$.key'", shape => shape.Bucket = "$.list[*].bucket" },
        { "Shapes[0].Key is '$.b[*].key'", shape => (shape.Bucket, shape.Key) = ("$.a[*].bucket", "$.b[*].key") },
        { "Shapes[0].ArrivalNames has 1 names, but Shapes[0].Name is not set", shape => shape.ArrivalNames = ["created"] },
        { "Shapes[0].ArrivalNames has '*x'", shape => (shape.Name, shape.ArrivalNames) = ("$.n", ["*x"]) },
        { "Shapes[0].RemovalNames has ''", shape => (shape.Name, shape.RemovalNames) = ("$.n", [""]) },
        { "Shapes[0].RemovalNames is not set", shape => shape.RemovalNames = null! },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Validate_Fault_NamesTheSettingItsValueAndWhatIsAllowed(string message, Action<NotificationShape> bringIn)
    {
        RelayOptions options = Usable.Options();
        NotificationShape shape = Shape();
        bringIn(shape);
        options.Shapes.Add(shape);

        string error = Assert.Single(options.Validate());

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Contains("; allowed: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_ShapesWithoutFault_HasNoErrors()
    {
        RelayOptions options = Usable.Options();
        options.Shapes.Add(Shape());
        options.Shapes.Add(new NotificationShape { Source = "acme:b-2_x.y", Bucket = "$.b", Key = "$.a['x y'].list[*].k", Time = "$.a['x y'].list[*]['t.t']", Size = "$.a['x y'].list[*].s", Name = "$.n", RemovalNames = ["gone*"] });

        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Validate_ListsThatAreNotSet_AreNamed()
    {
        RelayOptions options = Usable.Options();
        options.Shapes = null!;
        Assert.StartsWith("Shapes is not set", Assert.Single(options.Validate()), StringComparison.Ordinal);

        options.Shapes = [null!];
        Assert.StartsWith("Shapes[0] is not set", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void NotificationShape_Default_HasTheseValues()
    {
        var shape = new NotificationShape();

        Assert.All(typeof(NotificationShape).GetProperties().Where(property => property.PropertyType == typeof(string)), property => Assert.Equal("", property.GetValue(shape)));
        Assert.False(shape.KeyIsEncoded);
        Assert.Empty(shape.ArrivalNames);
        Assert.Empty(shape.RemovalNames);
        Assert.Equal(13, typeof(NotificationShape).GetProperties().Length);
    }

    private static NotificationShape Shape() => new() { Source = "acme:files", Bucket = "$.bucket", Key = "$.key", Time = "$.time" };
}
