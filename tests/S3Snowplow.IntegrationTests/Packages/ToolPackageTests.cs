using System.Diagnostics;
using System.Text.RegularExpressions;
using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Packages;

/// <summary>The tool as a user gets it: packed, installed, and each of its commands run as a process against servers on loopback.</summary>
[Collection(PackedPackagesCollection.Name)]
public sealed partial class ToolPackageTests(PackedPackages packed) : IDisposable
{
    private static readonly string Inventory =
        Path.Combine(RepositoryTree.Root, "tests", "Data", "cases", "listings", "csv-current", "inv", "example-lake", "csv-current", "2026-11-02T01-00Z", "manifest.json");

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-tool-").FullName;

    /// <summary>A command line for each command, its exit code, and what it says.</summary>
    public static TheoryData<string, int, string> Commands => new()
    {
        { "demo --out report.html", 0, "The report: " },
        { "relay notification.json --collector {collector}", 0, "1 delivered" },
        { "replay notification.json --collector {collector}", 0, "1 delivered" },
        { "bands check bands.yml", 0, "nothing wrong" },
        { "bands show bands.yml", 0, "150 GB/h" },
        { "bands suggest --inventory {inventory}", 0, "example-lake" },
        { "bands submit bands.yml --collector {collector}", 0, "delivered" },
        { "simulate --bands bands.yml --notifications notification.json --out simulated.html", 0, "The report: " },
        { "backfill --inventory {inventory} --collector {collector}", 0, "http://127.0.0.1:" },
        { "judge --elasticsearch {elasticsearch} --bands bands.yml", 1, "" },
        { "index --micro {collector} --elasticsearch {elasticsearch}", 0, "" },
        { "elasticsearch print index-template", 0, "index_patterns" },
        { "elasticsearch check --elasticsearch {elasticsearch}", 0, "" },
        { "alert test --config s3snowplow.json", 0, "ops" },
        { "doctor --config s3snowplow.json --registry {collector}", 1, "collector" },
        { "serve --check --config s3snowplow.json", 0, "Nothing is wrong with the settings" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Run_ACommandOfTheInstalledTool_DoesItAndSaysSo(string line, int exitCode, string said)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LocalElasticsearch elasticsearch = await LocalElasticsearch.StartAsync();
        using var channel = new LoopbackListener(_ => new LoopbackAnswer([]));
        await File.WriteAllBytesAsync(Path.Combine(_folder, "notification.json"), NotificationSamples.S3Put.Body.ToArray());
        await File.WriteAllTextAsync(Path.Combine(_folder, "bands.yml"), "bands: { small: 150 GB/h }\npipelines: { ops1: { band: small, inputs: [ { bucket: acme-raw } ] } }\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "s3snowplow.json"), $$"""
            {
              "S3Snowplow": {
                "CollectorUri": "{{collector.Uri}}",
                "Capacity": { "BandsFile": "bands.yml" },
                "Alerts": { "ops": { "Type": "webhook", "Address": "{{channel.Address}}/alerts", "Credential": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3" } },
              },
            }
            """);
        string Filled(string text) => text.Replace("{collector}", collector.Uri.AbsoluteUri, StringComparison.Ordinal)
            .Replace("{elasticsearch}", elasticsearch.Uri.AbsoluteUri, StringComparison.Ordinal)
            .Replace("{inventory}", Inventory, StringComparison.Ordinal);

        ProcessResult run = await RunAsync([.. line.Split(' ').Select(Filled)]);

        Assert.True(run.ExitCode == exitCode, run.ToString());
        Assert.Contains(Filled(said), run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"^\s+at [A-Z]\w+\.", run.Errors);
    }

    [Fact]
    public async Task Help_OfTheInstalledTool_NamesNoCommandThatHasNoTest()
    {
        string[] tried = [.. Commands.Select(row => (string)row[0])];

        Assert.All(await LeavesAsync([]), command => Assert.Contains(tried, line => line.StartsWith(command + " ", StringComparison.Ordinal)));
    }

    // Commands without commands below them.
    private async Task<IReadOnlyList<string>> LeavesAsync(string[] path)
    {
        ProcessResult help = await RunAsync([.. path, "--help"]);
        int list = help.Output.IndexOf("Commands:", StringComparison.Ordinal);
        if (list < 0)
        {
            return [string.Join(' ', path)];
        }

        List<string> leaves = [];
        foreach (Match command in CommandLine().Matches(help.Output[list..]))
        {
            leaves.AddRange(await LeavesAsync([.. path, command.Groups["name"].Value]));
        }

        return leaves;
    }

    private async Task<ProcessResult> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo(await packed.InstallToolAsync(), arguments) { WorkingDirectory = _folder };

        // The tool's own program looks for the runtime that this test runs on.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        }

        return await ChildProcess.RunAsync(start, "");
    }

    [GeneratedRegex(@"^  (?<name>[a-z]+)[ \n]", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CommandLine();
}
