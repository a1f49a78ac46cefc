using System.Net;
using System.Text;
using Amazon.Runtime;
using S3Snowplow.Testing;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Capacity.Aws.Tests;

/// <summary>What a topic is sent, within the service's limits, and what each of its answers means for a page that must not be lost.</summary>
public sealed class SnsAlertChannelTests : IDisposable
{
    private const string Topic = "arn:aws:sns:eu-central-1:123456789012:s3snowplow-alerts";

    private readonly ManualTimeProvider _time = new();
    private readonly FakeSns _sns = new();
    private readonly HttpClient _http;

    public SnsAlertChannelTests() => _http = new HttpClient(_sns, disposeHandler: false);

    public void Dispose()
    {
        _http.Dispose();
        _sns.Dispose();
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("critical")]
    [InlineData("reminder")]
    [InlineData("recovered")]
    [InlineData("blind")]
    [InlineData("test")]
    public async Task Send_OfEachKind_IsThisForm(string kind)
    {
        using SnsAlertChannel channel = Channel();

        Assert.Equal(AlertAnswer.Accepted, await channel.SendAsync(Notices.Of(kind), CancellationToken.None));

        Snapshot.Match(string.Join('\n', _sns.Form.Select(one => $"{one.Name} = {one.Value}")) + "\n", "txt", kind);
    }

    [Fact]
    public async Task Send_ToATopicThatKeepsTheOrder_HasAGroupAndAnIdThatARepetitionHasToo()
    {
        using SnsAlertChannel channel = Channel(Topic + ".fifo");

        await channel.SendAsync(Notices.Of("critical"), CancellationToken.None);
        (string Name, string Value)[] first = [.. _sns.Form];
        await channel.SendAsync(Notices.Of("critical") with { Size = AlertSize.Line }, CancellationToken.None);

        Assert.Equal("ops1", first.Single(one => one.Name == "MessageGroupId").Value);
        Assert.Equal(Notices.Of("critical").MessageId, first.Single(one => one.Name == "MessageDeduplicationId").Value);
        Assert.Equal(first[^2..], _sns.Form[^2..]);
    }

    // What is signed has to be what is sent, byte by byte: blanks, plus signs, and letters beyond ASCII.
    [Theory]
    [InlineData("pipe line+ä&=%?日本🪣", "pipe line+ä&=%?日本🪣")]
    [InlineData("a\u2028b\u0001c\r\nd", "a b c  d")]
    public async Task Send_OfAnOddPipeline_IsSignedAndKeepsTheLimits(string pipeline, string told)
    {
        using SnsAlertChannel channel = Channel(Topic + ".fifo");

        Assert.Equal(AlertAnswer.Accepted, await channel.SendAsync(Notices.Of("critical", pipeline), CancellationToken.None));

        Assert.Equal(told, _sns.Value("MessageAttributes.entry.3.Value.StringValue"));
        Assert.InRange(_sns.Value("Subject").Length, 1, 99);
        Assert.DoesNotContain(_sns.Value("Subject"), letter => letter is < ' ' or > '~');
        Assert.InRange(_sns.Value("MessageGroupId").Length, 1, 128);
        Assert.DoesNotContain(_sns.Value("MessageGroupId"), letter => letter is <= ' ' or > '~');
    }

    [Fact]
    public async Task Send_OfAVeryLongName_StaysWithinTheLimits()
    {
        using SnsAlertChannel channel = Channel(Topic + ".fifo");

        Assert.Equal(AlertAnswer.Accepted, await channel.SendAsync(Notices.Of("critical", new string('日', 100_000)), CancellationToken.None));

        Assert.InRange(_sns.Value("Subject").Length, 1, 99);
        Assert.True(Encoding.UTF8.GetByteCount(string.Concat(_sns.Form.Where(one => one.Name == "Message" || one.Name.StartsWith("MessageAttributes", StringComparison.Ordinal)).Select(one => one.Value))) <= 262_144);
    }

