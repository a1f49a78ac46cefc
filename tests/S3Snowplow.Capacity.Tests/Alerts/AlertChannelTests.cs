using System.Text;
using System.Text.Json;
using S3Snowplow.Capacity.Alerts.Channels;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>What each channel makes of what its service does, over real connections.</summary>
public sealed class AlertChannelTests
{
    private const string RoutingKey = "0123456789abcdef0123456789abcdef";
    private const string WebhookKey = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private const string SlackOk = """{"ok":true,"channel":"C0123456789","ts":"1795787221.000100"}""";

    public static TheoryData<string, int, string, AlertOutcome> Answers => new()
    {
        { "pagerduty", 202, """{"status":"success"}""", AlertOutcome.Accepted },
        { "pagerduty", 200, "a proxy's page", AlertOutcome.Broken },
        { "pagerduty", 400, """{"errors":["Length of 'routing_key' is incorrect"]}""", AlertOutcome.Broken },
        { "pagerduty", 400, """{"errors":["'payload.summary' is missing"]}""", AlertOutcome.Refused },
        { "slack", 200, "ok", AlertOutcome.Delivered },
        { "slack", 200, "<html>Sign in", AlertOutcome.Broken },
        { "slack", 400, "invalid_blocks", AlertOutcome.Refused },
        { "slack", 400, "invalid_token", AlertOutcome.Broken },
        { "slack", 403, "action_prohibited", AlertOutcome.Broken },
        { "slack", 404, "no_service", AlertOutcome.Broken },
        { "slack", 410, "channel_is_archived", AlertOutcome.Broken },
        { "slack", 400, "a word of tomorrow", AlertOutcome.Broken },
        { "slack", 500, "rollup_error", AlertOutcome.Unknown },
        { "slack-api", 200, SlackOk, AlertOutcome.Delivered },
        { "slack-api", 200, """{"ok":true,"channel":"C1","ts":"1.2","warning":"message_truncated"}""", AlertOutcome.Delivered },
        { "slack-api", 200, """{"ok":false,"error":"channel_not_found"}""", AlertOutcome.Broken },
        { "slack-api", 200, """{"ok":false,"error":"invalid_auth"}""", AlertOutcome.Broken },
        { "slack-api", 200, """{"ok":false,"error":"msg_too_long"}""", AlertOutcome.Refused },
        { "slack-api", 200, """{"ok":false,"error":"fatal_error"}""", AlertOutcome.Unknown },
        { "slack-api", 200, """{"ok":false,"error":"ratelimited"}""", AlertOutcome.Throttled },
        { "slack-api", 200, "<html>Sign in", AlertOutcome.Broken },
        { "teams", 202, "", AlertOutcome.Accepted },
        { "teams", 200, "1", AlertOutcome.Accepted },
        { "teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429", AlertOutcome.Throttled },
        { "teams", 200, "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413", AlertOutcome.Refused },
        { "teams", 200, "Webhook message delivery failed", AlertOutcome.Unknown },
        { "alertmanager", 200, "", AlertOutcome.Accepted },
        { "alertmanager", 400, "bad label", AlertOutcome.Refused },
        { "webhook", 204, "", AlertOutcome.Delivered },
        { "webhook", 504, "", AlertOutcome.Unknown },
        { "cloudevents", 202, "", AlertOutcome.Accepted },
        { "cloudevents", 200, "", AlertOutcome.Delivered },
        { "cloudevents", 415, "", AlertOutcome.Broken },
        { "opsgenie", 200, "a proxy's page", AlertOutcome.Broken },
        { "opsgenie", 202, "", AlertOutcome.Accepted },
    };

