using System.Text;
using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Sources;

/// <summary>Repositories as they are: names that nobody expects, links, submodules, files of any length, histories that were cut or rewritten. Nothing of it ends the host, forges a version or is passed over in silence.</summary>
public sealed class OddRepositoryTests : IDisposable
{
    private readonly TemporaryRepository _repository = new();
    private readonly RecordingLoggerFactory _logs = new();
    private readonly ManualTimeProvider _time = new(TemporaryRepository.At(0).AddDays(300));

    public void Dispose()
    {
        _repository.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task Read_NamesThatLookLikeACommit_ForgeNoVersion()
    {
        string first = _repository.CommitTree(File("bands.yml", TemporaryRepository.Bands(1)));
        GitBandsSource source = Source();
        await source.ReadAsync();
        string second = _repository.CommitTree(
            File("bands.yml", TemporaryRepository.Bands(2)),
            File($"\u0002\u0001{first} 1790000000", "x"),
            File($"\n{first} 1790000000\n", "x"),
            File("notes\u0001.txt", "x"),
            File("R100", "x"));

        BandsVersion version = Assert.Single(await source.ReadAsync());

        Assert.Equal((second, 2_000_000_000), (version.Revision, version.Bands.Pipelines[0].Throughput.BytesPerHour));
        Assert.Equal(TemporaryRepository.At(120), version.EffectiveFrom);
    }

    [Fact]
    public async Task Read_AnyNamesBesideTheBands_ChangeNothing()
    {
        // Names as git stores them: any bytes but a slash and a NUL.
        Gen<byte[]> name = Gen.Frequency((3, Gen.Choose(1, 255)), (2, Gen.Elements(1, 2, 9, 10, 13, 32, 34, 58, 92, 127, 255))).Select(letter => (byte)letter).Where(letter => letter != '/')
            .NonEmptyListOf().Select(letters => letters.ToArray()).Where(letters => Encoding.Latin1.GetString(letters) is not ("." or ".." or "bands.yml") && !Encoding.Latin1.GetString(letters).StartsWith(".git", StringComparison.OrdinalIgnoreCase));
        string blob = _repository.Blob("x");
        GitBandsSource source = Source();
        int size = 0;
        foreach (List<byte[]> names in name.ListOf().Select(all => all.DistinctBy(Encoding.Latin1.GetString).Take(20).ToList()).Sample(20, Proof.Count(part: 15, whole: 300)))
        {
            size++;
            string commit = _repository.CommitTree([File("bands.yml", TemporaryRepository.Bands(size)), .. names.Select(one => ("100644", blob, one))]);

            BandsVersion version = Assert.Single(await source.ReadAsync());

            Assert.Equal((commit, size * 1_000_000_000L), (version.Revision, version.Bands.Pipelines[0].Throughput.BytesPerHour));
        }
    }

    [Fact]
    public async Task Read_FolderWithAnyNames_NamesThoseThatAreNoPipelines()
    {
        _repository.CommitTree(
            File("ops1.yml", "band: 1 GB/h\n"),
            File("ops\u0001 2.yml", "band: 1 GB/h\n"),
            File("ops\n3.yml", "band: 1 GB/h\n"),
            ("100644", _repository.Blob("band: 1 GB/h\n"), [(byte)'o', 0xFF, .. ".yml"u8]),
            File("tab\tname.txt", "x"),
            ("120000", _repository.Blob("/etc/passwd"), [.. "link.yml"u8]),
            ("160000", new string('a', 40), [.. "sub.yml"u8]),
            ("160000", new string('a', 40), [.. "submodule"u8]),
            ("040000", _repository.Tree(("deep.yml", "band: 1 GB/h\n")), [.. "folder.yml"u8]));
        GitBandsSource source = Source("", new BandsFolderLayout());

        CapacityBands bands = Assert.Single(await source.ReadAsync()).Bands;

        Assert.Equal(["ops1", "o\uFFFD"], bands.Pipelines.Select(pipeline => pipeline.Name));
        (string File, string Message)[] expected =
        [
            ("link.yml", "Here is a symbolic link"),
            ("ops\\u0001 2.yml", "The name of a pipeline cannot be this"),
            ("ops\\u000a3.yml", "The name of a pipeline cannot be this"),
            ("sub.yml", "Here is a submodule"),
        ];
        Assert.Equal(expected.Length, bands.Errors.Count);
        Assert.All(expected, one => Assert.Contains(bands.Errors, error => error.File == one.File && error.Message.StartsWith(one.Message, StringComparison.Ordinal)));
        Assert.DoesNotContain('\u0001', source.Problem!);
    }

    [Theory]
    [InlineData("120000", "Here is a symbolic link")]
    [InlineData("160000", "Here is a submodule")]
    public async Task Read_FileThatIsNone_IsAProblemAndWhatWasStays(string mode, string problem)
    {
        _repository.CommitTree(File("bands.yml", TemporaryRepository.Bands(1)));
        GitBandsSource source = Source();
        await source.ReadAsync();
        _repository.CommitTree((mode, mode == "160000" ? new string('b', 40) : _repository.Blob("other.yml"), [.. "bands.yml"u8]));

        Assert.Empty(await source.ReadAsync());

        Assert.Contains(problem, source.Problem, StringComparison.Ordinal);
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4031);
    }

