namespace S3Snowplow.Tool.Tests;

/// <summary>The settings of <c>serve</c> are checked whole, before anything starts.</summary>
public sealed class ServeCheckTests
{
    [Theory]
    [InlineData("""{ "S3Snowplow": { "Spool": { "Directroy": "x" } } }""", ":1:30: Directroy is no setting of S3Snowplow:Spool; did you mean Directory?")]
    [InlineData("""{ "S3Snowplow": { "Spol": { "Directory": "x", "Other": 1 } } }""", ":1:19: Spol is no setting of S3Snowplow; did you mean Spool?")]
    [InlineData("""{ "S3Snowplow": { "SnsTopics": [] } }""", ":1:19: SnsTopics is no setting of S3Snowplow; did you mean S3Snowplow:Webhook:SnsTopics?")]
    [InlineData("""{ "S3Snowplow": { "Spool": { "Zzz": 1 } } }""", ":1:30: Zzz is no setting of S3Snowplow:Spool; allowed: Directory, MaxAge, MaxBytes, MaxRejectedBytes, ReturnDelay.")]
    [InlineData("""{ "S3Snowplow": { "Judge": { "Judgement": { "MaxBehnd": "1" } } } }""", "did you mean MaxBehind?")]
    [InlineData("""{ "S3Snowplow": { "Alerts": { "ops": { "Typ": "log" } } } }""", "Typ is no setting of S3Snowplow:Alerts:ops; did you mean Type?")]
    [InlineData("""{ "S3Snowplow": { "Filter": { "Buckets": { "first": "x" } } } }""", "S3Snowplow:Filter:Buckets takes a list in brackets, each a text.")]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Loud" } } }""", ":1:41: Logging:LogLevel:Default is 'Loud'; allowed: Trace, Debug,")]
    [InlineData("""{ "S3Snowplow": { "Spool": { "MaxBytes": "many" } } }""", ":1:42: S3Snowplow:Spool:MaxBytes is 'many'; allowed: a whole number.")]
    [InlineData("""{ "S3Snowplow": { "Spool": { "MaxAge": "a week" } } }""", ":1:40: S3Snowplow:Spool:MaxAge is 'a week'; allowed: a time such as 00:01:30, or 2.00:00:00 for two days.")]
    [InlineData("""{ "S3Snowplow": { "AllowHttp": "perhaps" } }""", "S3Snowplow:AllowHttp is 'perhaps'; allowed: true or false.")]
    [InlineData("""{ "S3Snowplow": { "Encoding": "1" } }""", "S3Snowplow:Encoding is '1'; allowed: Json, Base64.")]
    [InlineData("""{ "S3Snowplow": { "Delivery": { "MaxBatchEvents": 5000000000 } } }""", "S3Snowplow:Delivery:MaxBatchEvents is '5000000000'; allowed: a whole number, at most 2147483647.")]
    [InlineData("""{ "S3Snowplow": { "Spool": "data" } }""", ":1:28: S3Snowplow:Spool is a single value; allowed: an object with Directory, ")]
    [InlineData("""{ "S3Snowplow": { "EventSchema": { "name": "x" } } }""", "S3Snowplow:EventSchema is an object; allowed: a text.")]
    [InlineData("""{ "S3Snowplow": { "Webhook": { "Secrets": "just-one-of-at-least-16" } } }""", "S3Snowplow:Webhook:Secrets is a single value; allowed: a list in brackets, each a text.")]
    [InlineData("""{ "S3Snowplow": { "CollectorUri": "collector.acme.com" } }""", ":1:35: Relay 'default': CollectorUri is ")]
    [InlineData("""{ "S3Snowplow": { "Spool": { "MaxAge": "00:00:01" } } }""", ":1:40: Spool: MaxAge is 00:00:01; allowed: 00:01:00 to 365.00:00:00.")]
    [InlineData("""{ "S3Snowplow": { "Sqs": { "QueueUrl": "nonsense", "Region": "eu-west-1" } } }""", ":1:40: Source 'sqs': QueueUrl is no address")]
    [InlineData("""{ "S3Snowplow": { "RabbitMq": { "Queue": "q" } } }""", "Source 'rabbitmq': RejectedQueue is not set")]
    [InlineData("""{ "S3Snowplow": { "Capacity": { "BandsFile": "no.yml" } } }""", "no.yml', which cannot be read: there is no such file or folder")]
    [InlineData("""{ "S3Snowplow": { "Capacity": { "CursorFile": "c" } } }""", "None of BandsFile, BandsFolder and Git:Repository is set; exactly one is needed.")]
    [InlineData("""{ "urls": "http://127.0.0.1:99999" }""", ":1:11: urls has 'http://127.0.0.1:99999'; allowed: http://HOST:PORT")]
    [InlineData("""{ "S3Snowplow": { "Dashboard": { "UserName": "u", "Password": "hidden" } } }""", ":1:63: S3Snowplow:Dashboard: Password is too short; allowed: 16 or more characters.")]
    [InlineData("""{ "OTEL_EXPORTER_OTLP_ENDPOINT": "nonsense" }""", ":1:34: OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    public async Task Check_OfAWrongSetting_SaysWhereWhatAndWhatIsAllowed(string json, string said)
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Configure(json);

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        Assert.Equal("1 setting is wrong; nothing was started.", rig.ErrorLines[^1]);
        string line = Assert.Single(rig.ErrorLines[..^1]);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.Empty(rig.Output);
    }

    [Fact]
    public async Task Check_OfAnAddressThatOthersReach_AsksWhoMayPostAndWhoMayLook()
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Configure("""{ "urls": "http://127.0.0.1:8080;http://0.0.0.0:8081" }""");

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        Assert.Equal(3, rig.ErrorLines.Length);
        Assert.All(rig.ErrorLines[..2], line => Assert.Contains(":1:11: urls has 'http://0.0.0.0:8081', which others than this machine can reach, and nothing says who may ", line, StringComparison.Ordinal));
        Assert.Contains("set S3Snowplow:Dashboard:UserName and Password", rig.Errors, StringComparison.Ordinal);
        Assert.Contains("set S3Snowplow:Webhook:Secrets", rig.Errors, StringComparison.Ordinal);

        rig.Environment["S3Snowplow__Dashboard__UserName"] = "team";
        rig.Environment["S3Snowplow__Dashboard__Password"] = "a-password-of-the-team";
        rig.Environment["S3Snowplow__Webhook__Secrets__0"] = "a-secret-of-a-store";
        Assert.Equal(ExitCode.Success, await rig.CheckAsync());
    }

    [Fact]
    public async Task Check_OfManyWrongSettings_SaysAllAtOnce()
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Configure("""{ "S3Snowplow": { "Spol": {}, "Delivery": { "MaxBatchEvents": 0 }, "Sqs": { "Receivers": 0, "QueueName": "q", "Region": "eu-west-1" } }, "urls": "x" }""");
        rig.Environment["S3Snowplow__Webhook__Secret"] = "hidden-hidden-hidden";
        rig.Environment["S3SNOWPLOW_SPOOL_DIRECTORY"] = "hidden-hidden-hidden";
        rig.Environment["COLLECTOR_URL"] = "hidden-hidden-hidden";
        rig.Environment["S3Snowplw__CollectorUri"] = "hidden-hidden-hidden";
        rig.Environment["S3SNOWPLOW_CASES"] = "not a setting, and not meant as one";
        rig.Environment["COLLECTOR_PORT"] = "nor this";
        rig.Sets.AddRange(["hidden-hidden-hidden", "S3Snowplow:Spool:MaxBytes=some"]);

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        Assert.Equal("10 settings are wrong; nothing was started.", rig.ErrorLines[^1]);
        Assert.All(
            [
                "Spol is no setting", "variable S3Snowplow__Webhook__Secret: Secret is no setting of S3Snowplow:Webhook; did you mean Secrets?", "did you mean S3SNOWPLOW__SPOOL__DIRECTORY?",
                "variable COLLECTOR_URL: COLLECTOR_URL is no setting; did you mean COLLECTOR_URI?", "variable S3Snowplw__CollectorUri: S3Snowplw is no setting; did you mean S3Snowplow?",
                "--set has something without a name or without '='", "--set: S3Snowplow:Spool:MaxBytes is 'some'", "MaxBatchEvents is 0", "Receivers is 0", "urls has 'x'",
            ],
            said => Assert.Contains(said, rig.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", rig.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfWrongSettingsWithSecrets_PrintsNoSecret()
    {
        await using var rig = new ServeRig();
        rig.Write("bands.yml", "bands: { s: 1 GB/h }\npipelines: { p: { band: s, inputs: [{ bucket: b }] } }\n");
        rig.Configure("""
            {
              "S3Snowplow": {
                "CollectorUri": "https://user:hidden@collector.acme.com",
                "Webhook": { "Secrets": ["hidden"], "UserName": "u", "Password": "hidden" },
                "RabbitMq": { "Uri": "http://user:hidden@host/", "Queue": "q", "RejectedQueue": "r" },
                "Capacity": { "BandsFile": "bands.yml" },
                "Alerts": {
                  "chat": { "Type": "slack", "Address": "hooks.slack.com/hidden" },
                  "pager": { "Type": "pagerduty", "Credential": "hidden", "Options": { "Key": "hidden" } },
                },
                "DeadMan": { "Address": "hc-ping.com/hidden" }
              }
            }
            """);

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        Assert.All(["CollectorUri", "Secrets", "Password", "Uri is no broker's address", "Alerts:chat", "Alerts:pager", "DeadMan"], said => Assert.Contains(said, rig.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", rig.Errors + rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfBandsThatNameAChannelThatIsNotSet_SaysItWithThePipeline()
    {
        await using var rig = new ServeRig();
        rig.Write("bands.yml", "bands: { s: 1 GB/h }\npipelines: { raw: { band: s, inputs: [{ bucket: b }], alerts: [ops] } }\n");
        rig.Configure("""{ "S3Snowplow": { "Capacity": { "BandsFile": "bands.yml" } } }""");

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        Assert.Contains("pipeline raw names the alert channel 'ops', which is not set; there are: event, log.", rig.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfWrongBands_SaysLineAndColumn()
    {
        await using var rig = new ServeRig();
        string bands = rig.Write("bands.yml", "bands: { s: 1 parsec/h }\n");
        rig.Configure("""{ "S3Snowplow": { "Capacity": { "BandsFile": "bands.yml" } } }""");

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        Assert.StartsWith($"{bands}:1:", rig.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfWhatIsRight_SaysWhatWouldRunAndMakesNothing()
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Write("bands.yml", "bands: { s: 1 GB/h }\npipelines: { p: { band: s, inputs: [{ bucket: b }], alerts: [ops] }, q: { band: s, inputs: [{ bucket: c }] } }\n");
        rig.Configure("""
            {
              "urls": "http://127.0.0.1:8091;http://127.0.0.1:8092",
              "COLLECTOR_URI": "https://collector.acme.com",
              "S3Snowplow": {
                "Webhook": { "Secrets": ["a-secret-of-a-store"] },
                "Sqs": { "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/s3-events" },
                "RabbitMq": { "Uri": "amqps://user:hidden@broker.acme.com/v", "Queue": "q", "RejectedQueue": "r" },
                "Capacity": { "BandsFile": "bands.yml" },
                "Alerts": { "ops": { "Type": "webhook", "Address": "https://alerts.acme.com/hidden", "Credential": "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh" } }
              }
            }
            """);
        rig.Sets.Add($"S3Snowplow:Spool:Directory={Path.Combine(rig.Folder, "elsewhere")}");

        Assert.True(await rig.CheckAsync() == ExitCode.Success, rig.Errors);
        Assert.Equal(
            $"""
             Settings    {rig.File}
             Page        http://127.0.0.1:8091/
             Post to     http://127.0.0.1:8091/s3 (with a secret)
             Health      http://127.0.0.1:8091/health
             Collector   https://collector.acme.com
             Events      iglu:io.s3snowplow/object_event/jsonschema/1-0-0
             Bands       {Path.Combine(rig.Folder, "bands.yml")}: 2 pipelines
             Kept in     {Path.Combine(rig.Folder, "elsewhere")}, {Path.Combine(rig.Folder, "data", "judge.state")}
             Queues      SQS https://sqs.eu-west-1.amazonaws.com/123456789012/s3-events, RabbitMQ q at amqps://broker.acme.com, virtual host v
             Alerts to   log, event, ops (webhook)
             Nothing is wrong with the settings; nothing was started.

             """.ReplaceLineEndings("\n"),
            rig.Output.ReplaceLineEndings("\n"));
        Assert.Equal(["bands.yml", "s3snowplow.json"], Directory.GetFileSystemEntries(rig.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Check_WithVariablesAndSets_LetsTheNearerWin()
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Configure("""{ "COLLECTOR_URI": "https://file.acme.com", "EVENT_SCHEMA": "iglu:a/file/jsonschema/1-0-0", "S3Snowplow": { "DataFolder": "state" } }""");
        rig.Environment["COLLECTOR_URI"] = "https://variable.acme.com";
        rig.Environment["EVENT_SCHEMA"] = "iglu:a/variable/jsonschema/1-0-0";
        rig.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:8093";
        rig.Sets.Add("EVENT_SCHEMA=iglu:a/set/jsonschema/1-0-0");

        Assert.True(await rig.CheckAsync() == ExitCode.Success, rig.Errors);
        Assert.Contains("https://variable.acme.com", rig.Output, StringComparison.Ordinal);
        Assert.Contains("iglu:a/set/jsonschema/1-0-0", rig.Output, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:8093/s3", rig.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(rig.Folder, "state", "spool"), rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfAFileThatIsNotThere_SaysHowToMakeIt()
    {
        ToolRun run = await ToolRun.OfAsync("serve", "--config", "no-such.json");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("--config is 'no-such.json': there is no such file; s3snowplow serve --init --config no-such.json writes one.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithCheckAndInit_IsRefused()
    {
        ToolRun run = await ToolRun.OfAsync("serve", "--check", "--init");

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("--check and --init are both set; allowed: one of them.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_InAFolder_WritesAFileThatCheckAcceptsAndLeavesAnOldOne()
    {
        await using var rig = new ServeRig { Urls = null };

        ToolRun first = await ToolRun.OfAsync("serve", "--init", "--config", rig.File);
        ToolRun second = await ToolRun.OfAsync("serve", "--init", "--config", rig.File);

        Assert.Equal((ExitCode.Success, ExitCode.Refused), (first.ExitCode, second.ExitCode));
        Assert.StartsWith($"{rig.File} exists already, and was left as it is.", second.Errors, StringComparison.Ordinal);
        Assert.True(await rig.CheckAsync() == ExitCode.Success, rig.Errors);
    }

    [Fact]
    public async Task Init_InAFolderThatIsNotThere_MakesItAndNamesTheFileInTheCommands()
    {
        await using var rig = new ServeRig();
        string file = Path.Combine(rig.Folder, "new", "try", "s3snowplow.json");

        ToolRun run = await ToolRun.OfAsync("serve", "--init", "--config", file);

        Assert.True(run.ExitCode == ExitCode.Success && File.Exists(file), run.ToString());
        Assert.Contains($"`s3snowplow serve --check --config {file}`", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfWrongLines_SaysThemInTheOrderOfTheFile()
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Configure("""
            {
              "urls": "x",
              "S3Snowplow": {
                "Delivery": { "MaxBatchEvents": 0 },
                "Spol": {},
                "Webhook": { "Secrets": [ "short" ] },
                "Spool": { "MaxBytes": "many", "Directroy": "d" }
              }
            }
            """);
        rig.Sets.Add("no-name");

        Assert.Equal(ExitCode.Refused, await rig.CheckAsync());
        string[] places = [.. rig.ErrorLines.Where(line => line.StartsWith(rig.File, StringComparison.Ordinal)).Select(line => line[(rig.File.Length + 1)..].Split(": ")[0])];
        Assert.Equal(["2:11", "4:37", "5:5", "6:31", "7:28", "7:36"], places);
        Assert.StartsWith("--set", rig.ErrorLines[^2], StringComparison.Ordinal);
    }

    // What is switched off in the example is as right as the rest.
    [Fact]
    public async Task Init_WithAllOfItSwitchedOn_IsAcceptedToo()
    {
        await using var rig = new ServeRig { Urls = null };
        rig.Write("bands.yml", "bands: { s: 1 GB/h }\npipelines: { p: { band: s, inputs: [{ bucket: b }] } }\n");
        rig.Configure(string.Join('\n', ExampleSettings.Text.Split('\n').Select(line => line.TrimStart().StartsWith("// \"", StringComparison.Ordinal) && line.TrimEnd()[^1] is ',' or '}' ? line.Replace("// \"", "\"", StringComparison.Ordinal) : line)).Replace("}\n\n  //", "},\n\n  //", StringComparison.Ordinal));

        Assert.True(await rig.CheckAsync() == ExitCode.Success, rig.Errors);
        Assert.All(["https://collector.example.com", "s3_notification_event", "1 pipeline", "SQS", "RabbitMQ", "ops (slack)", "a secret or name and password or the signature"], said => Assert.Contains(said, rig.Output, StringComparison.Ordinal));
    }
}
