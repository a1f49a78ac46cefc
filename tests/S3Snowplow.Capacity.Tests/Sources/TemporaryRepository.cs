using System.Diagnostics;
using System.Text;

namespace S3Snowplow.Capacity.Tests.Sources;

/// <summary>A git repository that a test builds.</summary>
internal sealed class TemporaryRepository : IDisposable
{
    private int _seconds;

    public TemporaryRepository()
    {
        Git("init", "--quiet", "--initial-branch=main");
        Git("config", "user.name", "test");
        Git("config", "user.email", "test@localhost");
        Git("config", "commit.gpgsign", "false");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("s3snowplow-git-").FullName;

    public string Folder => Directory.CreateDirectory(Path.Combine(Root, "repo")).FullName;

    public string CursorFile => Path.Combine(Root, "cursor.json");

    /// <summary>The committer time of a second of the tests' day.</summary>
    public static DateTimeOffset At(int second) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(second);

    public static string Bands(int gigabytes, string pipeline = "ops1") =>
        $"bands:\n  size: {{ throughput: {gigabytes} GB/h }}\npipelines:\n  {pipeline}: {{ band: size, inputs: [ {{ bucket: b }} ] }}\n";

    /// <summary>Writes a file and commits all, a minute after the commit before or when told.</summary>
    public string Commit(string text, string file = "bands.yml", int? second = null)
    {
        string path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return CommitAll(second);
    }

    public string CommitAll(int? second = null)
    {
        Git("add", "--all");
        Run(second, "commit", "--quiet", "--allow-empty", "--message=x");
        return Git("rev-parse", "HEAD").Trim();
    }

    public string Merge(string branch)
    {
        Run(null, "merge", "--quiet", "--no-ff", "--message=merge", branch);
        return Git("rev-parse", "HEAD").Trim();
    }

    public string Git(params string[] arguments) => Run(0, arguments);

    /// <summary>Runs git with bytes as its input.</summary>
    public string GitWith(byte[] input, params string[] arguments) => Run(0, arguments, input);

    /// <summary>Commits a tree with exactly these entries, whose names may be any bytes: no file system is asked.</summary>
    public string CommitTree(params (string Mode, string Id, byte[] Name)[] entries)
    {
        byte[] lines = [.. entries.SelectMany(entry => (byte[])[.. Encoding.ASCII.GetBytes($"{entry.Mode} {TypeOf(entry.Mode)} {entry.Id}\t"), .. entry.Name, 0])];
        string tree = GitWith(lines, "mktree", "-z", "--missing").Trim();
        string[] parent = Git("for-each-ref", "--format=%(objectname)", "refs/heads/main").Trim() is { Length: > 0 } head ? ["-p", head] : [];
        string commit = Run(null, ["commit-tree", tree, .. parent, "-m", "x"]).Trim();
        Git("update-ref", "refs/heads/main", commit);
        return commit;
    }

    /// <summary>Stores a file's content, and gives its id.</summary>
    public string Blob(string text) => GitWith(Encoding.UTF8.GetBytes(text), "hash-object", "-w", "--stdin").Trim();

    /// <summary>A tree of files, and its id.</summary>
    public string Tree(params (string Name, string Text)[] files) =>
        GitWith([.. files.SelectMany(file => (byte[])[.. Encoding.UTF8.GetBytes($"100644 blob {Blob(file.Text)}\t{file.Name}"), 0])], "mktree", "-z").Trim();

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string TypeOf(string mode) => mode switch { "040000" => "tree", "160000" => "commit", _ => "blob" };

    private string Run(int? second, params string[] arguments) => Run(second, arguments, input: null);

    private string Run(int? second, string[] arguments, byte[]? input)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardInput = input is not null };
        string date = $"{At(second ?? (_seconds += 60)).ToUnixTimeSeconds()} +0000";
        start.Environment["GIT_COMMITTER_DATE"] = date;
        start.Environment["GIT_AUTHOR_DATE"] = date;
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using Process process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }

        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {process.ExitCode}");
        return output;
    }
}
