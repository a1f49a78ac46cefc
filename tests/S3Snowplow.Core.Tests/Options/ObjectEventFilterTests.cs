using S3Snowplow.Core.Tests.Events;

namespace S3Snowplow.Core.Tests.Options;

public sealed class ObjectEventFilterTests
{
    private static readonly ObjectEvent Put = SomeObjectEvent.WithAll;

    [Fact]
    public void Passes_Default_IsEverything()
    {
        Assert.True(new ObjectEventFilter().Passes(Put));
        Assert.True(new ObjectEventFilter().Passes(Put with { Name = "Anything", Key = "", Size = null }));
    }

    [Theory]
    [InlineData("b", "", "b", null, true)]
    [InlineData("a", "", "b", null, false)]
    [InlineData("", "owner", "b", "owner", true)]
    [InlineData("", "owner", "b", "other", false)]
    [InlineData("", "owner", "b", null, false)]
    public void Passes_AllowLists_TakeOnlyWhatIsOnThem(string buckets, string owners, string bucket, string? owner, bool passes)
    {
        var filter = new ObjectEventFilter { Buckets = [.. buckets.Split(',', StringSplitOptions.RemoveEmptyEntries)], BucketOwners = [.. owners.Split(',', StringSplitOptions.RemoveEmptyEntries)] };

        Assert.Equal(passes, filter.Passes(Put with { Bucket = bucket, BucketOwner = owner }));
    }

    [Theory]
    [InlineData("ObjectCreated:Put", true)]
    [InlineData("s3:ObjectCreated:Put", true)]
    [InlineData("ObjectCreated:*", true)]
    [InlineData("s3:ObjectCreated:*", true)]
    [InlineData("Object*", true)]
    [InlineData("*", true)]
    [InlineData("s3:*", true)]
    [InlineData("ObjectCreated:Put*", true)]
    [InlineData("ObjectCreated:", false)]
    [InlineData("ObjectCreated", false)]
    [InlineData("ObjectCreated:Pu", false)]
    [InlineData("ObjectCreated:Put2", false)]
    [InlineData("objectcreated:put", false)]
    [InlineData("ObjectRemoved:*", false)]
    [InlineData("s3:s3:ObjectCreated:Put", false)]
    [InlineData("S3:ObjectCreated:Put", false)]
    public void Passes_Name_IsTheWholeNameOrItsBeginning(string wanted, bool passes)
    {
        Assert.Equal(passes, new ObjectEventFilter { EventNames = [wanted] }.Passes(Put));
        Assert.Equal(passes, new ObjectEventFilter { EventNames = ["LifecycleTransition", wanted, "IntelligentTiering"] }.Passes(Put));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("in/", "", true)]
    [InlineData("in/a b.csv", "in/a b.csv", true)]
    [InlineData("in/a b", "b.csv", true)]
    [InlineData("in/", ".csv", true)]
    [InlineData("in/a+b", "", false)]
    [InlineData("IN/", "", false)]
    [InlineData("n/", "", false)]
    [InlineData("", ".CSV", false)]
    [InlineData("", ".csv ", false)]
    [InlineData("in/", ".json", false)]
    [InlineData("out/", ".csv", false)]
    [InlineData("in/a b.csv.gz", "", false)]
    public void Passes_Key_BeginsAndEndsSoOnceDecoded(string prefix, string suffix, bool passes) =>
        Assert.Equal(passes, new ObjectEventFilter { KeyPrefix = prefix, KeySuffix = suffix }.Passes(Put));

    [Theory]
    [InlineData("ObjectCreated:Put", 1024L, true)]
    [InlineData("ObjectCreated:Put", 1023L, false)]
    [InlineData("ObjectCreated:Put", 0L, false)]
    [InlineData("ObjectCreated:Put", null, false)]
    [InlineData("ObjectCreated:Post", 1023L, false)]
    [InlineData("ObjectCreated:Copy", 1023L, false)]
    [InlineData("ObjectCreated:CompleteMultipartUpload", 1023L, false)]
    [InlineData("ObjectCreated:PutTagging", 1L, true)]
    [InlineData("ObjectRemoved:Delete", null, true)]
    [InlineData("ObjectTagging:Put", null, true)]
    [InlineData("LifecycleTransition", 1L, true)]
    public void Passes_MinimumSize_AppliesToArrivalsOnly(string name, long? size, bool passes) =>
        Assert.Equal(passes, new ObjectEventFilter { MinimumSize = 1024 }.Passes(Put with { Name = name, Size = size }));

    [Theory]
    [InlineData("ObjectCreated:*", "in/", ".csv", 1024, true)]
    [InlineData("ObjectRemoved:*", "in/", ".csv", 1024, false)]
    [InlineData("ObjectCreated:*", "out/", ".csv", 1024, false)]
    [InlineData("ObjectCreated:*", "in/", ".json", 1024, false)]
    [InlineData("ObjectCreated:*", "in/", ".csv", 1025, false)]
    public void Passes_SeveralConditions_HoldTogether(string name, string prefix, string suffix, long minimum, bool passes)
    {
        var filter = new ObjectEventFilter { EventNames = [name], KeyPrefix = prefix, KeySuffix = suffix, MinimumSize = minimum };

        Assert.Equal(passes, filter.Passes(Put));
    }
}
