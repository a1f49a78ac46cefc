using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Sources;

public sealed class BandsFolderTests : IDisposable
{
    private const string Sizes = "bands: { small: 1 GB/h, large: 9 GB/h }\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-folder-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLoggerFactory _logs = new();

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _logs.Dispose();
    }

    [Theory]
    [InlineData("ops1.yml", "processor: { size: small }\nanything: { else: [ &a 1, *a ], 7: { [x]: y } }\n")]
    [InlineData("ops1.yaml", "processor.size: small\n")]
    [InlineData("ops1.json", "{ \"processor\": { \"size\": \"small\" }, \"a\": 1, \"a\": 2 }")]
    [InlineData("ops1.jsonc", "{ // size\n  \"processor\": { \"size\": \"small\", }, }")]
    [InlineData("ops1.tfvars", "processor = {\n  size = \"small\"\n}\nother = merge(var.x, { a = \"}\" })\n")]
    [InlineData("ops1.tfvars.json", "{ \"processor\": { \"size\": \"small\" } }")]
    [InlineData("ops1.conf", "include \"base.conf\"\nprocessor { size = small, size = ${?SIZE} }\nother = ${x}\n")]
    [InlineData("ops1.hocon", "processor.size = small\n")]
    [InlineData("ops1.yml", "kind: Service\n---\nprocessor: { size: small }\n---\nkind: Other\n")]
    [InlineData("ops1.yml", "processor: { size: 1 GB/h }\n")]
    public async Task Read_FileAsItIs_IsAPipeline(string file, string text)
    {
        Write("bands.yml", Sizes);
        Write(file, text);

        PipelineBand pipeline = Assert.Single((await ReadAsync(new BandsFolderLayout { SizePath = "processor.size" })).Pipelines);

        Assert.Equal(("ops1", 1_000_000_000), (pipeline.Name, pipeline.Throughput.BytesPerHour));
    }

    [Fact]
    public async Task Read_EverySizeInline_NeedsNoFileOfSizes()
    {
        Write("ops1.yml", "band: 3 GB/h\ninstances: 2\nrhythm: 2 h\nowner: data\nalerts: { mine: x }\n");

        CapacityBands bands = await ReadAsync(new BandsFolderLayout());

        Assert.Equal((6_000_000_000, TimeSpan.FromHours(2), "data"), (bands.Pipelines[0].Throughput.BytesPerHour, bands.Pipelines[0].Rhythm, bands.Pipelines[0].Owner));
        Assert.Contains(bands.Warnings, warning => warning.ToString().StartsWith("ops1.yml:5:9: 'alerts' is no list here and is not read. Set OwnerPath", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("small: 1 GB/h\nlarge: 9 GB/h\n", null)]
    [InlineData("small: 1 GB/h\ndefault: 2 GB/h\n", null)]
    [InlineData("small: 1 GB/h\ndefault: ops1\n", "ops1")]
    public async Task Read_FileOfSizesThatIsAPlainMap_IsRead(string sizes, string? defaultPipeline)
    {
        Write("bands.yml", sizes);
        Write("ops1.yml", "band: small\n");

        CapacityBands bands = await ReadAsync(new BandsFolderLayout());

        Assert.Equal((1_000_000_000, defaultPipeline), (bands.Pipelines[0].Throughput.BytesPerHour, bands.Default?.Name));
    }

    [Fact]
    public async Task Read_TfvarsWithEverything_NeedsPathsOnly()
    {
        Write("prod.tfvars", "region = \"eu-west-1\"\nprocessors = {\n  ops1 = { size = \"small\", count = 3 }\n  ops2 = \"large\"\n}\n");
        Write("sizes.tfvars", "processor_sizes = { small = \"1 GB/h\", large = \"9 GB/h\" }\n");
        var layout = new BandsFolderLayout { BandsFile = "sizes.tfvars", BandsPath = "processor_sizes", PipelinesPath = "processors", SizePath = "size", InstancesPath = "count" };

        Assert.Equal(
            [("ops1", 3_000_000_000), ("ops2", 9_000_000_000)],
            (await ReadAsync(layout)).Pipelines.Select(pipeline => (pipeline.Name, pipeline.Throughput.BytesPerHour)));
    }

    [Theory]
    [InlineData(PipelineNaming.Folder, "ops1, ops2")]
    [InlineData(PipelineNaming.Path, "teams/a/ops1/processor, teams/b/ops2/processor")]
    public async Task Read_FoldersBelow_AreFoundByTheirForm(PipelineNaming naming, string names)
    {
        Write("bands.yml", Sizes);
        Write("teams/a/ops1/processor.yml", "band: small\n");
        Write("teams/b/ops2/processor.yml", "band: large\n");
        Write("teams/b/ops2/other.yml", "nothing: here\n");
        Write("teams/.hidden/ops3/processor.yml", "band: large\n");

        CapacityBands bands = await ReadAsync(new BandsFolderLayout { Files = { "teams/**/processor.*" }, NameFrom = naming });

        Assert.Equal(names, string.Join(", ", bands.Pipelines.Select(pipeline => pipeline.Name)));
        Assert.Empty(bands.Errors);
    }

    [Fact]
    public async Task Read_SeveralDocumentsWithNames_AreAPipelineEach()
    {
        Write("all.yml", "metadata: { name: ops1 }\nspec: { replicas: 2, containers: [ { size: 1 GB/h } ] }\n---\nmetadata: { name: ops2 }\nspec: { containers: [ { size: 2 GB/h } ] }\n");

        CapacityBands bands = await ReadAsync(new BandsFolderLayout { NamePath = "metadata.name", SizePath = "spec.containers.0.size", InstancesPath = "spec.replicas" });

        Assert.Equal([("ops1", 2_000_000_000), ("ops2", 2_000_000_000)], bands.Pipelines.Select(pipeline => (pipeline.Name, pipeline.Throughput.BytesPerHour)));
    }

    [Theory]
    [InlineData("ops2.yml", "band: [", "ops2.yml:2:1: No valid YAML")]
    [InlineData("ops2.yml", "", "ops2.yml:1:1: There is no 'band'.")]
    [InlineData("ops2.yml", "size: small\n", "ops2.yml:1:1: There is no 'band'.")]
    [InlineData("ops2.yml", "band: tiny\n", "ops2.yml:1:7: 'tiny' is no band of bands.yml. Allowed: small, large")]
    [InlineData("ops2.yml", "band: small\n---\nband: large\n", "ops2.yml:3:1: A second document with a 'band' begins here")]
    [InlineData("ops2.yml", "band: &x small\nband: large\n", "ops2.yml:2:1: The key 'band' is there already, in line 1.")]
    [InlineData("ops2.yml", "other: &x small\nband: *x\n", "ops2.yml:2:7: Anchors and aliases are not allowed")]
    [InlineData("ops2.yml", "band: small\ninstances: many\n", "ops2.yml:2:12: 'many' is no number of processors.")]
    [InlineData("ops2.yml", "band: small\nrhythm: soon\n", "ops2.yml:2:9: 'soon' is no length of time.")]
    [InlineData("ops2.yml", "band: small\ninputs: [ { bucket: acme-raw } ]\n", "ops2.yml:2:21: 'acme-raw/' is an input of pipeline 'ops1' already, in ops1.yml, line 2.")]
    [InlineData("ops2.yml", "band: small\ninputs: [ { bucket: acme-x } ]\noutputs: [ { bucket: acme-x } ]\n", "ops2.yml:3:22: The objects in 'acme-x/' would be input and output")]
    [InlineData("ops1.json", "{ \"band\": \"small\" }", "ops1.json:1:1: 'ops1' is the name of a pipeline in ops1.yml already.")]
    public async Task Read_OneBadFile_HarmsItsPipelineAloneAndIsNamed(string file, string text, string error)
    {
        Write("bands.yml", Sizes);
        Write("ops1.yml", "band: small\ninputs: [ { bucket: acme-raw } ]\n");
        Write("ops2.yml", "band: small\ninputs: [ { bucket: acme-x } ]\n");
        Write("ops3.yml", "band: small\n");
        BandsFileSource source = Source();
        Assert.Equal(3, Assert.Single(await LookAsync(source)).Bands.Pipelines.Count);
        Write("ops3.yml", "band: large\n");
        Write(file, text);

        CapacityBands bands = Assert.Single(await LookAsync(source)).Bands;

        Assert.Equal(["ops1 small acme-raw/", "ops2 small acme-x/", "ops3 large "], bands.Pipelines.Select(pipeline => $"{pipeline.Name} {pipeline.Band} {string.Join(' ', pipeline.Inputs)}"));
        Assert.Contains(bands.Errors, one => one.ToString().StartsWith(error, StringComparison.Ordinal));
        Assert.Contains(error, source.Problem, StringComparison.Ordinal);
        Assert.Contains(error, Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4036).Message, StringComparison.Ordinal);

        // Told once, and over when it is gone.
        Assert.Empty(await LookAsync(source));
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4036);
        File.Delete(Path.Combine(_folder, file));
        Assert.Single(await LookAsync(source));
        Assert.Null(source.Problem);
    }

    [Fact]
    public async Task Read_BadFileFromTheStart_LeavesItsPipelineOutAndTheOthersIn()
    {
        Write("bands.yml", Sizes);
        Write("ops1.yml", "band: small\n");
        Write("ops2.yml", "band: [");
        BandsFileSource source = Source();

        Assert.Equal(["ops1"], Assert.Single(await LookAsync(source)).Bands.Pipelines.Select(pipeline => pipeline.Name));
        Assert.Contains("ops2.yml:2:1: No valid YAML", source.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bands: [")]
    [InlineData("bands: { small: fast, large: 9 GB/h }\n")]
    [InlineData("bands: { small: 1 GB/h, SMALL: }\nsizes: x\n")]
    public async Task Read_SizesThatAreBad_AreToldAloneAndPipelinesStay(string sizes)
    {
        Write("bands.yml", Sizes + "default: ops1\n");
        Write("ops1.yml", "band: small\n");
        Write("ops2.yml", "band: 2 GB/h\n");
        BandsFileSource source = Source();
        await LookAsync(source);
        Write("bands.yml", sizes);
        Write("ops2.yml", "band: 5 GB/h\n");

        CapacityBands bands = Assert.Single(await LookAsync(source)).Bands;

        Assert.Equal([1_000_000_000L, 5_000_000_000], bands.Pipelines.Select(pipeline => pipeline.Throughput.BytesPerHour));
        Assert.All(bands.Errors, error => Assert.Equal("bands.yml", error.File));
    }

    // The newcomer's mistake must not throw out who was there first, wherever it comes in the order of names.
    [Theory]
    [InlineData("aaa.yml")]
    [InlineData("zzz.yml")]
    public async Task Read_NewcomerWithTheInputOfAnother_IsTheOneLeftOut(string newcomer)
    {
        Write("mmm.yml", "band: 1 GB/h\ninputs: [ { bucket: acme-raw } ]\n");
        BandsFileSource source = Source();
        await LookAsync(source);
        Write(newcomer, "band: 1 GB/h\ninputs: [ { bucket: acme-raw } ]\n");

        Assert.Equal("mmm", Assert.Single(Assert.Single(await LookAsync(source)).Bands.Pipelines).Name);
        Assert.NotNull(source.Problem);
    }

    [Fact]
    public async Task Read_FileThatIsRemoved_TakesItsPipelineAlong()
    {
        Write("ops1.yml", "band: 1 GB/h\n");
        Write("ops2.yml", "band: 1 GB/h\n");
        BandsFileSource source = Source();
        await LookAsync(source);
        File.Delete(Path.Combine(_folder, "ops2.yml"));

        Assert.Equal("ops1", Assert.Single(Assert.Single(await LookAsync(source)).Bands.Pipelines).Name);
        Assert.Null(source.Problem);
    }

    [Fact]
    public async Task Read_NoPipelineAtAll_IsAnErrorAndWhatWasStays()
    {
        Write("bands.yml", Sizes);
        Write("ops1.yml", "band: small\n");
        BandsFileSource source = Source();
        await LookAsync(source);
        File.Delete(Path.Combine(_folder, "ops1.yml"));

        Assert.Empty(await LookAsync(source));
        Assert.Contains("The folder has no file of a pipeline", source.Problem, StringComparison.Ordinal);
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4031);
        await Assert.ThrowsAsync<BandsException>(() => ReadAsync(new BandsFolderLayout()));
    }

    [Fact]
    public async Task Read_FileThatIsTooLong_IsNamedAndNotRead()
    {
        Write("ops1.yml", "band: 1 GB/h\n");
        using (FileStream file = File.Create(Path.Combine(_folder, "ops2.yml")))
        {
            file.SetLength(BandsText.MaxFileBytes + 1);
        }

        CapacityBands bands = await ReadAsync(new BandsFolderLayout());

        Assert.Equal("ops1", Assert.Single(bands.Pipelines).Name);
        Assert.Contains("has 16777217 bytes, and is not read. Allowed: 16777216.", Assert.Single(bands.Errors).Message, StringComparison.Ordinal);
    }

    [UnixFact("links without a privilege")]
    public async Task Read_LinksInAFolder_HarmNothingButThemselves()
    {
        Write("ops1.yml", "band: 1 GB/h\n");
        Write("a/ops2.yml", "band: 2 GB/h\n");
        File.CreateSymbolicLink(Path.Combine(_folder, "nowhere.yml"), Path.Combine(_folder, "gone"));
        File.CreateSymbolicLink(Path.Combine(_folder, "ops3.yml"), Path.Combine(_folder, "ops1.yml"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "loop"), _folder);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "a", "loop"), _folder);

        CapacityBands bands = await ReadAsync(new BandsFolderLayout { Files = { "**" } });

        Assert.Equal(["ops1", "ops2", "ops3"], bands.Pipelines.Select(pipeline => pipeline.Name).Order());
        Assert.StartsWith("nowhere.yml:1:1: The file cannot be read", Assert.Single(bands.Errors).ToString(), StringComparison.Ordinal);
    }

    [UnixFact("a name with a control character")]
    public async Task Read_NameWithAControlCharacter_IsToldWithoutIt()
    {
        Write("ops1.yml", "band: 1 GB/h\n");
        Write("ops\u0001\n2.yml", "band: 1 GB/h\n");

        BandsError error = Assert.Single((await ReadAsync(new BandsFolderLayout())).Errors);

        Assert.Equal("ops\\u0001\\u000a2.yml", error.File);
        Assert.DoesNotContain('\u0001', error.ToString());
    }

    [Theory]
    [InlineData("ops1.yml", "*.yml", true)]
    [InlineData("a/ops1.yml", "*.yml", false)]
    [InlineData("a/ops1.yml", "**", true)]
    [InlineData("ops1.yml", "**/ops1.yml", true)]
    [InlineData("a/b/ops1.yml", "**/ops1.yml", true)]
    [InlineData("a/b/ops1.yml", "a/*/ops?.yml", true)]
    [InlineData("a/b/c/ops1.yml", "a/*/ops?.yml", false)]
    [InlineData("a/b/c/ops1.yml", "a/**/**/ops1.*", true)]
    [InlineData(".a/ops1.yml", "**/ops1.yml", false)]
    [InlineData(".a/ops1.yml", ".a/*", true)]
    [InlineData("OPS1.yml", "ops1.yml", false)]
    [InlineData("a\\b.yml", "a\\b.yml", true)]
    [InlineData("ops\u0001.yml", "ops?.yml", true)]
    public void Matches_PathAndForm_AsWritten(string path, string pattern, bool matches) => Assert.Equal(matches, PathPattern.Matches(path, pattern));

    [Fact]
    public void Validate_WrongSettings_AreNamedWithWhatIsAllowed()
    {
        Assert.Empty(new BandsFolderLayout().Validate());
        Assert.Equal(
            ["BandsFile", "SizePath", "NamePath", "Files"],
            new BandsFolderLayout { BandsFile = "bands.txt", SizePath = "", NamePath = "a..b", Files = { "/x" } }.Validate().Select(message => message.Split(' ')[0]));
    }

    private Task<CapacityBands> ReadAsync(BandsFolderLayout layout) => layout.ReadAsync(_folder);

    private BandsFileSource Source() => new(_folder, new BandsFolderLayout(), _time, _logs);

    // A change is taken at the second look at it.
    private async Task<IReadOnlyList<BandsVersion>> LookAsync(BandsFileSource source)
    {
        IReadOnlyList<BandsVersion> first = await source.ReadAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        return first.Count > 0 ? first : await source.ReadAsync();
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
    }
}
