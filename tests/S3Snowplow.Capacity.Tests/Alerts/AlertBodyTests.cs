using System.Text;
using System.Text.Json;
using MimeKit;
using S3Snowplow.Capacity.Alerts.Channels;
using S3Snowplow.Capacity.Email;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>What each service is sent, byte for byte, and within its limits whatever it is made of.</summary>
public sealed class AlertBodyTests
{
    private static readonly AlertSecret Key = new("0123456789abcdef0123456789abcdef");
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 14, 25, 7, TimeSpan.Zero);
    private static readonly MailboxAddress From = new("S3Snowplow", "s3snowplow@alerts.example.com");
    private static readonly MailboxAddress To = new("Data", "data-platform@example.com");

    // The widest characters in bytes and in escapes, halves of characters, and what a markup would read.
    private static readonly string[] Letters = ["é", "漢", "😀", "\"", "\\", "&", "<", "_", "{", "\n", "\u0001", "\u202E", "\uD83D"];

    private static readonly Dictionary<string, Func<AlertNotice, byte[]>> Bodies = new(StringComparer.Ordinal)
    {
        ["pagerduty"] = notice => PagerDutyBody.Write(notice, Key, notice.Phase != AlertPhase.Closed, notice is { Topic: AlertTopic.Overload, Severity: AlertSeverity.Warning }),
        ["pagerduty-warning-closed"] = notice => PagerDutyBody.Write(notice, Key, isTrigger: false, isWarning: true),
        ["slack"] = SlackWebhookChannel.Write,
        ["slack-api-post"] = notice => SlackApiChannel.WritePost(notice, "C0123456789", notice.Sequence == 1 ? null : "1795787221.000100"),
        ["slack-api-update"] = notice => SlackApiChannel.WriteUpdate(notice, "C0123456789", "1795787221.000100"),
        ["teams"] = notice => TeamsBody.Write(notice, isBareCard: false),
        ["teams-card"] = notice => TeamsBody.Write(notice, isBareCard: true),
        ["opsgenie-create"] = OpsgenieBody.WriteCreate,
        ["opsgenie-note"] = OpsgenieBody.WriteNote,
        ["alertmanager"] = notice => AlertmanagerBody.Write(notice, notice.Facts?.Owner, Now),
        ["webhook"] = WebhookChannel.Write,
        ["cloudevents"] = notice => CloudEventsChannel.Write(notice, null),
        ["email"] = notice => Mail(notice),
    };

    public static TheoryData<string> Channels => [.. Bodies.Keys];

    [Theory]
    [MemberData(nameof(Channels))]
    public void Body_OfEveryKind_IsThis(string channel)
    {
        var text = new StringBuilder();
        foreach ((string name, AlertNotice notice) in Notices.All)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"== {name}\n{Encoding.UTF8.GetString(Bodies[channel](notice)).ReplaceLineEndings("\n")}\n");
        }

        Snapshot.Match(text.ToString(), "txt", channel);
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void Body_OfWhateverComesFromOutside_IsValidAndSmallerWhereItIsToBe(string channel)
    {
        foreach (string letter in Letters)
        {
            foreach ((_, AlertNotice plain) in Notices.All)
            {
                AlertNotice notice = Notices.Huge(plain, letter) with { Size = AlertSize.Full };
                byte[][] sizes = [.. Enum.GetValues<AlertSize>().Select(size => Bodies[channel](notice with { Size = size }))];
                Assert.True(sizes[0].Length >= sizes[1].Length && (sizes[1].Length >= sizes[2].Length || sizes[2].Length < 4000), $"{channel}: a smaller size is larger");
                foreach (byte[] body in sizes)
                {
                    string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body);
                    Assert.True(letter == "\uD83D" || !text.Contains('\uFFFD', StringComparison.Ordinal), "Half of a character.");
                    if (channel != "email")
                    {
                        using JsonDocument document = JsonDocument.Parse(body);
                    }
                }
            }
        }
    }

    [Fact]
    public void PagerDuty_OfAnySize_KeepsItsLimits() => Each("pagerduty", root =>
    {
        JsonElement payload = root.GetProperty("payload");
        Assert.InRange(payload.GetProperty("summary").GetString()!.Length, 1, 1024);
        Assert.InRange(root.GetProperty("dedup_key").GetString()!.Length, 1, 255);
        Assert.InRange(root.GetRawText().Length, 1, 100_000);
    });

    [Fact]
    public void Slack_OfAnySize_KeepsItsLimits() => Each("slack", root =>
    {
        Assert.InRange(root.GetProperty("text").GetString()!.Length, 1, 4000);
        int all = 0;
        foreach (JsonElement block in root.TryGetProperty("blocks", out JsonElement blocks) ? blocks.EnumerateArray().ToArray() : [])
        {
            if (block.TryGetProperty("text", out JsonElement text))
            {
                int length = text.GetProperty("text").GetString()!.Length;
                Assert.InRange(length, 1, block.GetProperty("type").GetString() == "header" ? 150 : 3000);
                all += length;
            }

            if (block.TryGetProperty("fields", out JsonElement fields))
            {
                Assert.InRange(fields.GetArrayLength(), 1, 10);
                Assert.All(fields.EnumerateArray(), field => Assert.InRange(field.GetProperty("text").GetString()!.Length, 1, 2000));
                all += fields.EnumerateArray().Sum(field => field.GetProperty("text").GetString()!.Length);
            }
        }

        Assert.InRange(all, 0, 8000);
        Assert.DoesNotContain("<!channel>", root.GetRawText(), StringComparison.Ordinal);
    });

    [Fact]
    public void Teams_OfAnySize_KeepsItsLimits() => Each("teams", root => Assert.InRange(Encoding.UTF8.GetByteCount(root.GetRawText()), 1, 24 * 1024));

    [Fact]
    public void Opsgenie_OfAnySize_KeepsItsLimits() => Each("opsgenie-create", root =>
    {
        Assert.InRange(root.GetProperty("message").GetString()!.Length, 1, 130);
        Assert.InRange(root.GetProperty("alias").GetString()!.Length, 1, 512);
        if (root.TryGetProperty("description", out JsonElement description))
        {
            Assert.InRange(description.GetString()!.Length, 1, 15_000);
            Assert.InRange(root.GetProperty("entity").GetString()!.Length, 1, 512);
        }

        if (root.TryGetProperty("tags", out JsonElement tags))
        {
            Assert.All(tags.EnumerateArray(), tag => Assert.InRange(tag.GetString()!.Length, 1, 50));
            Assert.All(root.GetProperty("details").EnumerateObject(), detail => Assert.Equal(JsonValueKind.String, detail.Value.ValueKind));
        }
    });

    [Fact]
    public void Webhook_OfAnySize_KeepsItsLimits() => Each("webhook", root =>
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(root.GetRawText()), 1, 20_000);
        Assert.Matches("^[a-zA-Z0-9_]+([.][a-zA-Z0-9_]+)*$", root.GetProperty("type").GetString());
    });

    [Fact]
    public void CloudEvents_OfAnySize_KeepsItsLimits() => Each("cloudevents", root =>
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(root.GetRawText()), 1, 65_536);
        Assert.All(root.EnumerateObject(), attribute => Assert.Matches("^[a-z0-9]{1,20}$", attribute.Name));
        Assert.True(Uri.TryCreate(root.GetProperty("source").GetString(), UriKind.Absolute, out _));
    });

    [Fact]
    public void Fitting_AtTheLimitAndAByteBelow_ShortensOnlyWhatDoesNotFit()
    {
        AlertNotice notice = Notices.Huge(Notices.CriticalAfterWarning, "漢");
        byte[] full = AlertJson.Fitting(notice, int.MaxValue, Write);
        Assert.Equal(full, AlertJson.Fitting(notice, full.Length + 1, Write));
        Assert.Equal(full, AlertJson.Fitting(notice, full.Length, Write));
        Assert.Equal(Write(notice with { Size = AlertSize.Brief }), AlertJson.Fitting(notice, full.Length - 1, Write));

        static byte[] Write(AlertNotice form) => AlertJson.Body(json => AlertJson.WriteData(json, form));
    }

    [Theory]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("abcd", 5, "abcd")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a😀bc", 5, "a😀bc")]
    [InlineData("a😀bc", 4, "a😀…")]
    [InlineData("a😀bc", 3, "a…")]
    [InlineData("a😀bc", 1, "…")]
    [InlineData("abc", 0, "")]
    public void Cut_AroundTheLimit_NeverCutsACharacter(string text, int length, string expected) => Assert.Equal(expected, Capacity.Alerts.AlertWords.Cut(text, length));

    [Theory]
    [InlineData("<!channel> & *bold*", "&lt;!channel&gt; &amp; *bold*")]
    [InlineData("<@U123>", "&lt;@U123&gt;")]
    public void Slack_EscapesWhatItWouldRead(string text, string expected) => Assert.Equal(expected, SlackBody.Escape(text, 3000));

    [Fact]
    public void Slack_EscapedAroundItsLimit_IsNotCutInsideAnEscape()
    {
        for (int limit = 990; limit <= 1010; limit++)
        {
            string escaped = SlackBody.Escape(new string('&', 500), limit);
            Assert.InRange(escaped.Length, 1, limit);
            Assert.Equal(string.Empty, escaped.Replace("&amp;", string.Empty, StringComparison.Ordinal).Replace("…", string.Empty, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("my_pipeline_a", @"my\_pipeline\_a")]
    [InlineData("[x](http://y) *b* \\", @"\[x](http://y) \*b\* \\")]
    [InlineData("{{DATE(2026-01-01T00:00:00Z)}}", "{ {DATE(2026-01-01T00:00:00Z)}}")]
    public void Teams_EscapesWhatItWouldRead(string text, string expected) => Assert.Equal(expected, TeamsBody.Escape(text, 3000));

    [Fact]
    public void Email_OfAnIncident_IsOneThreadWithOneSubject()
    {
        MimeMessage first = EmailBody.Write(Notices.Warning, From, To, isStateInSubject: false, Now);
        MimeMessage later = EmailBody.Write(Notices.Recovered, From, To, isStateInSubject: false, Now);

        Assert.Equal($"Re: {first.Subject}", later.Subject);
        Assert.Equal(first.MessageId, later.InReplyTo);
        Assert.Equal(first.MessageId, Assert.Single(later.References));
        Assert.NotEqual(first.MessageId, later.MessageId);
        Assert.Equal(first.MessageId, EmailBody.Write(Notices.Warning, From, To, isStateInSubject: false, Now.AddHours(1)).MessageId);
    }

    [Fact]
    public void Email_OfAHostileName_HasNoHeaderOfItAndAShortSubject()
    {
        foreach (string letter in Letters)
        {
            AlertNotice notice = Notices.Huge(Notices.CriticalAfterWarning, letter);
            notice = notice with { Transition = notice.Transition with { Pipeline = $"x\r\nBcc: all@example.com\r\n{notice.Pipeline}" } };
            MimeMessage message = EmailBody.Write(notice, From, To, isStateInSubject: true, Now);
            Assert.InRange(message.Subject!.Length, 1, 120);
            Assert.Empty(message.Bcc);
            Assert.DoesNotContain("\nBcc:", Encoding.UTF8.GetString(Mail(notice)), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Email_EncodesHtml()
    {
        AlertNotice notice = Notices.Silent with { Facts = Notices.Facts with { Owner = "<script>alert(1)</script>" } };
        Assert.DoesNotContain("<script", EmailBody.Write(notice, From, To, isStateInSubject: false, Now).HtmlBody, StringComparison.Ordinal);
    }

    private static void Each(string channel, Action<JsonElement> check)
    {
        foreach (string letter in Letters)
        {
            foreach ((_, AlertNotice plain) in Notices.All)
            {
                using JsonDocument document = JsonDocument.Parse(Bodies[channel](Notices.Huge(plain, letter)));
                check(document.RootElement);
            }
        }
    }

    private static byte[] Mail(AlertNotice notice)
    {
        using var stream = new MemoryStream();
        EmailBody.Write(notice, From, To, isStateInSubject: false, Now).WriteTo(stream);
        return stream.ToArray();
    }
}
