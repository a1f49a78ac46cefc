using System.Text;
using Amazon;
using S3Snowplow.AspNetCore.Sns;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Sns;

public sealed class SnsTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Notification_SignedByEachVersion_IsRelayedWithoutOtherProof(string version)
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Notification(version));

        Assert.Equal(200, answer.Status);
        Assert.Single(rig.Emitter.Events);
        Assert.Equal([AmazonSns.CertificateUrl], rig.Sns.Requests);
    }

    [Fact]
    public async Task Notification_WithoutSubject_IsVerified()
    {
        await using WebhookRig rig = await StartAsync();

        Assert.Equal(200, (await PostAsync(rig, AmazonSns.Notification(before: members => members.Remove("Subject")))).Status);
    }

    [Fact]
    public async Task Certificate_OfManyMessages_IsFetchedOnce()
    {
        await using WebhookRig rig = await StartAsync();

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await PostAsync(rig, AmazonSns.Notification())).Status);
        }

        Assert.Single(rig.Sns.Requests);
    }

    [Theory]
    [InlineData("Message", "{\"Records\":[]}")]
    [InlineData("MessageId", "another")]
    [InlineData("Subject", "another")]
    [InlineData("Timestamp", "2026-01-01T00:00:00.002Z")]
    [InlineData("Signature", "AAAA")]
    [InlineData("Signature", "no base64")]
    [InlineData("SignatureVersion", "1")]
    [InlineData("SignatureVersion", "3")]
    public async Task Notification_Tampered_Is403(string member, string value)
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Notification(after: members => members[member] = value));

        Assert.Equal(403, answer.Status);
        Assert.Empty(rig.Emitter.Events);
        Assert.Single(rig.Logged(3510));
    }

    [Theory]
    [InlineData("http://sns.eu-central-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com.example/a.pem")]
    [InlineData("https://sns.s3-us-west-2.amazonaws.com/a.pem")]
    [InlineData("https://sns.s3-eu-central-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com.cn/a.pem")]
    [InlineData("https://a.sns.eu-central-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com./a.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com:8443/a.pem")]
    [InlineData("https://user@sns.eu-central-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.example/a.pem")]
    [InlineData("https://s3.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/a.txt")]
    [InlineData("https://sns.eu-central-1.amazonaws.com/?a.pem")]
    [InlineData("https://127.0.0.1/a.pem")]
    [InlineData("a.pem")]
    [InlineData("")]
    public async Task Notification_WithACertificateFromElsewhere_Is403AndNobodyIsAsked(string address)
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Notification(after: members => members["SigningCertURL"] = address));

        Assert.Equal(403, answer.Status);
        Assert.Empty(rig.Sns.Requests);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(31)]
    public async Task Notification_WithACertificateThatIsNotValidNow_Is403(int days)
    {
        await using WebhookRig rig = await StartAsync();
        rig.Time.SetUtcNow(ManualTimeProvider.DefaultStart.AddDays(days));

        Assert.Equal(403, (await PostAsync(rig, AmazonSns.Notification())).Status);
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-central-1:111122223333:another")]
    [InlineData("arn:aws:sns:eu-central-1:999999999999:object-notifications")]
    [InlineData("\u001b[31m no ARN")]
    public async Task Notification_OfAnotherTopic_Is403AndNobodyIsAsked(string topic)
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Notification(before: members => members["TopicArn"] = topic));

        Assert.Equal(403, answer.Status);
        Assert.Empty(rig.Sns.Requests);
        Assert.DoesNotContain('\u001b', Assert.Single(rig.Logged(3510)).Message);
    }

    [Fact]
    public async Task Notification_WithMembersThatNobodySigned_RelaysTheSignedTextOnly()
    {
        await using WebhookRig rig = await StartAsync();
        string signed = Encoding.UTF8.GetString(AmazonSns.Notification());
        string foreign = Encoding.UTF8.GetString(NotificationSamples.CephPut.Body.Span);

        Answer answer = await rig.PostAsync($"{foreign[..^1]},{signed[1..]}");

        Assert.Equal(200, answer.Status);
        Assert.DoesNotContain("ceph", Encoding.UTF8.GetString(Assert.Single(rig.Emitter.Events).Event.Parameters.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notification_WithAMemberTwice_Is400()
    {
        await using WebhookRig rig = await StartAsync();
        string signed = Encoding.UTF8.GetString(AmazonSns.Notification());

        Answer answer = await rig.PostAsync($"{signed[..^1]},\"Message\":\"another\"}}");

        Assert.Equal(400, answer.Status);
        Assert.Empty(rig.Emitter.Events);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task Notification_WhileTheCertificateCannotBeFetched_Is503AndLaterTaken(int status)
    {
        await using WebhookRig rig = await StartAsync();
        rig.Sns.Status = status;

        Answer answer = await PostAsync(rig, AmazonSns.Notification());
        rig.Sns.Status = 200;

        Assert.Equal((503, "30"), (answer.Status, answer.RetryAfter));
        Assert.Equal(200, (await PostAsync(rig, AmazonSns.Notification())).Status);
    }

    [Fact]
    public async Task Notification_WithACertificateThatIsNotThere_Is403()
    {
        await using WebhookRig rig = await StartAsync();
        rig.Sns.Status = 404;

        Assert.Equal(403, (await PostAsync(rig, AmazonSns.Notification())).Status);
    }

    [Fact]
    public async Task Subscription_ToAnAllowedTopic_IsConfirmed()
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Message("SubscriptionConfirmation", "You have chosen to subscribe"));

        Assert.Equal(200, answer.Status);
        Assert.Equal([AmazonSns.CertificateUrl, AmazonSns.SubscribeUrl], rig.Sns.Requests);
        Assert.Contains(AmazonSns.Topic, Assert.Single(rig.Logged(3512)).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Logs.Entries, entry => entry.Message.Contains("TOKEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscription_ToAnotherTopic_IsNotConfirmed()
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Message("SubscriptionConfirmation", "hello", before: members => members["TopicArn"] = "arn:aws:sns:eu-central-1:111122223333:another"));

        Assert.Equal(403, answer.Status);
        Assert.Empty(rig.Sns.Requests);
    }

    [Theory]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://sns.s3-eu-central-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    public async Task Subscription_ConfirmedElsewhere_Is403AndNobodyIsAskedThere(string address)
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Message("SubscriptionConfirmation", "hello", before: members => members["SubscribeURL"] = address));

        Assert.Equal(403, answer.Status);
        Assert.Equal([AmazonSns.CertificateUrl], rig.Sns.Requests);
    }

    // Nobody signs it, and nobody reads it.
    [Fact]
    public async Task Notification_WithAnUnsubscribeUrlFromElsewhere_IsTakenAndNobodyIsAskedThere()
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Notification(after: members => members["UnsubscribeURL"] = "https://sns.s3-eu-central-1.amazonaws.com/"));

        Assert.Equal(200, answer.Status);
        Assert.Equal([AmazonSns.CertificateUrl], rig.Sns.Requests);
    }

    [Theory]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:t", "https://sns.cn-north-1.amazonaws.com.cn/a.pem", 200)]
    [InlineData("arn:aws-cn:sns:cn-north-1:111122223333:t", "https://sns.cn-north-1.amazonaws.com/a.pem", 403)]
    [InlineData("arn:aws-us-gov:sns:us-gov-west-1:111122223333:t", "https://sns.us-gov-west-1.amazonaws.com/a.pem", 200)]
    [InlineData("arn:aws-eusc:sns:eusc-de-east-1:111122223333:t", "https://sns.eusc-de-east-1.amazonaws.eu/a.pem", 200)]
    [InlineData("arn:aws-eusc:sns:eusc-de-east-1:111122223333:t", "https://sns.eusc-de-east-1.amazonaws.com/a.pem", 403)]
    public async Task Notification_OfAPartition_IsVerifiedByTheCertificateOfItsOwnHost(string topic, string certificate, int status)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.SnsTopics.Add(topic));

        Answer answer = await PostAsync(rig, AmazonSns.Notification(before: members => (members["TopicArn"], members["SigningCertURL"]) = (topic, certificate)));

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 200 ? [certificate] : [], rig.Sns.Requests);
    }

    [Fact]
    public void Host_OfEachRegion_IsWhereAmazonsOwnLibraryHasIt() => Assert.All(
        RegionEndpoint.EnumerableAllRegions,
        region => Assert.Equal($"sns.{region.SystemName}.{region.PartitionDnsSuffix}", SnsAddress.HostOf($"arn:{region.PartitionName}:sns:{region.SystemName}:111122223333:t")));

    [Fact]
    public async Task Unsubscription_IsLoggedAndNothingIsAsked()
    {
        await using WebhookRig rig = await StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Message("UnsubscribeConfirmation", "You have chosen to unsubscribe"));

        Assert.Equal(200, answer.Status);
        Assert.Single(rig.Logged(3513));
        Assert.Equal([AmazonSns.CertificateUrl], rig.Sns.Requests);
    }

    [Fact]
    public async Task PlainPost_WhereOnlyTopicsAreAllowed_Is403()
    {
        await using WebhookRig rig = await StartAsync();

        Assert.Equal(403, (await rig.PostAsync(NotificationSamples.CephPut.Body)).Status);
        Assert.Empty(rig.Emitter.Events);
    }

    [Fact]
    public async Task Confirmation_WhereNoTopicIsAllowed_Is403EvenFromATrustedSender()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Answer answer = await PostAsync(rig, AmazonSns.Message("SubscriptionConfirmation", "hello"));

        Assert.Equal(403, answer.Status);
    }

    private static Task<WebhookRig> StartAsync() => WebhookRig.StartAsync(webhook => webhook.SnsTopics.Add(AmazonSns.Topic));

    private static Task<Answer> PostAsync(WebhookRig rig, byte[] message) => rig.PostAsync(message, "text/plain; charset=UTF-8");
}
