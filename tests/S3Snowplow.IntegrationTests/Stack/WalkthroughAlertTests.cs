using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using S3Snowplow.Delivery;
using S3Snowplow.Reading;
using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>
/// The walk-through's way from the uploads to the alert and its picture, by the script's own steps. What Docker runs there has a stand-in here: the function is its relay, Micro and Elasticsearch are models.
/// </summary>
public sealed class WalkthroughAlertTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-alert-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NeedsToolFact("bash", "curl")]
    public async Task Run_FromTheCapacitiesToThePicture_TellsThatTheUploadsOutgrowTheirPipeline()
    {
        // A minute is judged when it is over, so that this one is a quarter of an hour ago.
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(-15));
        await using LocalCollector collector = await LocalCollector.StartAsync(new LocalCollectorOptions { TimeProvider = time });
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        string bands = Bands(time.GetUtcNow().AddMinutes(-5));

        ProcessResult begun = await RunAsync(collector, cluster, bands, "template", "capacities");
        Assert.True(begun.ExitCode == 0, begun.ToString());
        await UploadAsync(collector, time);
        ProcessResult told = await RunAsync(collector, cluster, bands, "await_alert");
        await collector.WaitUntilJudgedAsync();
        ProcessResult shown = await RunAsync(collector, cluster, bands, "index", "judge", "alert", "picture");

        Assert.True(told.ExitCode == 0, told.ToString());
        Assert.Contains(" CRITICAL uploads ", told.Output, StringComparison.Ordinal);
        Assert.True(shown.ExitCode == 0, shown.ToString());
        Assert.Empty(collector.Bad);

        // Told once: the event that was sent is in the index by now.
        Assert.DoesNotContain("CRITICAL uploads", shown.Output, StringComparison.Ordinal);
        JsonNode[] answers = [.. shown.Output.Split("{\"took\"")[1..].Select(answer => JsonNode.Parse("{\"took\"" + answer)!)];
        Assert.Equal("critical", (string)Assert.Single(answers[0]["hits"]!["hits"]!.AsArray())!["_source"]!["unstruct_event_io_s3snowplow_throughput_exceeded_2"]!["kind"]!);
        JsonNode[] hours = [.. answers[1]["aggregations"]!["p0"]!["by_hour"]!["buckets"]!.AsArray().Select(hour => hour!)];
        Assert.Equal(8 * Mebibyte, hours.Sum(hour => (double)hour["arrived"]!["bytes"]!["value"]!));
        Assert.Equal(Mebibyte, hours.Max(hour => (double?)hour["capacity"]!["value"]));
        Assert.Equal(1, hours.Sum(hour => (int)hour["exceeded"]!["doc_count"]!));
    }

    [NeedsToolFact("bash", "aws")]
    public async Task Run_Outgrow_PutsMoreThanThePipelineTakes()
    {
        using LoopbackStore store = LoopbackStore.Start();
        ProcessStartInfo start = Start("outgrow");
        start.Environment["ENDPOINT"] = store.Address;

        ProcessResult run = await ChildProcess.RunAsync(start, "");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(Enumerable.Range(1, 8).Select(number => $"PUT /my-bucket/part-{number}"), store.Requests.Select(request => request.ToString()));
        Assert.All(store.Requests, request => Assert.Equal(Mebibyte, request.Body.Length));
        Assert.Equal("1 MiB/h", Capacity.CapacityBands.Parse(RepositoryTree.ReadText($"{Walkthrough.Folder}/bands.yml")!, "bands.yml").Pipelines.Single().Throughput.ToString());
    }

    // What the function does with the store's notifications. It knows no pipelines, so its events carry none.
    private static async Task UploadAsync(LocalCollector collector, ManualTimeProvider time)
    {
        var options = new RelayOptions { CollectorUri = collector.Uri };
        await using var emitter = new BufferedEventEmitter(options, timeProvider: time);
        await using var relay = new ObjectEventRelay(options, emitter, timeProvider: time);
        for (int number = 1; number <= 8; number++)
        {
            RelayResult result = await relay.RelayAsync(
                new Notification(Encoding.UTF8.GetBytes($$"""
                    { "Records": [{ "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventTime": "{{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ}}", "eventName": "ObjectCreated:Put",
                      "s3": { "s3SchemaVersion": "1.0", "bucket": { "name": "my-bucket", "arn": "arn:aws:s3:::my-bucket" },
                        "object": { "key": "part-{{number}}", "size": {{Mebibyte}}, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "{{number:X16}}" } } }] }
                    """)),
                TimeSpan.FromSeconds(30));
            Assert.Equal(DeliveryOutcome.Delivered, result.Outcome);
        }

        await collector.WaitUntilJudgedAsync();
    }

    // The file is as old as its last change, and in a fresh clone that is now.
    private string Bands(DateTimeOffset written)
    {
        string path = Path.Combine(_folder, "bands.yml");
        File.WriteAllText(path, RepositoryTree.ReadText($"{Walkthrough.Folder}/bands.yml")!);
        File.SetLastWriteTimeUtc(path, written.UtcDateTime);
        return path;
    }

    private async Task<ProcessResult> RunAsync(LocalCollector collector, LocalElasticsearch cluster, string bands, params string[] steps)
    {
        ProcessStartInfo start = Start(steps);
        start.Environment["MICRO"] = collector.Uri.AbsoluteUri.TrimEnd('/');
        start.Environment["ELASTICSEARCH"] = cluster.Uri.AbsoluteUri.TrimEnd('/');
        start.Environment["BANDS"] = bands;
        await collector.WaitUntilJudgedAsync();
        return await ChildProcess.RunAsync(start, "");
    }

    // The script's own words; what is built already is not built again, while other tests run it.
    private ProcessStartInfo Start(params string[] steps)
    {
        string dotnet = Path.Combine(_folder, "dotnet");
        if (!File.Exists(dotnet))
        {
            File.WriteAllText(dotnet, $"#!/usr/bin/env bash\n[ \"$1\" != run ] || set -- run --no-build \"${{@:2}}\"\nexec '{NeedsToolFactAttribute.PathOf("dotnet")}' \"$@\"\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        var start = new ProcessStartInfo(NeedsToolFactAttribute.PathOf("bash")!, [Path.Combine(RepositoryTree.Root, Walkthrough.Script), .. steps]) { WorkingDirectory = _folder };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal) || name is "ENDPOINT" or "MICRO" or "ELASTICSEARCH" or "KIBANA" or "NOTIFICATION" or "BANDS").ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = $"{_folder}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["AWS_CONFIG_FILE"] = Path.Combine(_folder, "no-config");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "no-credentials");
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["NO_PROXY"] = "127.0.0.1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return start;
    }
}