    public static TheoryData<string> Types => ["pagerduty", "slack", "slack-api", "teams", "opsgenie", "alertmanager", "webhook", "cloudevents"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Send_ToAServiceThatAnswers_IsOfThisClass(string type, int status, string text, AlertOutcome expected)
    {
        await using var service = FakeService.Always(status, text);

        AlertAnswer answer = await SendAsync(type, service.Address, Notices.Warning);

        Assert.Equal(expected, answer.Outcome);
        Assert.Equal(answer.IsTaken, answer.Reason is null);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Send_ToAServiceInTrouble_IsOfTheClassThatLosesNothing(string type)
    {
        (int Status, AlertOutcome Expected)[] cases =
        [
            (500, AlertOutcome.Unknown), (502, AlertOutcome.Unknown), (503, AlertOutcome.Unknown), (0, AlertOutcome.Unknown), (401, AlertOutcome.Broken), (403, AlertOutcome.Broken), (404, AlertOutcome.Broken),
            (410, AlertOutcome.Broken), (413, AlertOutcome.Refused), (302, AlertOutcome.Broken),
        ];
        foreach ((int status, AlertOutcome expected) in cases)
        {
            await using var service = FakeService.Always(status, "", "Location: http://127.0.0.1:1/");
            AlertAnswer answer = await SendAsync(type, service.Address, Notices.Warning);
            Assert.True(expected == answer.Outcome, $"{type} {status}: {answer}");
            Assert.Single(service.Requests);
        }

        AlertAnswer away = await SendAsync(type, FakeService.Nowhere(), Notices.Warning);
        Assert.Equal((AlertOutcome.Unreachable, "connection_error"), (away.Outcome, away.Reason));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Send_ThrottledInEitherForm_KnowsForHowLong(string type)
    {
        var time = new ManualTimeProvider();
        foreach (string header in (string[])["Retry-After: 90", $"Retry-After: {time.GetUtcNow().AddSeconds(90):R}"])
        {
            await using var service = FakeService.Always(429, """{"retry_after":90,"ok":false,"error":"rate_limited"}""", header);
            AlertAnswer answer = await SendAsync(type, service.Address, Notices.Warning, time);
            Assert.Equal((AlertOutcome.Throttled, TimeSpan.FromSeconds(90)), (answer.Outcome, answer.RetryAfter));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Send_ToAServiceThatEchoesTheSecret_SaysItNowhere(string type)
    {
        AlertChannelSettings settings = Of(type, "http://127.0.0.1");
        string secret = "S3CRETPATHT0KEN";
        await using var service = new FakeService(request => new ServiceAnswer(404, $"no {request.Path} {settings.Credential} {string.Join(' ', request.Headers.Values)} {request.Body}"));
        settings.Address = $"{service.Address}/services/{secret}";

        using var channel = (HttpAlertChannel)new AlertChannelTypes().Create("pager", settings);
        AlertAnswer answer = await channel.SendAsync(Notices.Warning, CancellationToken.None).Within();

        Assert.Equal(AlertOutcome.Broken, answer.Outcome);
        Assert.InRange(answer.Reason!.Length, 1, 512);
        if (type is "slack" or "teams" or "webhook" or "cloudevents")
        {
            Assert.DoesNotContain(secret, answer.Reason, StringComparison.OrdinalIgnoreCase);
        }

        if (settings.Credential is { } credential)
        {
            Assert.DoesNotContain(credential, $"{answer} {channel.Name} {channel.Traits}", StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Outbox_WithEveryKindOfTrouble_LogsNoSecret()
    {
        const string Secret = "S3CRETPATHT0KEN";
        foreach (int status in (int[])[0, 200, 302, 400, 404, 429, 500])
        {
            await using var service = new FakeService(request => new ServiceAnswer(status, $"echo {request.Path} {request.Body}"));
            var types = new AlertChannelTypes();
            IAlertChannel[] channels =
            [
                types.Create("chat", Of("slack", $"{service.Address}/services/{Secret}")),
                types.Create("pager", Of("pagerduty", service.Address)),
                types.Create("gone", Of("slack", $"{FakeService.Nowhere()}/services/{Secret}")),
            ];
            await using var rig = new AlertRig(channels);
            await rig.RunAsync(TransitionKind.Critical);
            await rig.RunAsync(TransitionKind.Recovered);
            rig.Save();

            string all = string.Join('\n', rig.Logs.Entries.Select(entry => $"{entry.Message} {entry.Exception}")) + string.Join('\n', rig.Outbox.Channels) + Encoding.UTF8.GetString(rig.Saved);
            Assert.DoesNotContain(Secret, all, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(RoutingKey, all, StringComparison.OrdinalIgnoreCase);
            foreach (IAlertChannel channel in channels)
            {
                (channel as IDisposable)?.Dispose();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Send_OfWhatWasRefused_NeverSendsTheSameBytesAgain(string type)
    {
        await using var service = FakeService.Always(400, type == "slack-api" ? """{"ok":false,"error":"invalid_blocks"}""" : "invalid_blocks");
        IAlertChannel channel = new AlertChannelTypes().Create("pager", Of(type, service.Address), new AlertChannelServices { Time = new ManualTimeProvider() });
        using (channel as IDisposable)
        {
            foreach (AlertSize size in (AlertSize[])[AlertSize.Full, AlertSize.Brief, AlertSize.Line, AlertSize.Line])
            {
                Assert.Equal(AlertOutcome.Refused, (await channel.SendAsync(Notices.Silent with { Size = size, Facts = null }, CancellationToken.None).Within()).Outcome);
            }
        }

        Assert.Equal(service.Requests.Count, service.Requests.Select(request => request.Body).Distinct().Count());
        Assert.InRange(service.Requests.Count, 2, 3);
    }

    [Fact]
    public async Task PagerDuty_WhenItBecomesCritical_OpensAnotherKeyAndResolvesTheWarning()
    {
        await using var service = FakeService.Always(202);
        await SendAsync("pagerduty", service.Address, Notices.Warning);
        await SendAsync("pagerduty", service.Address, Notices.CriticalAfterWarning);
        await SendAsync("pagerduty", service.Address, Notices.Recovered);

        Assert.Equal(
            [$"trigger {Notices.Key}-w", $"trigger {Notices.Key}", $"resolve {Notices.Key}-w", $"resolve {Notices.Key}", $"resolve {Notices.Key}-w"],
            service.Requests.Select(request => Json(request)).Select(root => $"{root.GetProperty("event_action").GetString()} {root.GetProperty("dedup_key").GetString()}"));
    }

    [Fact]
    public async Task PagerDuty_AfterItsKeyWasChanged_ResolvesWithTheKeyThatOpened()
    {
        const string NewKey = "fedcba9876543210fedcba9876543210";
        await using var service = FakeService.Always(202);
        AlertAnswer opened = await SendAsync("pagerduty", service.Address, Notices.CriticalAfterWarning with { MayHaveWarning = false });
        Assert.DoesNotContain(RoutingKey, opened.Reference, StringComparison.Ordinal);

        var settings = new AlertChannelSettings { Type = "pagerduty", Address = service.Address, Credential = NewKey, PreviousCredential = RoutingKey };
        using var channel = (HttpAlertChannel)new AlertChannelTypes().Create("pager", settings);
        await channel.SendAsync(Notices.Recovered with { MayHaveWarning = false, Reference = opened.Reference }, CancellationToken.None).Within();
        await channel.SendAsync(Notices.CriticalAfterWarning with { MayHaveWarning = false }, CancellationToken.None).Within();

        Assert.Equal([RoutingKey, RoutingKey, NewKey], service.Requests.Select(request => Json(request).GetProperty("routing_key").GetString()));
    }

    [Fact]
    public async Task SlackApi_OfAnIncident_IsAThreadWhoseHeadIsChangedAtTheEnd()
    {
        await using var service = FakeService.Always(200, SlackOk);
        AlertAnswer first = await SendAsync("slack-api", service.Address, Notices.Warning);
        await SendAsync("slack-api", service.Address, Notices.CriticalAfterWarning with { Reference = first.Reference });
        await SendAsync("slack-api", service.Address, Notices.Recovered with { Reference = first.Reference });

        Assert.Equal(["/chat.postMessage", "/chat.postMessage", "/chat.update", "/chat.postMessage"], service.Requests.Select(request => request.Path));
        Assert.Equal("1795787221.000100", Json(service.Requests[1]).GetProperty("thread_ts").GetString());
        Assert.Equal("C0123456789", Json(service.Requests[2]).GetProperty("channel").GetString());
        Assert.All(service.Requests, request => Assert.Equal("Bearer xoxb-0123456789-abcdef", request.Headers["Authorization"]));
    }

    [Fact]
    public async Task SlackApi_WhoseHeadWasRemoved_TellsTheEndAllTheSame()
    {
        await using var service = new FakeService(request => new ServiceAnswer(200, request.Path == "/chat.update" ? """{"ok":false,"error":"message_not_found"}""" : SlackOk));

        AlertAnswer answer = await SendAsync("slack-api", service.Address, Notices.Recovered with { Reference = "C0123456789 1795787221.000100" });

        Assert.True(answer.IsTaken);
        Assert.Equal(2, service.Requests.Count);
    }

    [Theory]
    [InlineData("""{"data":{"isSuccess":true,"status":"Created alert"}}""", AlertOutcome.Delivered)]
    [InlineData("""{"data":{"isSuccess":false,"status":"Message can not be empty"}}""", AlertOutcome.Refused)]
    public async Task Opsgenie_WhichTookItOver_IsAskedWhatBecameOfIt(string processed, AlertOutcome expected)
    {
        var time = new ManualTimeProvider();
        int asked = 0;
        await using var service = new FakeService(request => request.Method == "POST" ? new ServiceAnswer(202, """{"result":"Request will be processed","requestId":"r-1"}""")
            : Interlocked.Increment(ref asked) == 1 ? new ServiceAnswer(404, """{"message":"Request not found"}""") : new ServiceAnswer(200, processed));

        Task<AlertAnswer> sending = SendAsync("opsgenie", service.Address, Notices.Warning, time);
        foreach (int seconds in (int[])[2, 3])
        {
            await Patience.UntilAsync(() => time.NextDue == TimeSpan.FromSeconds(seconds), $"the wait of {seconds} s");
            time.Advance(TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal(expected, (await sending.Within()).Outcome);
        Assert.Equal(["/v2/alerts", "/v2/alerts/requests/r-1", "/v2/alerts/requests/r-1"], service.Requests.Select(request => request.Path));
        Assert.Equal("GenieKey 12345678-aaaa-bbbb-cccc-1234567890ab", service.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Opsgenie_AtTheEnd_ClosesByAliasAndTakesOneThatIsGoneForClosed()
    {
        await using var service = FakeService.Always(404, """{"message":"Alert does not exist"}""");

        AlertAnswer answer = await SendAsync("opsgenie", service.Address, Notices.Recovered);

        Assert.True(answer.IsTaken);
        Assert.Equal($"/v2/alerts/{Notices.Key}/close?identifierType=alias", Assert.Single(service.Requests).Path);
    }

    [Fact]
    public async Task Opsgenie_RemindedOfWhatSomebodyClosed_OpensItAgain()
    {
        await using var service = new FakeService(request => request.Path.Contains("/notes", StringComparison.Ordinal) ? new ServiceAnswer(404, "no") : new ServiceAnswer(202));

        Assert.True((await SendAsync("opsgenie", service.Address, Notices.Reminder)).IsTaken);
        Assert.Equal("/v2/alerts", service.Requests[^1].Path);
    }

    [Fact]
    public async Task Opsgenie_WhenItBecomesCritical_RaisesThePriority()
    {
        await using var service = FakeService.Always(202);
        await SendAsync("opsgenie", service.Address, Notices.CriticalAfterWarning);

        Assert.Equal([("POST", "P1"), ("PUT", "P1")], service.Requests.Select(request => (request.Method, Json(request).GetProperty("priority").GetString())));
    }

    [Fact]
    public async Task Alertmanager_WithAMemberAway_IsToldByTheOther()
    {
        await using var service = FakeService.Always(200);

        AlertAnswer answer = await SendAsync("alertmanager", $"{FakeService.Nowhere()}, {service.Address}/am/", Notices.Warning);

        Assert.True(answer.IsTaken);
        Assert.Equal("/am/api/v2/alerts", Assert.Single(service.Requests).Path);
    }

    [Fact]
    public async Task Alertmanager_OverItsLife_KeepsItsLabelsAndEndsTheWarningWithTheCritical()
    {
        await using var service = FakeService.Always(200);
        var time = new ManualTimeProvider(Notices.Since.AddHours(2));
        string? reference = null;
        foreach (AlertNotice notice in (AlertNotice[])[Notices.Warning, Notices.CriticalAfterWarning, Notices.Recovered])
        {
            // The owner is another one by the end.
            AlertNotice now = notice with { Reference = reference, Facts = notice == Notices.Recovered ? notice.Facts! with { Owner = "others" } : notice.Facts };
            reference = (await SendAsync("alertmanager", service.Address, now, time)).Reference;
        }

        JsonElement[] warning = Json(service.Requests[0]).EnumerateArray().ToArray();
        JsonElement[] critical = Json(service.Requests[1]).EnumerateArray().ToArray();
        JsonElement[] recovered = Json(service.Requests[2]).EnumerateArray().ToArray();
        Assert.Equal((1, 2, 2), (warning.Length, critical.Length, recovered.Length));
        Assert.Equal(Labels(warning[0]), Labels(critical[1]));
        Assert.Equal(Labels(warning[0]), Labels(recovered[1]));
        Assert.Equal(Labels(critical[0]), Labels(recovered[0]));
        Assert.Equal("2026-11-27T15:10:00Z", warning[0].GetProperty("endsAt").GetString());
        Assert.Equal("2026-11-27T15:10:00Z", critical[0].GetProperty("endsAt").GetString());
        Assert.Equal("2026-11-27T14:25:00Z", critical[1].GetProperty("endsAt").GetString());
        Assert.Equal("2026-11-27T16:11:00Z", recovered[0].GetProperty("endsAt").GetString());
        Assert.All([.. warning, .. critical, .. recovered], alert => Assert.True(
            string.CompareOrdinal(alert.GetProperty("startsAt").GetString(), alert.GetProperty("endsAt").GetString()) <= 0));

        static string Labels(JsonElement alert) => alert.GetProperty("labels").GetRawText();
    }

    [Fact]
    public void Signature_OfTheVectors_IsThis()
    {
        using JsonDocument document = JsonDocument.Parse(Vector);
        JsonElement root = document.RootElement;
        JsonElement headers = root.GetProperty("headers");
        (string Name, string Value)[] signed = new WebhookSignature(root.GetProperty("secret_current").GetString(), root.GetProperty("secret_retiring").GetString()).Sign(
            headers.GetProperty("webhook-id").GetString()!,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers.GetProperty("webhook-timestamp").GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
            Encoding.UTF8.GetBytes(root.GetProperty("body").GetString()!));
        Assert.Equal(headers.GetProperty("webhook-signature").GetString(), signed.Single(header => header.Name == "webhook-signature").Value);

        JsonElement known = root.GetProperty("public_vector");
        signed = new WebhookSignature(known.GetProperty("secret").GetString()).Sign(
            known.GetProperty("webhook-id").GetString()!,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(known.GetProperty("webhook-timestamp").GetString()!, System.Globalization.CultureInfo.InvariantCulture)),
            Encoding.UTF8.GetBytes(known.GetProperty("body").GetString()!));
        Assert.Equal(known.GetProperty("webhook-signature").GetString(), signed.Single(header => header.Name == "webhook-signature").Value);
    }

    [Theory]
    [InlineData("webhook")]
    [InlineData("cloudevents")]
    public async Task Webhook_OnEveryAttempt_HasTheSameIdAndASignatureOfTheBytesThatAreSent(string type)
    {
        var time = new ManualTimeProvider();
        await using var service = FakeService.Always(204);
        await SendAsync(type, service.Address, Notices.CriticalAfterWarning, time);
        time.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(type, service.Address, Notices.CriticalAfterWarning, time);

        Assert.Equal([$"{Notices.Key}-2", $"{Notices.Key}-2"], service.Requests.Select(request => request.Headers["webhook-id"]));
        Assert.Equal(2, service.Requests.Select(request => request.Headers["webhook-timestamp"]).Distinct().Count());
        foreach (ServiceRequest request in service.Requests)
        {
            byte[] signed = Encoding.UTF8.GetBytes($"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{request.Body}");
            byte[] key = Convert.FromBase64String(WebhookKey[6..]);
            Assert.Equal($"v1,{Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(key, signed))}", request.Headers["webhook-signature"]);
        }
    }

    [Fact]
    public async Task DeadMan_AfterEachRun_IsCalledByPostAndNeverThrows()
    {
        using var logs = new RecordingLoggerFactory();
        await using var service = FakeService.Always(200, "OK");
        var time = new ManualTimeProvider();
        using (var alive = new DeadManSwitch($"{service.Address}/5bf66975-S3CRET", time, logs))
        {
            await alive.SucceedAsync(14).Within();
            await alive.FailAsync("alerts wait\nfor pager").Within();
        }

        Assert.Equal([("POST", "/5bf66975-S3CRET", """{"pipelines_judged":14}"""), ("POST", "/5bf66975-S3CRET/fail", """{"reason":"alerts wait for pager"}""")],
            service.Requests.Select(request => (request.Method, request.Path, request.Body)));
        Assert.Empty(logs.Entries);

        using var dead = new DeadManSwitch($"{FakeService.Nowhere()}/5bf66975-S3CRET", time, logs);
        for (int minute = 0; minute < 90; minute++)
        {
            await dead.SucceedAsync(14).Within();
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(2, logs.Entries.Count);
        Assert.All(logs.Entries, entry => Assert.DoesNotContain("S3CRET", entry.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DeadMan_ThatHangs_IsLeftAfterItsTime()
    {
        await using var service = FakeService.Always(-1);
        var time = new ManualTimeProvider();
        using var hanging = new DeadManSwitch(service.Address, time);
        Task call = hanging.SucceedAsync(1);
        await Patience.UntilAsync(() => service.Requests.Count == 1, "the request");
        time.Advance(TimeSpan.FromSeconds(10));
        await call.Within();
    }

    private static string Vector => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Alerts", "webhook-signature-vector.json"));

    private static JsonElement Json(ServiceRequest request)
    {
        using JsonDocument document = JsonDocument.Parse(request.Body);
        return document.RootElement.Clone();
    }

    private static AlertChannelSettings Of(string type, string address) => new()
    {
        Type = type,
        Address = address,
        Credential = type switch
        {
            "pagerduty" => RoutingKey,
            "slack-api" => "xoxb-0123456789-abcdef",
            "opsgenie" => "12345678-aaaa-bbbb-cccc-1234567890ab",
            "webhook" or "cloudevents" => WebhookKey,
            _ => null,
        },
        Options = type == "slack-api" ? new Dictionary<string, string?> { ["Channel"] = "C0123456789" } : [],
    };

    private static async Task<AlertAnswer> SendAsync(string type, string address, AlertNotice notice, TimeProvider? time = null)
    {
        IAlertChannel channel = new AlertChannelTypes().Create("pager", Of(type, address), new AlertChannelServices { Time = time ?? TimeProvider.System });
        using (channel as IDisposable)
        {
            return await channel.SendAsync(notice, CancellationToken.None).Within();
        }
    }
}
