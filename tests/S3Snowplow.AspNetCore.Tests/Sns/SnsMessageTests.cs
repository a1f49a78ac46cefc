using System.Text;
using S3Snowplow.AspNetCore.Sns;

namespace S3Snowplow.AspNetCore.Tests.Sns;

/// <summary>A message is known by its members, however they are written.</summary>
public sealed class SnsMessageTests
{
    [Theory]
    [InlineData("""{"Type":"Notification","TopicArn":"arn:aws:sns:eu-central-1:1:t","Message":"m"}""")]
    [InlineData("""{"Type":"Notification","\u0054opicArn":"arn:aws:sns:eu-central-1:1:t","Message":"m"}""")]
    [InlineData("""{"Message":"{\"Records\":[]}","TopicArn":"arn:aws:sns:eu-central-1:1:t","Type":"Notification"}""")]
    public void TryRead_AMessageWithATopic_IsTrue(string document)
    {
        Assert.True(SnsMessage.TryRead(Encoding.UTF8.GetBytes(document), out SnsMessage? message));
        Assert.Equal("arn:aws:sns:eu-central-1:1:t", message.TopicArn);
    }

    [Theory]
    [InlineData("""{"Records":[{"s3":{"object":{"key":"a"}}}]}""")]
    [InlineData("""{"Records":[{"s3":{"object":{"key":"TopicArn"}}}]}""")]
    [InlineData("""{"Type":"Notification","Message":"TopicArn"}""")]
    [InlineData("")]
    public void TryRead_ADocumentWithoutATopic_IsFalse(string document) =>
        Assert.False(SnsMessage.TryRead(Encoding.UTF8.GetBytes(document), out _));
}
