using System.Text;
using S3Snowplow.Mapping;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Events;

public sealed class EventIdentityTests
{
    private static readonly ObjectEvent Base = SomeObjectEvent.WithAll;

    /// <summary>What may change without the change becoming another change.</summary>
    public static TheoryData<string, ObjectEvent> Insignificant => new()
    {
        { "wrappings", Base with { Wrappings = NotificationWrappings.LambdaDestination } },
        { "original name", Base with { OriginalName = "Object Created" } },
        { "parsed time", Base with { Time = Base.Time.AddDays(1) } },
        { "raw key", Base with { RawKey = "in%2Fa%20b.csv" } },
        { "whether the key decoded", Base with { KeyDecoded = false } },
        { "size", Base with { Size = null } },
        { "entity tag", Base with { ETag = null } },
        { "region", Base with { Region = null } },
        { "request id beside a sequencer", Base with { RequestId = null } },
        { "record version", Base with { EventVersion = "2.6" } },
        { "configuration", Base with { ConfigurationId = null } },
        { "bucket owner", Base with { BucketOwner = "somebody" } },
        { "requester", Base with { Requester = null } },
        { "source address", Base with { SourceIpAddress = null } },
        { "case of the sequencer", Base with { Sequencer = "a1" } },
        { "zeros before the sequencer", Base with { Sequencer = "0000000A1" } },
    };

    /// <summary>What makes another change of it.</summary>
    public static TheoryData<string, ObjectEvent> Significant => new()
    {
        { "dialect", Base with { Dialect = NotificationDialect.EventBridge } },
        { "name", Base with { Name = "ObjectCreated:Copy" } },
        { "bucket", Base with { Bucket = "Landing" } },
        { "key", Base with { Key = "in/a+b.csv" } },
        { "version", Base with { VersionId = "v2" } },
        { "no version", Base with { VersionId = null } },
        { "sequencer", Base with { Sequencer = "00A2" } },
        { "zeros behind the sequencer", Base with { Sequencer = "00A10" } },
        { "time as sent", Base with { TimeText = "2026-01-31T23:59:59.1230Z" } },
        { "no sequencer", Base with { Sequencer = null } },
        { "source of a configured shape", Base with { Dialect = NotificationDialect.Configured, ConfiguredSource = "acme:files" } },
        { "another source of a configured shape", Base with { Dialect = NotificationDialect.Configured, ConfiguredSource = "acme:media" } },
    };

    [Theory]
    [MemberData(nameof(Insignificant))]
    public void Of_ChangeOfWhatIsNoIdentity_KeepsTheId(string what, ObjectEvent changed)
    {
        Assert.True(Base != changed, $"The case '{what}' changes nothing.");
        Assert.Equal(EventIdentity.Of(Base), EventIdentity.Of(changed));
    }

    [Theory]
    [MemberData(nameof(Significant))]
    public void Of_ChangeOfTheIdentity_ChangesTheId(string what, ObjectEvent changed)
    {
        Guid[] ids = [.. Significant.Select(other => EventIdentity.Of((ObjectEvent)other[1])), EventIdentity.Of(Base)];

        Assert.True(ids.Distinct().Count() == ids.Length, $"The case '{what}' has another's id.");
        Assert.NotEqual(EventIdentity.Of(Base), EventIdentity.Of(changed));
    }

    [Fact]
    public void Of_RequestIdWithoutSequencer_ChangesTheId()
    {
        Guid[] ids = [.. new[] { "R1", "R2", "r1", null }.Select(request => EventIdentity.Of(Base with { Sequencer = null, RequestId = request }))];

        Assert.Equal(4, ids.Distinct().Count());
    }

