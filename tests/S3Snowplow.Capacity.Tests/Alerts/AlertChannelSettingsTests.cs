using S3Snowplow.Capacity.Email;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>Settings that are wrong are told by name, with what is allowed, and without the secret in them.</summary>
public sealed class AlertChannelSettingsTests
{
    private static readonly AlertChannelTypes Types = new AlertChannelTypes().Add(EmailAlertChannel.Registration);

    [Fact]
    public void Validate_WithoutAType_NamesTheTypes() => Assert.Equal(
        ["S3Snowplow:Alerts:pager:Type is not set; allowed: alertmanager, cloudevents, email, event, log, opsgenie, pagerduty, slack, slack-api, teams, webhook."],
        Types.Validate("pager", new AlertChannelSettings()));

    [Fact]
    public void Validate_WithAnUnknownOption_NamesTheOptions() => Assert.Equal(
        ["S3Snowplow:Alerts:chat:Options:Bdy is no option of teams; there are: Body."],
        Types.Validate("chat", new AlertChannelSettings { Type = "teams", Address = "https://example.com/x", Options = { ["Bdy"] = "card" } }));

    [Theory]
    [InlineData("slack", "http://hooks.example.com/T0/S3CRET", "Address of host hooks.example.com begins with http://, which is allowed to this machine only; use https.")]
    [InlineData("slack", "hooks.example.com/T0/S3CRET", "Address is no address (not printed here, as it may be a key); allowed: https://HOST/PATH.")]
    [InlineData("slack", "https://user:S3CRET@hooks.example.com/", "Address of host hooks.example.com has a user name or password in it (not printed here), which is sent nowhere; use Credential.")]
    [InlineData("slack", "https://169.254.169.254/latest", "Address of host 169.254.169.254 is a link-local address, where the keys of cloud machines are handed out; allowed: an address of a service.")]
    [InlineData("slack", "https://[fe80::1]/x", "Address of host [fe80::1] is a link-local address, where the keys of cloud machines are handed out; allowed: an address of a service.")]
    [InlineData("slack", "", "Address is not set; allowed: an https address.")]
    [InlineData("alertmanager", " , ", "Address is not set; allowed: the base address of every member, separated by commas.")]
    public void Validate_OfAnAddress_SaysWhatIsWrong(string type, string address, string expected)
    {
        string problem = Assert.Single(Types.Validate("chat", new AlertChannelSettings { Type = type, Address = address }));
        Assert.Equal($"S3Snowplow:Alerts:chat:{expected}", problem);
        Assert.DoesNotContain("S3CRET", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pagerduty", "tooshort-S3CRET", "Credential is no routing key (not printed here): it has 15 characters; allowed: 32 letters and digits.")]
    [InlineData("pagerduty", null, "Credential is not set; allowed: the integration's routing key, 32 letters and digits.")]
    [InlineData("webhook", "whsec_S3CRET==", "Credential is no key of Standard Webhooks (not printed here); allowed: whsec_ and the base64 of 24 to 64 random bytes.")]
    [InlineData("opsgenie", null, "Credential is not set; allowed: the key of an API integration (keys of an account cannot create alerts).")]
    public void Validate_OfACredential_SaysWhatIsWrong(string type, string? credential, string expected)
    {
        string problem = Assert.Single(Types.Validate("chat", new AlertChannelSettings { Type = type, Address = "https://example.com/x", Credential = credential }));
        Assert.Equal($"S3Snowplow:Alerts:chat:{expected}", problem);
    }

    [Fact]
    public void Validate_OfEmail_NamesEverythingAtOnce() => Assert.Equal(
        [
            "S3Snowplow:Alerts:mail:Address is not set; allowed: HOST or HOST:PORT of a mail server.",
            "S3Snowplow:Alerts:mail:Options:From is not set; allowed: a mailbox, such as S3Snowplow <alerts@example.com>.",
            "S3Snowplow:Alerts:mail:Options:To is 'nobody'; allowed: up to 40 mailboxes, separated by commas.",
            "S3Snowplow:Alerts:mail:Options:Security is 'Auto'; allowed: StartTls (port 587), SslOnConnect (port 465). Others may go on in clear text.",
            "S3Snowplow:Alerts:mail:Options:User and Credential belong together; set both, or neither where the server asks for none.",
        ],
        Types.Validate("mail", new AlertChannelSettings { Type = "email", Credential = "S3CRET", Options = { ["To"] = "nobody", ["Security"] = "Auto" } }));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    public void Validate_OfAName_SaysWhatIsAllowed(string name) => Assert.Contains(
        $"S3Snowplow:Alerts:{name} is no name of a channel; allowed: letters, digits, '_' and '-', 1 to 40 of them.", Types.Validate(name, new AlertChannelSettings { Type = "log" }));

    [Fact]
    public void Create_WithProblems_TellsThemAll()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Types.Create("pager", new AlertChannelSettings { Type = "pagerduty", LeastSeverity = "loud" }));
        Assert.Contains("S3Snowplow:Alerts:pager:LeastSeverity is 'loud'; allowed: info, warning, error, critical. S3Snowplow:Alerts:pager:Credential is not set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PagerDuty_ByItself_IsNotWokenByWarnings()
    {
        var settings = new AlertChannelSettings { Type = "pagerduty", Credential = "0123456789abcdef0123456789abcdef" };
        Assert.Equal(AlertSeverity.Error, Types.Create("pager", settings).Traits.LeastSeverity);
        settings.LeastSeverity = "warning";
        Assert.Equal(AlertSeverity.Warning, Types.Create("pager", settings).Traits.LeastSeverity);
    }

    [Fact]
    public void Secret_Printed_IsThreeStars()
    {
        var secret = new AlertSecret("https://hooks.example.com/services/T0ABCDEF/B0ABCDEF/xyzxyzxyz");
        Assert.Equal("***", $"{secret}");
        Assert.Equal("POST *** failed", secret.MaskIn("POST https://hooks.example.com/services/T0ABCDEF/B0ABCDEF/xyzxyzxyz failed"));
        Assert.DoesNotContain("xyzxyzxyz", secret.MaskIn("no hook xyzxyzxyz"), StringComparison.Ordinal);
    }
}
