using System.Net.Sockets;
using System.Text;
using S3Snowplow.AspNetCore.Tests.Rig;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>Senders that ask whether they may send here. They are answered only where the settings name them.</summary>
public sealed class EventGridHandshakeTests
{
    private const string Secret = "sixteen-characters-or-more";
    private const string EventGrid = "eventgrid.azure.net";
    private const string Code = "512d38b6-c7b8-40c8-89fe-f46f9e9622b6";

    private const string Validation = $$$"""
        [{"id":"2d1781af-3a4c-4d7c-bd0c-e34b19da4e66","topic":"/subscriptions/S","subject":"","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2026-03-01T10:03:00Z",
        "metadataVersion":"1","dataVersion":"2","data":{"validationCode":"{{{Code}}}","validationUrl":"https://rp-westeurope.eventgrid.azure.net/eventsubscriptions/s/validate?id=1"}}]
        """;

    private static readonly (string, string) ValidationHeader = ("aeg-event-type", "SubscriptionValidation");

    [Fact]
    public async Task Validation_WhereItIsAllowed_IsAnsweredWithItsCode()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.HandshakeOrigins.Add(EventGrid));

        Answer answer = await rig.PostAsync(Validation, ValidationHeader);

        Assert.Equal((200, $$"""{"validationResponse":"{{Code}}"}""" + "\n"), (answer.Status, answer.Text));
        Assert.Empty(rig.Emitter.Events);
        Assert.DoesNotContain(Code, Assert.Single(rig.Logged(3504)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validation_WhereItIsNotAllowed_IsATestEventAndSaysNothing()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Answer answer = await rig.PostAsync(Validation, ValidationHeader);

        Assert.Equal((200, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Validation_WithoutTheRightProof_Is401()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => (webhook.HandshakeOrigins, webhook.Secrets) = ([EventGrid], [Secret]));

        Answer none = await rig.PostAsync(Validation, ValidationHeader);
        Answer right = await rig.PostAsync(Validation, ValidationHeader, ("X-Api-Key", Secret));

        Assert.Equal((401, 200), (none.Status, right.Status));
        Assert.DoesNotContain(Code, none.Text, StringComparison.Ordinal);
        Assert.Contains(Code, right.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Notification", Code, 200)]
    [InlineData("SubscriptionValidation", "<script>", 200)]
    [InlineData("SubscriptionValidation", "", 200)]
    public async Task Validation_ThatIsNone_IsNotAnswered(string header, string code, int status)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.HandshakeOrigins.Add(EventGrid));

        Answer answer = await rig.PostAsync(Validation.Replace(Code, code, StringComparison.Ordinal), ("aeg-event-type", header));

        Assert.Equal((status, ""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("{\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\",\"data\":7}")]
    public async Task Validation_OfAnotherShape_SettlesAsWhatItIs(string body)
    {
        await using WebhookRig asked = await WebhookRig.StartAsync(webhook => webhook.HandshakeOrigins.Add(EventGrid));
        await using WebhookRig plain = await WebhookRig.StartAsync();

        Assert.Equal((await plain.PostAsync(body, ValidationHeader)).Status, (await asked.PostAsync(body, ValidationHeader)).Status);
        Assert.Empty(asked.Logged(3504));
    }

    [Theory]
    [InlineData("eventgrid.azure.net")]
    [InlineData("EventGrid.Azure.net")]
    public async Task Options_OfAnOriginThatIsNamed_AllowsIt(string origin)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => (webhook.HandshakeOrigins, webhook.Secrets) = (["other.example", EventGrid], [Secret]));

        string[] answer = await OptionsAsync(rig, $"WebHook-Request-Origin: {origin}\r\nWebHook-Request-Callback: https://127.0.0.1/confirm\r\nWebHook-Request-Rate: 120\r\n");

        Assert.Equal("HTTP/1.1 200 OK", answer[0]);
        Assert.Contains("WebHook-Allowed-Origin: eventgrid.azure.net", answer);
        Assert.Contains("WebHook-Allowed-Rate: *", answer);
        Assert.Contains("Allow: POST, OPTIONS", answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("WebHook-Request-Origin: evil.example\r\n")]
    [InlineData("WebHook-Request-Origin: eventgrid.azure.net.evil.example\r\n")]
    [InlineData("WebHook-Request-Origin: eventgrid.azure.net\r\nWebHook-Request-Origin: evil.example\r\n")]
    public async Task Options_OfAnother_AllowsNothing(string headers)
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(webhook => webhook.HandshakeOrigins.Add(EventGrid));

        string[] answer = await OptionsAsync(rig, headers);

        Assert.Equal("HTTP/1.1 403 Forbidden", answer[0]);
        Assert.DoesNotContain(answer, line => line.StartsWith("WebHook-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Options_WhereNobodyIsNamed_Is405()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync();

        Assert.Equal("HTTP/1.1 405 Method Not Allowed", (await OptionsAsync(rig, "WebHook-Request-Origin: eventgrid.azure.net\r\n"))[0]);
    }

    private static async Task<string[]> OptionsAsync(WebhookRig rig, string headers)
    {
        using TcpClient client = await rig.ConnectAsync($"OPTIONS /s3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return (await reader.ReadToEndAsync().Within()).Split("\r\n");
    }
}
