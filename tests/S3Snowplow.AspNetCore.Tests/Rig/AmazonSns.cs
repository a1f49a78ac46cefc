using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Rig;

/// <summary>Amazon SNS as a webhook sees it: signs messages with a key of its own, and gives the certificate to who asks. Stands in the place of the network.</summary>
internal sealed class AmazonSns : HttpMessageHandler
{
    public const string Topic = "arn:aws:sns:eu-central-1:111122223333:object-notifications";
    public const string CertificateUrl = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
    public const string SubscribeUrl = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-central-1:111122223333:object-notifications&Token=TOKEN";

    // Making a key takes long, and one is as good as another.
    private static readonly RSA Key = RSA.Create(2048);
    private readonly string _pem;

    public AmazonSns(ManualTimeProvider time)
    {
        var request = new CertificateRequest("CN=sns.amazonaws.com", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddDays(30));
        _pem = certificate.ExportCertificatePem();
    }

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The status of the answers; 0 refuses connections.</summary>
    public int Status { get; set; } = 200;

    /// <summary>A message as it is posted.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="message">Its text.</param>
    /// <param name="version">The signature's version.</param>
    /// <param name="before">Changes members before they are signed.</param>
    /// <param name="after">Changes members after they were signed.</param>
    public static byte[] Message(string type, string message, string version = "2", Action<Dictionary<string, string>>? before = null, Action<Dictionary<string, string>>? after = null)
    {
        var members = new Dictionary<string, string>
        {
            ["Type"] = type,
            ["MessageId"] = "c0f6bf37-db67-48de-adc0-ef6090323e88",
            ["TopicArn"] = Topic,
            ["Message"] = message,
            ["Timestamp"] = "2026-01-01T00:00:00.001Z",
            ["SignatureVersion"] = version,
            ["SigningCertURL"] = CertificateUrl,
        };
        if (type == "Notification")
        {
            members["Subject"] = "Amazon S3 Notification";
            members["UnsubscribeURL"] = "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe";
        }
        else
        {
            members["Token"] = "TOKEN";
            members["SubscribeURL"] = SubscribeUrl;
        }

        before?.Invoke(members);

        // Written down as the developer guide says it, and not as the code under test does.
        string signed = type == "Notification"
            ? $"Message\n{members["Message"]}\nMessageId\n{members["MessageId"]}\n{(members.TryGetValue("Subject", out string? subject) ? $"Subject\n{subject}\n" : "")}Timestamp\n{members["Timestamp"]}\nTopicArn\n{members["TopicArn"]}\nType\n{type}\n"
            : $"Message\n{members["Message"]}\nMessageId\n{members["MessageId"]}\nSubscribeURL\n{members["SubscribeURL"]}\nTimestamp\n{members["Timestamp"]}\nToken\n{members["Token"]}\nTopicArn\n{members["TopicArn"]}\nType\n{type}\n";
        members["Signature"] = Convert.ToBase64String(Key.SignData(Encoding.UTF8.GetBytes(signed), version == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        after?.Invoke(members);
        return Write(members);
    }

    public static byte[] Notification(string version = "2", Action<Dictionary<string, string>>? before = null, Action<Dictionary<string, string>>? after = null) =>
        Message("Notification", Encoding.UTF8.GetString(NotificationSamples.S3Put.Body.Span), version, before, after);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request.RequestUri!.AbsoluteUri);
        return Status == 0
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused")
            : Task.FromResult(new HttpResponseMessage((HttpStatusCode)Status) { Content = new StringContent(_pem) });
    }

    private static byte[] Write(Dictionary<string, string> members)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach ((string name, string value) in members)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
