using System.Text.Json;

namespace S3Snowplow.Tool.Tests.Bands;

public sealed class BandsCommandTests : IDisposable
{
    private const string Bands = """
        bands:
          small: 150 GB/h
        pipelines:
          ops1: { band: small, instances: 3, inputs: [ { bucket: acme-raw, prefix: good/ } ], max_behind: 2 h, owner: data, alerts: [ pager ] }
          ops2: { throughput: 40 GiB/h, inputs: [ { bucket: acme-raw, prefix: bad/ } ], rhythm: 4 h }
        default: ops2
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3snowplow-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Show_Bands_IsATableInTheirUnits()
    {
        ToolRun run = await ToolRun.OfAsync("bands", "show", Write("bands.yml", Bands));

        Assert.Equal(ExitCode.Success, run.ExitCode);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Equal(["ops1", "small", "x", "3", "450", "GB/h", "acme-raw/good/", "-", "120", "min", "found", "data", "pager"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Equal(["ops2", "(default)", "40", "GiB/h", "40", "GiB/h", "acme-raw/bad/", "-", "-", "4", "h", "-", "all"], lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    [Fact]
    public async Task Show_Json_HasAllOfIt()
    {
        ToolRun run = await ToolRun.OfAsync("bands", "show", Write("bands.yml", Bands), "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement first = json.RootElement.GetProperty("pipelines")[0];
        Assert.Equal(450_000_000_000, first.GetProperty("bytesPerHour").GetInt64());
        Assert.Equal(120, first.GetProperty("maxBehindMinutes").GetInt32());
        Assert.True(json.RootElement.GetProperty("pipelines")[1].GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public async Task Check_Mistakes_AreToldWithLineAndColumnAndCode2()
    {
        string file = Write("bands.yml", "pipelines:\n  ops1: { throughput: 150 Gib/h }\n");

        ToolRun run = await ToolRun.OfAsync("bands", "check", file);
        ToolRun json = await ToolRun.OfAsync("bands", "check", file, "--json");

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{file}:2:", run.Errors, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(json.Output);
        Assert.False(document.RootElement.GetProperty("isUsable").GetBoolean());
        Assert.Equal(2, document.RootElement.GetProperty("errors")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task Check_Warnings_AreToldAndItIsUsable()
    {
        ToolRun run = await ToolRun.OfAsync("bands", "check", Write("bands.yml", "bands: { spare: 1 GB/h }\npipelines:\n  ops1: { throughput: 150 GB/h, inputs: [ { bucket: acme-raw } ] }\n"));

        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("Warning: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("1 pipeline, usable, 1 warning", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_EmptyFolder_SaysWhichFilesItLookedFor()
    {
        ToolRun run = await ToolRun.OfAsync("bands", "check", _folder.FullName);

        Assert.Equal(ExitCode.Refused, run.ExitCode);
        Assert.Contains("Looked for were: bands.yml", run.Errors, StringComparison.Ordinal);
        Assert.Contains(".tfvars", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("show")]
    public async Task Any_NoSuchFile_IsRefused(string command)
    {
        ToolRun run = await ToolRun.OfAsync("bands", command, "no-such.yml");

        Assert.Equal((ExitCode.Refused, ""), (run.ExitCode, run.Output));
        Assert.Contains("The bands 'no-such.yml' cannot be read: there is no such file or folder.", run.Errors, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
