using MailKit.Security;
using S3Snowplow.Capacity.Email;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>What e-mail makes of what mail servers do.</summary>
public sealed class EmailAlertChannelTests
{
    [Fact]
    public async Task Send_ToSeveral_IsAMessageForEach()
    {
        await using var server = new FakeMailServer();

        AlertAnswer answer = await SendAsync(server, Notices.Warning);

        Assert.Equal((AlertOutcome.Accepted, null), (answer.Outcome, answer.Reason));
        Assert.Equal(2, server.Messages.Count);
        Assert.Single(server.Messages, message => message.Contains("To: a@example.com", StringComparison.Ordinal) && !message.Contains("b@example.com", StringComparison.Ordinal));
        Assert.All(server.Messages, message => Assert.Contains($"Message-Id: <{Notices.Key}.1@example.com>", message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_AgainForOneRecipient_SendsNothingToTheOther()
    {
        bool isGrey = true;
        await using var server = new FakeMailServer();
        server.Recipient = line => isGrey && line.Contains("b@example.com", StringComparison.Ordinal) ? "451 4.7.1 greylisted" : "250 OK";
        AlertAnswer first = await SendAsync(server, Notices.Warning);
        Assert.Equal((AlertOutcome.Throttled, TimeSpan.FromMinutes(1)), (first.Outcome, first.RetryAfter));

        isGrey = false;
        AlertAnswer second = await SendAsync(server, Notices.Warning with { Reference = first.Reference });

        Assert.True(second.IsTaken);
        Assert.Equal(2, server.Messages.Count);
        await SendAsync(server, Notices.CriticalAfterWarning with { Reference = second.Reference });
        Assert.Equal(4, server.Messages.Count);
    }

    [Fact]
    public async Task Send_WithAMailboxThatDoesNotExist_ReachesTheOthersAndSaysSo()
    {
        await using var server = new FakeMailServer { Recipient = line => line.Contains("a@example.com", StringComparison.Ordinal) ? "550 5.1.1 no such user" : "250 OK" };

        AlertAnswer answer = await SendAsync(server, Notices.Warning);

        Assert.True(answer.IsTaken);
        Assert.Contains("smtp_550", answer.Reason, StringComparison.Ordinal);
        Assert.Single(server.Messages);
    }

    [Theory]
    [InlineData("550 5.7.1 not you", AlertOutcome.Broken)]
    [InlineData("450 4.2.1 later", AlertOutcome.Throttled)]
    public async Task Send_WithAllRefused_IsOfThisClass(string said, AlertOutcome expected)
    {
        await using var server = new FakeMailServer { Recipient = _ => said };

        Assert.Equal(expected, (await SendAsync(server, Notices.Warning)).Outcome);
    }

    [Theory]
    [InlineData("", AlertOutcome.Unknown)]
    [InlineData("552 5.3.4 too big", AlertOutcome.Refused)]
    [InlineData("554 5.6.0 not that", AlertOutcome.Refused)]
    [InlineData("451 4.3.0 later", AlertOutcome.Throttled)]
    public async Task Send_AfterTheText_IsOfThisClass(string said, AlertOutcome expected)
    {
        await using var server = new FakeMailServer { Taken = said };

        Assert.Equal(expected, (await SendAsync(server, Notices.Warning)).Outcome);
    }

    [Theory]
    [InlineData(false, "starttls_or_authentication_not_offered")]
    [InlineData(true, "tls_handshake_failed")]
    public async Task Send_WithoutTlsThatIsTrusted_SendsNothing(bool offersTls, string reason)
    {
        await using var server = new FakeMailServer { OffersTls = offersTls };

        AlertAnswer answer = await SendAsync(server, Notices.Warning, security: null);

        Assert.Equal((AlertOutcome.Broken, reason), (answer.Outcome, answer.Reason));
        Assert.Empty(server.Messages);
        Assert.DoesNotContain(server.Commands, command => command.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Send_ToNobodyWhoListens_IsSurelyNotTaken()
    {
        string address = FakeService.Nowhere()["http://".Length..];
        var channel = (EmailAlertChannel)new AlertChannelTypes().Add(EmailAlertChannel.Registration).Create("mail", Of(address));

        Assert.Equal(AlertOutcome.Unreachable, (await channel.SendAsync(Notices.Warning, CancellationToken.None).Within()).Outcome);
    }

    private static AlertChannelSettings Of(string address) => new()
    {
        Type = "email",
        Address = address,
        Options = { ["From"] = "S3Snowplow <alerts@example.com>", ["To"] = "a@example.com, b@example.com" },
    };

    private static async Task<AlertAnswer> SendAsync(FakeMailServer server, AlertNotice notice, SecureSocketOptions? security = SecureSocketOptions.None)
    {
        var channel = (EmailAlertChannel)new AlertChannelTypes().Add(EmailAlertChannel.Registration).Create("mail", Of(server.Address));
        channel.SecurityOfTests = security;
        return await channel.SendAsync(notice, CancellationToken.None).Within();
    }
}