    /// <remarks>MinIO and RustFS send the object's modification time as sequencer, so all that leaves the data as it is repeats it.</remarks>
    [Theory]
    [InlineData(NotificationDialect.Minio)]
    [InlineData(NotificationDialect.RustFs)]
    public void Of_RequestIdBesideASequencerThatIsRepeated_ChangesTheId(NotificationDialect dialect)
    {
        string[] repeating =
        [
            "ObjectAccessed:Get", "ObjectAccessed:Head", "ObjectAccessed:Attributes", "ObjectAccessed:GetRetention", "ObjectAccessed:GetLegalHold", "ObjectCreated:PutTagging",
            "ObjectCreated:DeleteTagging", "ObjectCreated:PutLegalHold", "ObjectCreated:PutRetention", "ObjectRestore:Post", "ObjectRestore:Completed",
            "ObjectTransition:Complete", "Replication:OperationCompletedReplication", "Replication:OperationFailedReplication", "Scanner:ManyVersions", "ObjectAccessed:New",
        ];

        Assert.All(repeating, name => Assert.Equal(3, Ids(dialect, name).Distinct().Count()));
    }

    [Theory]
    [InlineData(NotificationDialect.Minio)]
    [InlineData(NotificationDialect.RustFs)]
    public void Of_RequestIdBesideASequencerThatIsNew_KeepsTheId(NotificationDialect dialect)
    {
        string[] identifying =
        [
            "ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:Copy", "ObjectCreated:CompleteMultipartUpload", "ObjectRemoved:Delete",
            "ObjectRemoved:DeleteMarkerCreated", "ObjectRemoved:NoOP", "ObjectRemoved:DeleteAllVersions",
        ];

        Assert.All(identifying, name => Assert.Single(Ids(dialect, name).Distinct()));
    }

    [Fact]
    public void Of_ReadsOfOneObjectByManyClients_AreAsManyIds()
    {
        // Twelve clients in one millisecond.
        Guid[] ids = [.. Enumerable.Range(0, 1440).Select(read => EventIdentity.Of(Base with { Dialect = NotificationDialect.Minio, Name = "ObjectAccessed:Get", RequestId = $"18EBE843{read:X8}" }))];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static Guid[] Ids(NotificationDialect dialect, string name) =>
        [.. new[] { "R1", "R2", null }.Select(request => EventIdentity.Of(Base with { Dialect = dialect, Name = name, RequestId = request }))];

    [Fact]
    public void Of_MemberOfObjectEvent_IsSaidToBeIdentityOrNot()
    {
        // A member that is added to the object event must be put into one of the two lists above.
        System.Reflection.PropertyInfo[] settable = [.. typeof(ObjectEvent).GetProperties().Where(property => property.CanWrite)];
        IEnumerable<string> changed = Insignificant.Concat(Significant)
            .SelectMany(row => settable.Where(property => !Equals(property.GetValue(row[1]), property.GetValue(Base))))
            .Select(property => property.Name)
            .Distinct();

        Assert.Equal(settable.Select(property => property.Name).Order(StringComparer.Ordinal), changed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(600)]
    [InlineData(5000)]
    public void Of_KeyOfAnyLength_DependsOnItsLastCharacter(int length)
    {
        string stem = new('\u20AC', length - 1);

        Assert.NotEqual(EventIdentity.Of(Base with { Key = stem + "a" }), EventIdentity.Of(Base with { Key = stem + "b" }));
        Assert.Equal(EventIdentity.Of(Base with { Key = stem + "a" }), EventIdentity.Of(Base with { Key = stem + "a" }));
    }

    [Fact]
    public void Create_PublishedVector_IsItsUuid()
    {
        // RFC 9562, appendix A.4: www.example.com in the namespace of domain names.
        var domainNames = new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

        Assert.Equal(new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"), EventIdentity.Create(domainNames, "www.example.com"u8));
    }

    [Fact]
    public void ObjectEventNamespace_IsDerivedFromItsUrl()
    {
        var urls = new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

        Assert.Equal(EventIdentity.ObjectEventNamespace, EventIdentity.Create(urls, "iglu:io.s3snowplow/object_event"u8));
    }

    [Fact]
    public void Create_AnyName_IsVersionFiveOfTheVariantOfTheRfc()
    {
        for (int i = 0; i < 256; i++)
        {
            string id = EventIdentity.Create(default, Encoding.UTF8.GetBytes($"name {i}")).ToString();

            Assert.Equal('5', id[14]);
            Assert.Contains(id[19], "89ab");
        }
    }
}