    [Theory]
    [InlineData(400, "Throttled", AlertOutcome.Throttled)]
    [InlineData(400, "KMSThrottling", AlertOutcome.Throttled)]
    [InlineData(429, "", AlertOutcome.Throttled)]
    [InlineData(403, "ExpiredToken", AlertOutcome.Unreachable)]
    [InlineData(400, "RequestExpired", AlertOutcome.Unreachable)]
    [InlineData(500, "InternalError", AlertOutcome.Unknown)]
    [InlineData(503, "ServiceUnavailable", AlertOutcome.Unknown)]
    [InlineData(400, "InvalidParameter", AlertOutcome.Refused)]
    [InlineData(400, "ValidationError", AlertOutcome.Refused)]
    [InlineData(413, "", AlertOutcome.Refused)]
    [InlineData(403, "AuthorizationError", AlertOutcome.Broken)]
    [InlineData(404, "NotFound", AlertOutcome.Broken)]
    [InlineData(403, "SignatureDoesNotMatch", AlertOutcome.Broken)]
    [InlineData(400, "KMSAccessDenied", AlertOutcome.Broken)]
    [InlineData(400, "EndpointDisabled", AlertOutcome.Broken)]
    [InlineData(302, "", AlertOutcome.Broken)]
    public async Task Send_WithAnAnswer_IsWhatTheServiceMeansByIt(int status, string code, AlertOutcome outcome)
    {
        _sns.Respond = () => new HttpResponseMessage((HttpStatusCode)status)
        {
            Content = new StringContent($"<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>Sender</Type><Code>{code}</Code><Message>123456789012</Message></Error></ErrorResponse>"),
        };
        using SnsAlertChannel channel = Channel();

        AlertAnswer answer = await channel.SendAsync(Notices.Of("critical"), CancellationToken.None);

        Assert.Equal((outcome, $"HTTP {status}{(code.Length > 0 ? $", {code}" : "")}"), (answer.Outcome, answer.Reason));
    }