    [Fact]
    public async Task Read_FileOfAnyLength_IsAskedForItsLengthFirst()
    {
        string id = _repository.Blob(new string('#', 20_000_000));
        _repository.CommitTree(File("ops1.yml", "band: 1 GB/h\n"), ("100644", id, [.. "ops2.yml"u8]));

        // Its header says how long it is; whoever asks for the content gets an error now.
        string stored = Path.Combine(_repository.Folder, ".git", "objects", id[..2], id[2..]);
        System.IO.File.SetAttributes(stored, FileAttributes.Normal);
        using (FileStream file = System.IO.File.Open(stored, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        CapacityBands bands = Assert.Single(await Source("", new BandsFolderLayout()).ReadAsync()).Bands;

        Assert.Contains("has 20000000 bytes, and is not read", Assert.Single(bands.Errors).Message, StringComparison.Ordinal);
        Assert.Equal("ops1", Assert.Single(bands.Pipelines).Name);
    }

    [Fact]
    public async Task Read_FilesThatAreTooLongTogether_AreAProblemWithTheLimit()
    {
        string large = _repository.Blob("band: 1 GB/h\n" + new string('#', 16_000_000));
        _repository.CommitTree([.. Enumerable.Range(0, 5).Select(i => ("100644", large, Encoding.UTF8.GetBytes($"ops{i}.yml")))]);
        var feed = new CapacityFeed(Source("", new BandsFolderLayout()), timeProvider: _time, loggerFactory: _logs);

        Assert.Contains("bytes together; 67108864 are allowed", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EmptyRepositoryAndDeletedBranch_SayWhatIsMissing()
    {
        var feed = new CapacityFeed(Source(), timeProvider: _time, loggerFactory: _logs);
        Assert.Contains("has no branch 'main': it was removed or renamed, or nothing was committed yet", (await feed.StepAsync()).Problem, StringComparison.Ordinal);

        _repository.Commit(TemporaryRepository.Bands(1));
        Assert.Null((await feed.StepAsync()).Problem);
        _repository.Git("branch", "--move", "main", "trunk");

        Assert.Contains("has no branch 'main'", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
        Assert.Single(feed.Capacities);
        _repository.Git("branch", "--move", "trunk", "main");
        Assert.Null((await feed.StepAsync()).Problem);
    }

    [Fact]
    public async Task Read_BranchDeletedAtTheOrigin_SaysWhatGitSaid()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        var source = new GitBandsSource(new GitBandsOptions { Repository = new Uri(_repository.Folder).AbsoluteUri, CursorFile = _repository.CursorFile }, _logs, _time);
        var feed = new CapacityFeed(source, timeProvider: _time, loggerFactory: _logs);
        await feed.StepAsync();
        _repository.Git("branch", "--move", "main", "trunk");

        Assert.Contains("'git fetch' failed with exit code 128: fatal: couldn't find remote ref refs/heads/main", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FolderThatIsNoRepository_SaysWhatGitSaid()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_repository.Root, "plain")).FullName;
        var feed = new CapacityFeed(new GitBandsSource(new GitBandsOptions { Repository = folder, CursorFile = _repository.CursorFile }), timeProvider: _time);
        string problem = (await feed.StepAsync()).Problem!;
        Assert.Contains("not a git repository", problem, StringComparison.Ordinal);

        Directory.Delete(folder);
        Assert.Contains("The folder of the repository is no longer there", (await feed.StepAsync()).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DamagedRepository_IsAProblemAndNotAnException()
    {
        _repository.CommitTree(File("bands.yml", TemporaryRepository.Bands(1)));
        GitBandsSource source = Source();
        var feed = new CapacityFeed(source, timeProvider: _time, loggerFactory: _logs);
        await feed.StepAsync();
        _repository.CommitTree(("100644", new string('c', 40), [.. "bands.yml"u8]));

        Assert.NotNull((await feed.StepAsync()).Problem);
        Assert.Single(feed.Capacities);
    }

    [Fact]
    public async Task Read_ShallowClone_IsReadAsFarAsItGoes()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        string tip = _repository.Commit(TemporaryRepository.Bands(2));
        string clone = Path.Combine(_repository.Root, "shallow");
        _repository.Git("clone", "--quiet", "--depth=1", new Uri(_repository.Folder).AbsoluteUri, clone);

        BandsVersion version = Assert.Single(await new GitBandsSource(new GitBandsOptions { Repository = clone, CursorFile = _repository.CursorFile }, _logs, _time).ReadAsync());

        Assert.Equal((tip, 2_000_000_000), (version.Revision, version.Bands.Pipelines[0].Throughput.BytesPerHour));
    }

    [Fact]
    public async Task Read_SettingsOfAUser_ChangeNothing()
    {
        foreach ((string name, string value) in new[] { ("log.showSignature", "true"), ("log.decorate", "full"), ("log.date", "human"), ("diff.noprefix", "true"), ("core.quotePath", "true"), ("diff.renames", "false"), ("color.ui", "always"), ("core.abbrev", "4"), ("format.pretty", "fuller"), ("log.showRoot", "false") })
        {
            _repository.Git("config", name, value);
        }

        _repository.Commit(TemporaryRepository.Bands(1));
        GitBandsSource source = Source();
        Assert.Single(await source.ReadAsync());
        _repository.Git("mv", "bands.yml", "sizes.yml");
        _repository.CommitAll();
        _repository.Commit(TemporaryRepository.Bands(2), "sizes.yml");

        Assert.Equal(2_000_000_000, (await source.ReadAsync())[^1].Bands.Pipelines[0].Throughput.BytesPerHour);
    }

    [Fact]
    public async Task Read_CommitsOfTomorrow_AreInEffectNowInTheirOrderAndSaidOnceEach()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        GitBandsSource source = Source();
        await source.ReadAsync();
        int tomorrow = 301 * 24 * 3600;
        string first = _repository.Commit(TemporaryRepository.Bands(2), second: tomorrow);
        _repository.Commit(TemporaryRepository.Bands(3), second: tomorrow + 10);
        _repository.Commit(TemporaryRepository.Bands(4), second: 500);

        IReadOnlyList<BandsVersion> versions = await source.ReadAsync();

        Assert.Equal([_time.GetUtcNow().AddMilliseconds(-2), _time.GetUtcNow().AddMilliseconds(-1), _time.GetUtcNow()], versions.Select(version => version.EffectiveFrom));
        Assert.Equal(2, _logs.Entries.Count(entry => entry.EventId.Id == 4035));
        Assert.Contains(_logs.Entries, entry => entry.EventId.Id == 4035 && entry.Message.StartsWith($"Commit {first} is dated", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromMinutes(1));
        _repository.Commit(TemporaryRepository.Bands(5), second: 600);
        Assert.InRange(Assert.Single(await source.ReadAsync()).EffectiveFrom, versions[^1].EffectiveFrom.AddMilliseconds(1), _time.GetUtcNow());
    }

    [Fact]
    public async Task Step_CursorOfTheFuture_PutsNothingOff()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        await using var emitter = new RecordingEventEmitter();
        await new CapacityFeed(Source(), emitter, timeProvider: _time).StepAsync();
        string cursor = await System.IO.File.ReadAllTextAsync(_repository.CursorFile);
        Assert.Contains("2026-", cursor, StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(_repository.CursorFile, cursor.Replace("2026-", "2036-", StringComparison.Ordinal));
        _repository.Commit(TemporaryRepository.Bands(2));
        var feed = new CapacityFeed(Source(), emitter, timeProvider: _time);

        await feed.StepAsync();

        Assert.All(emitter.Events, sent => Assert.InRange(sent.Event.TrueTime, DateTimeOffset.MinValue, _time.GetUtcNow()));
        Assert.Equal(2_000_000_000, Assert.Single(feed.Capacities).Throughput.BytesPerHour);
        Assert.InRange(feed.Capacities.First().EffectiveFrom, DateTimeOffset.MinValue, _time.GetUtcNow());
    }

    [Fact]
    public async Task Step_CursorWithoutInputs_IsRead()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        await new CapacityFeed(Source(), new RecordingEventEmitter(), timeProvider: _time).StepAsync();
        string cursor = await System.IO.File.ReadAllTextAsync(_repository.CursorFile);
        int start = cursor.IndexOf(",\"inputs\"", StringComparison.Ordinal);
        Assert.True(start > 0);
        await System.IO.File.WriteAllTextAsync(_repository.CursorFile, cursor[..start] + "}]}");
        await using var emitter = new RecordingEventEmitter();

        Assert.Equal(new FeedResult(1, 1, null), await new CapacityFeed(Source(), emitter, timeProvider: _time).StepAsync());
    }

    [Fact]
    public async Task Read_LookThatFailedHalfWay_LosesNoVersion()
    {
        _repository.CommitTree(File("bands.yml", TemporaryRepository.Bands(1)));
        GitBandsSource source = Source();
        await source.ReadAsync();
        string second = _repository.CommitTree(File("bands.yml", TemporaryRepository.Bands(2)));
        string missing = _repository.Blob(TemporaryRepository.Bands(3));
        string third = _repository.CommitTree(("100644", missing, [.. "bands.yml"u8]));
        string path = Path.Combine(_repository.Folder, ".git", "objects", missing[..2], missing[2..]);
        System.IO.File.Move(path, path + ".away");
        await Assert.ThrowsAsync<IOException>(() => source.ReadAsync());
        System.IO.File.Move(path + ".away", path);

        Assert.Equal([second, third], (await source.ReadAsync()).Select(version => version.Revision));
    }

    [Fact]
    public async Task Read_FolderWithABadFile_KeepsItsPipelineOverARestart()
    {
        _repository.Commit("bands: { small: 1 GB/h, large: 9 GB/h }\n", "p/bands.yml");
        _repository.Commit("band: small\n", "p/ops1.yml");
        _repository.Commit("band: small\ninputs: [ { bucket: acme-raw } ]\nrhythm: 1 h\n", "p/ops2.yml");
        await using var emitter = new RecordingEventEmitter();
        var feed = new CapacityFeed(Source("p", new BandsFolderLayout()), emitter, timeProvider: _time);
        await feed.StepAsync();
        _repository.Commit("band: [", "p/ops2.yml");
        _repository.Commit("band: large\n", "p/ops1.yml");
        await feed.StepAsync();
        GitBandsSource restarted = Source("p", new BandsFolderLayout());

        CapacityBands bands = (await restarted.ReadAsync())[^1].Bands;

        Assert.Equal(["ops1 large", "ops2 small"], bands.Pipelines.Select(pipeline => $"{pipeline.Name} {pipeline.Band}"));
        Assert.Equal(TimeSpan.FromHours(1), bands.Find("ops2")!.Rhythm);
        Assert.Contains("ops2.yml", restarted.Problem, StringComparison.Ordinal);

        System.IO.File.Delete(_repository.CursorFile);
        Assert.Equal(2, Assert.Single(await Source("p", new BandsFolderLayout()).ReadAsync()).Bands.Pipelines.Count);
    }

    [Fact]
    public async Task Read_FoldersBelow_AreFoundByTheirForm()
    {
        _repository.Commit("band: 1 GB/h\n", "teams/a/ops1/size.yml");
        _repository.Commit("size = \"2 GB/h\"\n", "teams/b/ops2/size.tfvars");
        _repository.Commit("band: 3 GB/h\n", "elsewhere/ops3/size.yml");
        var layout = new BandsFolderLayout { Files = { "**/size.yml" }, NameFrom = PipelineNaming.Folder };

        Assert.Equal("ops1", Assert.Single(Assert.Single(await Source("teams", layout).ReadAsync()).Bands.Pipelines).Name);
    }

    [Fact]
    public async Task Read_ManyBadCommits_AreToldOnceAtTheStart()
    {
        _repository.Commit(TemporaryRepository.Bands(1));
        for (int i = 0; i < 5; i++)
        {
            _repository.Commit($"bands: [ {i}");
        }

        GitBandsSource source = Source();
        Assert.Single(await source.ReadAsync());
        Assert.Single(_logs.Entries, entry => entry.EventId.Id == 4031);
        Assert.NotNull(source.Problem);
    }

    [Theory]
    [InlineData("fatal: unable to access 'https://user:SECRET@git.acme.com/x.git/': refused", "https://user:SECRET@git.acme.com/x.git", "fatal: unable to access 'https://***@git.acme.com/x.git/': refused")]
    [InlineData("fatal: could not read from SECRET", "https://SECRET@git.acme.com/x.git", "fatal: could not read from ***")]
    [InlineData("remote: password S/EC@RET is wrong", "https://user:S%2FEC%40RET@git.acme.com/x.git", "remote: password *** is wrong")]
    [InlineData("fatal: https://user:SE@CRET@git.acme.com/x.git", "x", "fatal: https://***@git.acme.com/x.git")]
    [InlineData("fatal: 'https://git.acme.com/x.git?access_token=SECRET' refused", "x", "fatal: 'https://git.acme.com/x.git?***' refused")]
    [InlineData("remote: token ghp_0123456789abcdef0123 expired", "x", "remote: token *** expired")]
    [InlineData("remote: glpat-0123456789_abcdef expired", "x", "remote: *** expired")]
    [InlineData("> Authorization: Basic SECRET\nfatal: no", "x", "> Authorization: ***; fatal: no")]
    [InlineData("one\r\n two \u001b[31mred\n", "x", "one; two \\u001b[31mred")]
    public void Of_WordsOfGit_HaveNoSecret(string said, string repository, string shown)
    {
        Assert.Equal(shown, GitMessage.Of(said, repository));
        Assert.DoesNotContain("SECRET", GitMessage.Of(said, repository), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_LongWords_AreCut() => Assert.Equal(1001, GitMessage.Of(new string('x', 100_000)).Length);

    private GitBandsSource Source(string path = "bands.yml", BandsFolderLayout? layout = null) =>
        new(new GitBandsOptions { Repository = _repository.Folder, Path = path, Layout = layout, CursorFile = _repository.CursorFile }, _logs, _time);

    private (string Mode, string Id, byte[] Name) File(string name, string text) => ("100644", _repository.Blob(text), Encoding.UTF8.GetBytes(name));
}
