using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Into a content that is used again, reading allocates the strings that it has not had before, and nothing else.</summary>
public sealed class ReadingAllocationTests
{
    public static TheoryData<string> WithoutProblems =>
        [.. NotificationSamples.All.Where(sample => sample.ExpectedProblems == 0).Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(WithoutProblems))]
    public void Read_SampleIntoAUsedContent_AllocatesTheStringsOfItsEvents(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;
        var content = new NotificationContent();

        long allocated = AllocatedBy(body, content, out HashSet<string> before);

        Assert.Equal(NewStringsOf(content, before), allocated);
    }

    [Fact]
    public void Read_AThousandRecordsInSnsInSqs_AllocatesTheirStrings()
    {
        string list = Record.List([.. Enumerable.Range(0, 1000).Select(index => Record.Of($"\"incoming/{index}+%2B\"", "7"))]);
        var content = new NotificationContent();

        long allocated = AllocatedBy(Record.InSqs(Record.InSns(list)).Bytes(), content, out HashSet<string> before);

        Assert.Equal(1000, content.Count);
        Assert.Equal(NewStringsOf(content, before), allocated);
    }

    [Fact]
    public void Read_KnownName_CostsNoString()
    {
        byte[] known = Record.List(Record.Of(name: "\"s3:ObjectCreated:Put\"")).Bytes();
        byte[] unknown = Record.List(Record.Of(name: "\"s3:ObjectCreated:Foo\"")).Bytes();
        var content = new NotificationContent();

        long difference = AllocatedBy(unknown, content) - AllocatedBy(known, content);

        Assert.Equal(SizeOf("ObjectCreated:Foo"), difference);
        Assert.Same(ObjectEventName.CreatedPut, content[0].Name);
    }

    [Fact]
    public void Read_PersonalDataByDefault_CostsNoString()
    {
        ReadOnlyMemory<byte> body = NotificationSamples.S3Put.Body;
        var keeping = new NotificationContent { KeepsPersonalData = true };

        long difference = AllocatedBy(body, keeping) - AllocatedBy(body, new NotificationContent());

        Assert.Equal(SizeOf(keeping[0].Requester!) + SizeOf(keeping[0].SourceIpAddress!), difference);
    }

    private static long AllocatedBy(ReadOnlyMemory<byte> notification, NotificationContent content) => AllocatedBy(notification, content, out _);

    /// <param name="notification">The bytes to read.</param>
    /// <param name="content">Read into again and again.</param>
    /// <param name="before">The strings that the content had before the last reading; a text that recurs is not made again.</param>
    private static long AllocatedBy(ReadOnlyMemory<byte> notification, NotificationContent content, out HashSet<string> before)
    {
        // The first makes room and compiles what is met for the first time; tiered compilation may add to the second. The least is the reader's own.
        long least = long.MaxValue;
        before = [];
        for (int i = 0; i < 5; i++)
        {
            before = StringsOf(content);
            long start = GC.GetAllocatedBytesForCurrentThread();
            NotificationReader.Read(notification, content);
            least = i == 0 ? long.MaxValue : Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        return least;
    }

    private static long NewStringsOf(NotificationContent content, HashSet<string> before) =>
        StringsOf(content).Where(text => !before.Contains(text)).Sum(SizeOf);

    private static HashSet<string> StringsOf(NotificationContent content)
    {
        var counted = new HashSet<string>(ReferenceEqualityComparer.Instance);
        foreach (ObjectEvent found in content.ObjectEvents)
        {
            string?[] all =
            [
                found.Name, found.OriginalName, found.TimeText, found.Bucket, found.Key, found.RawKey, found.ETag, found.VersionId,
                found.Sequencer, found.BucketOwner, found.Region, found.RequestId, found.EventVersion, found.ConfigurationId, found.Requester, found.SourceIpAddress,
            ];
            counted.UnionWith(all.OfType<string>().Where(text => string.IsInterned(text) is not { } literal || !ReferenceEquals(literal, text)));
        }

        return counted;
    }

    // An object's header, its type, the length and the characters with a zero behind, on eight bytes.
    private static long SizeOf(string text) => (22L + (2 * text.Length) + 7) / 8 * 8;
}
