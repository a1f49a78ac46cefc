using System.Text;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Notifications;

public sealed class NotificationReaderTests
{
    public static TheoryData<string> Names => Samples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Sample_FindsWhatItIsExpectedToHold(string name)
    {
        NotificationSample sample = Samples.Named(name);

        NotificationContent content = NotificationReader.Read(sample.Body);

        Assert.Equal(
            (sample.ExpectedEvents, sample.ExpectedTestEvents, sample.ExpectedProblems),
            (content.Count, content.TestEvents, content.ProblemCount));
        Assert.Equal(content.ProblemCount, content.Problems.Count);
    }

    [Fact]
    public void Read_EverySample_HasTheseFields()
    {
        var text = new StringBuilder();
        var content = new NotificationContent { KeepsPersonalData = true };
        foreach (NotificationSample sample in Samples.Every)
        {
            NotificationReader.Read(sample.Body, content);
            text.Append($"# {sample.Name}\n").Append(NotificationListing.Of(content)).Append('\n');
        }

        Snapshot.Match(text.ToString(), "txt");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_SampleByDefault_HasNoPersonalDataAndAllElse(string name)
    {
        ReadOnlyMemory<byte> body = Samples.Named(name).Body;
        var keeping = new NotificationContent { KeepsPersonalData = true };

        NotificationContent content = NotificationReader.Read(body);
        NotificationReader.Read(body, keeping);

        Assert.Equal(keeping.ObjectEvents.ToArray().Select(found => found with { Requester = null, SourceIpAddress = null }), content.ObjectEvents.ToArray());
    }

    [Fact]
    public void Read_IntoTheSameContent_GivesUpTheFormer()
    {
        var content = new NotificationContent();

        NotificationReader.Read(NotificationSamples.SqsMixedBatch.Body, content);
        NotificationReader.Read(NotificationSamples.KinesisRecords.Body, content);
        Assert.Equal((0, 0, 1, 1), (content.Count, content.TestEvents, content.ProblemCount, content.Problems.Count));

        NotificationReader.Read(NotificationSamples.S3Put.Body, content);
        Assert.Equal((1, 0, 0, 0), (content.Count, content.TestEvents, content.ProblemCount, content.Problems.Count));
        Assert.Equal(NotificationReader.Read(NotificationSamples.S3Put.Body)[0], content[0]);
    }

    [Fact]
    public void Read_WithoutContent_Throws() =>
        Assert.Throws<ArgumentNullException>(() => NotificationReader.Read(NotificationSamples.S3Put.Body, null!));

    [Fact]
    public void ReadStrict_ReadableSample_GivesItsEvents()
    {
        Assert.Equal(
            NotificationReader.Read(NotificationSamples.S3BatchOfThree.Body).ObjectEvents.ToArray(),
            NotificationReader.ReadStrict(NotificationSamples.S3BatchOfThree.Body));
        Assert.Empty(NotificationReader.ReadStrict(NotificationSamples.S3TestEvent.Body));
    }
}