    // A captive portal, or a proxy's page.
    [Fact]
    public async Task Send_WithA200OfSomebodyElse_IsNotTold()
    {
        _sns.Respond = () => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>Welcome</html>") };
        using SnsAlertChannel channel = Channel();

        Assert.Equal(AlertOutcome.Unknown, (await channel.SendAsync(Notices.Of("critical"), CancellationToken.None)).Outcome);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, AlertOutcome.Unreachable)]
    [InlineData(HttpRequestError.NameResolutionError, AlertOutcome.Unreachable)]
    [InlineData(HttpRequestError.ResponseEnded, AlertOutcome.Unknown)]
    public async Task Send_WithoutAnAnswer_IsUnknownOnceTheServiceMayHaveIt(HttpRequestError error, AlertOutcome outcome)
    {
        _sns.Respond = () => throw new HttpRequestException(error);
        using SnsAlertChannel channel = Channel();

        Assert.Equal(outcome, (await channel.SendAsync(Notices.Of("critical"), CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Send_CalledOff_IsCalledOff()
    {
        using SnsAlertChannel channel = Channel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.SendAsync(Notices.Of("critical"), new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("arn:aws:sns:eu-central-1:123456789012:alerts", "https://sns.eu-central-1.amazonaws.com/")]
    [InlineData("arn:aws-cn:sns:cn-north-1:123456789012:alerts", "https://sns.cn-north-1.amazonaws.com.cn/")]
    public async Task Send_GoesToTheRegionOfTheTopic(string topic, string address)
    {
        using SnsAlertChannel channel = Channel(topic);

        await channel.SendAsync(Notices.Of("critical"), CancellationToken.None);

        Assert.Equal(address, _sns.Address!.AbsoluteUri);
    }

    [Fact]
    public void Defaults_AreThese()
    {
        var options = new SnsAlertOptions();

        Assert.Equal(("sns", null, null, AlertSeverity.Info), (options.Name, options.TopicArn, options.Endpoint, options.LeastSeverity));
        Assert.Equal(["TopicArn is not set; allowed: arn:aws:sns:REGION:ACCOUNT:NAME."], options.Validate());
    }

    [Theory]
    [InlineData("alerts", null, "TopicArn is of another form")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:alerts", null, "TopicArn is of another form")]
    [InlineData(Topic, "http://sns.example/", "Endpoint is of another sort")]
    [InlineData(Topic, "https://user:secret@sns.example/", "Endpoint is of another sort")]
    public void Validate_AWrongSetting_IsNamedAndNotPrinted(string topic, string? endpoint, string expected)
    {
        var options = new SnsAlertOptions { TopicArn = topic, Endpoint = endpoint is null ? null : new Uri(endpoint) };

        Assert.StartsWith(expected, Assert.Single(options.Validate()), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => new SnsAlertChannel(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_OfSettings_MakesTheChannelThatTheySay()
    {
        var types = new AlertChannelTypes().Add(SnsAlertChannel.Registration);

        IAlertChannel channel = types.Create("oncall", new AlertChannelSettings { Type = "sns", Address = Topic, LeastSeverity = "critical" });

        Assert.Equal(("oncall", "sns", AlertSeverity.Critical), (channel.Name, channel.Type, channel.Traits.LeastSeverity));
        ((SnsAlertChannel)channel).Dispose();
    }

    [Fact]
    public void Registration_OfWrongSettings_NamesEachAndPrintsNone()
    {
        var settings = new AlertChannelSettings { Type = "sns", Address = "secret", Credential = "secret", Options = { ["Endpoint"] = "secret", ["Color"] = "red" } };

        IReadOnlyList<string> problems = new AlertChannelTypes().Add(SnsAlertChannel.Registration).Validate("oncall", settings);

        Assert.Equal(["Options:Color", "Address", "Options:Endpoint", "Credential"], problems.Select(problem => problem.Split(' ')[0]["S3Snowplow:Alerts:oncall:".Length..]));
        Assert.DoesNotContain(problems, problem => problem.Contains("secret", StringComparison.Ordinal));
    }

    private SnsAlertChannel Channel(string topic = Topic) => new(
        new SnsAlertOptions { TopicArn = topic, Credentials = new SessionAWSCredentials(FakeSns.AccessKey, FakeSns.SecretKey, "token") }, _http, _time);

    /// <summary>The service in memory: checks the signature, and keeps the form.</summary>
    private sealed class FakeSns : HttpMessageHandler
    {
        public const string AccessKey = "AKIDEXAMPLE";
        public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

        public Uri? Address { get; private set; }

        public (string Name, string Value)[] Form { get; private set; } = [];

        public Func<HttpResponseMessage> Respond { get; set; } = () => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent("<PublishResponse><PublishResult><MessageId>94f20ce6-13c5-43a0-9a9e-ca52d816e90b</MessageId></PublishResult></PublishResponse>"),
        };

        public string Value(string name) => Form.Single(one => one.Name == name).Value;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            string authorization = request.Headers.GetValues("Authorization").Single();
            string[] names = authorization.Split("SignedHeaders=")[1].Split(',')[0].Split(';');
            IEnumerable<KeyValuePair<string, string>> headers = names.Select(name => KeyValuePair.Create(
                name, name == "host" ? request.RequestUri!.Authority : request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : request.Content.Headers.NonValidated[name].ToString()));
            string expected = SignatureV4.Of("POST", "/", "", headers, body, request.Headers.GetValues("X-Amz-Date").Single(), authorization.Split("Credential=")[1].Split('/')[2], "sns", SecretKey);
            Assert.EndsWith("Signature=" + expected, authorization, StringComparison.Ordinal);
            Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", request.Content.Headers.ContentType!.ToString());
            Assert.DoesNotContain((byte)'+', body);
            Address = request.RequestUri;
            Form = [.. Encoding.ASCII.GetString(body).Split('&').Select(pair => pair.Split('=')).Select(pair => (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])))];
            return Respond();
        }
    }
}
