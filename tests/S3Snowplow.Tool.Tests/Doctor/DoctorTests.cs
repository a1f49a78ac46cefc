using System.Text.Json;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

public sealed class DoctorTests
{
    [Fact]
    public async Task Doctor_OfWhatIsRight_SaysSoAndSendsNothing()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var rig = new DoctorRig();
        await File.WriteAllTextAsync(Path.Combine(rig.Folder, "bands.yml"), "bands: { s: 1 GB/h }\npipelines: { p: { band: s, inputs: [{ bucket: b }] } }\n");
        rig.Sets.AddRange([$"COLLECTOR_URI={collector.Uri}", $"S3Snowplow:Capacity:BandsFile={Path.Combine(rig.Folder, "bands.yml")}"]);

        ToolRun run = await rig.RunAsync();

        Assert.True(run.ExitCode == ExitCode.Success, run.ToString());
        Assert.All(["settings", "collector", "clock", "schemas", "bands", "alert channels", "folders", "exposure"], check => Assert.Equal("ok", Verdict(run, check)));
        Assert.All(["AWS credentials", "SQS", "RabbitMQ", "Elasticsearch"], check => Assert.Equal("skipped", Verdict(run, check)));
        await collector.WaitUntilJudgedAsync();
        Assert.Equal((0, 0), (collector.Counts.Good, collector.Counts.Bad));
        Assert.Equal(["bands.yml", "s3snowplow.json"], Directory.GetFileSystemEntries(rig.Folder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Collector_ThatIsAnOldMicro_IsOkAlthoughItsHealthIsNot()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new LocalCollectorOptions { Software = SnowplowSoftware.Micro1 });
        await using var rig = new DoctorRig();
        rig.Sets.Add($"COLLECTOR_URI={collector.Uri}");

        ToolRun run = await rig.RunAsync();

        Assert.Equal("ok", Verdict(run, "collector"));
        Assert.Contains("/health 503", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_ThatIsAway_IsWrongAndSaysWhichAddress()
    {
        await using var rig = new DoctorRig();
        Uri nobody = await DoctorRig.NobodyAsync();
        rig.Sets.Add($"COLLECTOR_URI={nobody}");

        ToolRun run = await rig.RunAsync();

        Assert.Equal((ExitCode.Failed, "WRONG"), (run.ExitCode, Verdict(run, "collector")));
        Assert.Contains($"{nobody.GetLeftPart(UriPartial.Authority)} is not reached", run.Output, StringComparison.Ordinal);
        Assert.Contains("What is posted meanwhile is kept in the spool.", run.Output, StringComparison.Ordinal);
        Assert.Equal("1 of 12 checks found something wrong.", run.Errors.Trim());
    }

    [Fact]
    public async Task Collector_ThatIsSomethingElse_IsWrong()
    {
        await using LoopbackServer other = await LoopbackServer.StartAsync(0, context => context.Response.WriteAsync("ok"), CancellationToken.None);
        await using var rig = new DoctorRig();
        rig.Sets.Add($"COLLECTOR_URI={other.Uri}");

        ToolRun run = await rig.RunAsync();

        Assert.Equal("WRONG", Verdict(run, "collector"));
        Assert.Contains("not as a collector does", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_ThatTheRegistryHasNot_AreNamed()
    {
        await using var rig = new DoctorRig { Schemas = ["/schemas/com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0"] };

        ToolRun ours = await rig.RunAsync();
        rig.Sets.Add("EVENT_SCHEMA=iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0");
        ToolRun central = await rig.RunAsync();

        Assert.Equal(("WRONG", "ok"), (Verdict(ours, "schemas"), Verdict(central, "schemas")));
        Assert.Contains("iglu:io.s3snowplow/object_event/jsonschema/1-0-0", ours.Output, StringComparison.Ordinal);
        Assert.Contains("--registry URL", ours.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_WithoutACollectorAndARegistry_AreSkipped()
    {
        await using var rig = new DoctorRig { Registry = new Uri(DoctorCommand.IgluCentral) };

        ToolRun run = await rig.RunAsync();

        Assert.Equal((ExitCode.Success, "skipped"), (run.ExitCode, Verdict(run, "schemas")));
    }

    [Fact]
    public async Task Clock_ThatIsDaysOff_IsWrong()
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var rig = new DoctorRig { Time = new ManualTimeProvider(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)) };
        rig.Sets.Add($"COLLECTOR_URI={collector.Uri}");

        ToolRun run = await rig.RunAsync();

        Assert.Equal("WRONG", Verdict(run, "clock"));
        Assert.Contains("s behind 127.0.0.1", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, "s3-events", "ok", "1 messages wait, 0 are on their way, visibility timeout 30 s (the source sets its own), to s3-events-rejected after 5 receipts")]
    [InlineData(1, "s3-events", "WRONG", "Set maxReceiveCount to 3 or more")]
    [InlineData(null, "s3-events", "WRONG", "no redrive policy")]
    [InlineData(5, "another", "WRONG", "QueueDoesNotExist")]
    public async Task Sqs_OfAQueue_SaysWhatItIs(int? mostReceipts, string name, string verdict, string said)
    {
        await using QueueServer sqs = await QueueServer.StartAsync(new LocalSqsOptions { MaxReceiveCount = mostReceipts });
        sqs.Queue.Send("{}");
        await using var rig = new DoctorRig();
        rig.Sets.AddRange([$"S3Snowplow:Sqs:QueueName={name}", $"S3Snowplow:Sqs:Endpoint={sqs.Uri}", "S3Snowplow:Sqs:Region=eu-west-1"]);

        ToolRun run = await rig.RunAsync();

        Assert.Equal(verdict, Verdict(run, "SQS"));
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.Equal("ok", Verdict(run, "AWS credentials"));
        Assert.DoesNotContain(new LocalSqsOptions().SecretKey, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ReceiveMessage", sqs.Queue.Requests.Select(request => request.Operation));
    }

    [Fact]
    public async Task Others_ThatAreAway_AreWrongAndShowNoPassword()
    {
        Uri nobody = await DoctorRig.NobodyAsync();
        await using var rig = new DoctorRig { Elasticsearch = nobody };
        rig.Sets.AddRange([$"S3Snowplow:RabbitMq:Uri=amqp://user:hidden@127.0.0.1:{nobody.Port}", "S3Snowplow:RabbitMq:Queue=q", "S3Snowplow:RabbitMq:RejectedQueue=r"]);
        rig.Sets.AddRange([$"S3Snowplow:Sqs:QueueUrl={nobody}1/q", "S3Snowplow:Sqs:Region=eu-west-1"]);

        ToolRun run = await rig.RunAsync();

        Assert.All(["SQS", "RabbitMQ", "Elasticsearch"], check => Assert.Equal("WRONG", Verdict(run, check)));
        Assert.DoesNotContain("hidden", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Contains("Check the host, the port and http or https of --elasticsearch, and whether Elasticsearch runs.", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("index-template", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folders_OfWhichOneIsAFile_AreWrong()
    {
        await using var rig = new DoctorRig();
        string file = Path.Combine(rig.Folder, "file");
        await File.WriteAllTextAsync(file, "");
        rig.Sets.Add($"S3Snowplow:DataFolder={file}");

        ToolRun run = await rig.RunAsync();

        Assert.Equal("WRONG", Verdict(run, "folders"));
        Assert.Contains($"{file} is a file", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_OfWrongSettings_ReachesNothing()
    {
        await using var rig = new DoctorRig();
        rig.Sets.Add("S3Snowplow:Spool:MaxBytes=some");

        ToolRun run = await rig.RunAsync();

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.EndsWith("1 setting is wrong; nothing was reached.", run.Errors.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithJson_WritesOneDocument()
    {
        await using var rig = new DoctorRig();

        ToolRun run = await rig.RunAsync(isJson: true);

        JsonElement checks = JsonDocument.Parse(run.Output).RootElement.GetProperty("checks");
        Assert.Equal(12, checks.GetArrayLength());
        JsonElement collector = checks.EnumerateArray().Single(check => check.GetProperty("name").GetString() == "collector");
        Assert.Equal("skipped", collector.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Check_ThatDoesNotAnswer_IsWrongAfterItsTimeAndTheOthersAreTold()
    {
        var time = new ManualTimeProvider();
        using var output = new StringWriter();
        var console = new ToolConsole(output, output, time);

        Task<IReadOnlyList<(string Name, Finding Finding)>> running = DoctorRun.RunAllAsync([new Check(Timeout.InfiniteTimeSpan), new Check(TimeSpan.Zero)], console, CancellationToken.None);
        time.Advance(DoctorRun.Limit);
        IReadOnlyList<(string Name, Finding Finding)> found = await running.Within();

        Assert.Equal([Tool.Verdict.Wrong, Tool.Verdict.Wrong], found.Select(one => one.Finding.Verdict));
        Assert.StartsWith("no answer within 10 s", found[0].Finding.Found, StringComparison.Ordinal);
        Assert.StartsWith("could not be looked at: broken", found[1].Finding.Found, StringComparison.Ordinal);
    }

    // The word behind the check's name in the table.
    private static string Verdict(ToolRun run, string check) => run.Output.Split('\n').Where(line => line.StartsWith(check + " ", StringComparison.Ordinal)).Select(line => line[check.Length..].TrimStart().Split(' ')[0]).FirstOrDefault("");

    private sealed class Check(TimeSpan wait) : IDoctorCheck
    {
        public string Name => "check";

        public async Task<Finding> LookAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(wait, TimeProvider.System, cancellationToken);
            throw new InvalidDataException("broken");
        }
    }
}
