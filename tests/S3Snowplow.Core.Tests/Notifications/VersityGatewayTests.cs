using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>VersityGW names its records as Amazon S3 does, and is told by its members, in whatever order they come and whichever of them a hop has dropped.</summary>
public sealed class VersityGatewayTests
{
    private const string ArnOfTheObject = "\"arn\":\"arn:aws:s3:::/b/a%2Bb.txt\"";
    private const string ArnOfTheBucket = "\"arn\":\"arn:aws:s3:::b\"";
    private const string Capital = "\"ownerIdentity\":{\"PrincipalId\":\"vroot\"}";
    private const string Small = "\"ownerIdentity\":{\"principalId\":\"vroot\"}";

    [Theory]
    [InlineData(ArnOfTheObject + "," + Capital, "a%2Bb.txt")]
    [InlineData(ArnOfTheObject, "a%2Bb.txt")]
    [InlineData(ArnOfTheObject + "," + Small, "a%2Bb.txt")]
    [InlineData("\"arn\":\"arn:aws:s3:::\\/b\\/a%2Bb.txt\"", "a%2Bb.txt")]
    [InlineData(Capital, "a%2Bb.txt")]
    [InlineData(ArnOfTheBucket + "," + Capital, "a%2Bb.txt")]
    [InlineData(ArnOfTheBucket + "," + Small, "a+b.txt")]
    [InlineData(ArnOfTheBucket, "a+b.txt")]
    [InlineData(Small, "a+b.txt")]
    [InlineData("\"arn\":\"arn:aws:s3:::\"", "a+b.txt")]
    [InlineData("\"arn\":\"\\ud800\"", "a+b.txt")]
    [InlineData("\"arn\":\"arn:aws:s3:\\u003a:b\\ud800\"", "a+b.txt")]
    [InlineData("\"arn\":7", "a+b.txt")]
    public void Read_KeyOfARecordWithThis_IsTheOneThatWasPut(string ofTheBucket, string key)
    {
        string bucketFirst = """{"eventSource":"aws:s3","eventTime":"2026-11-27T13:04:11Z","eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"b",MORE},"object":{"key":"a%2Bb.txt"}}}""".Replace("MORE", ofTheBucket, StringComparison.Ordinal);
        string bucketLast = """{"s3":{"object":{"key":"a%2Bb.txt"},"bucket":{MORE,"name":"b"}},"eventName":"s3:ObjectCreated:Put","eventTime":"2026-11-27T13:04:11Z","eventSource":"aws:s3"}""".Replace("MORE", ofTheBucket, StringComparison.Ordinal);

        ObjectEvent[] found = [Record.ReadOne(Record.List(bucketFirst)), Record.ReadOne(Record.List(bucketLast))];

        Assert.All(found, one => Assert.Equal((NotificationDialect.AmazonS3, key, "a%2Bb.txt", true), (one.Dialect, one.Key, one.RawKey, one.KeyDecoded)));
    }

    [Fact]
    public void Read_RecordsOfBothInOneList_ReadsEachByItsOwnRule()
    {
        string gateway = """{"eventSource":"aws:s3","eventTime":"2026-11-27T13:04:11Z","eventName":"ObjectCreated:Put","userIdentity":{"PrincipalId":"p"},"s3":{"bucket":{"name":"b"},"object":{"key":"a+b"}}}""";

        NotificationContent content = Record.Read(Record.List(gateway, Record.Of("\"a+b\""), gateway));

        Assert.Equal(["a+b", "a b", "a+b"], content.ObjectEvents.ToArray().Select(found => found.Key));
    }

    [Fact]
    public void Read_IdentitiesWithACapitalLetter_AreOwnerAndRequester()
    {
        string record = """{"eventSource":"aws:s3","eventTime":"2026-11-27T13:04:11Z","eventName":"ObjectCreated:Put","userIdentity":{"PrincipalId":"somebody"},"s3":{"bucket":{"name":"b","ownerIdentity":{"PrincipalId":"owner"}},"object":{"key":"k"}}}""";
        var content = new NotificationContent { KeepsPersonalData = true };

        NotificationReader.Read(Record.List(record).Bytes(), content);

        Assert.Equal(("owner", "somebody"), (content[0].BucketOwner, content[0].Requester));
    }
}
