using System.Diagnostics;

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

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Run(int? second, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true };
        string date = $"{At(second ?? (_seconds += 60)).ToUnixTimeSeconds()} +0000";
        start.Environment["GIT_COMMITTER_DATE"] = date;
        start.Environment["GIT_AUTHOR_DATE"] = date;
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {process.ExitCode}");
        return output;
    }
}
