using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary><c>s3snowplow serve</c> as a process that can be killed.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private const int KeptLines = 200;

    // The exit code that .NET gives to a process that SIGKILL ended.
    private const int Killed = 128 + 9;

    private readonly Process _process;
    private readonly string _folder;
    private readonly Uri _collector;
    private readonly Queue<string> _lines = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SpoolContent> _spoolOpened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private WorkerProcess(Process process, string folder, Uri collector)
    {
        (_process, _folder, _collector) = (process, folder, collector);
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput), ReadAsync(process.StandardError));
    }

    /// <summary>The address of its webhook, once it listens.</summary>
    public Task<Uri> Listening => _listening.Task;

    /// <summary>What was in its spool when it opened it.</summary>
    public Task<SpoolContent> SpoolOpened => _spoolOpened.Task;

    /// <summary>Completes when it has begun to stop in order.</summary>
    public Task Stopping => _stopping.Task;

    /// <summary>Completes when it has ended, however.</summary>
    public Task Ended => _reading;

    /// <summary>The last lines that it wrote.</summary>
    public string Tail
    {
        get { lock (_lines) return string.Join('\n', _lines); }
    }

    /// <summary>Starts one.</summary>
    /// <param name="folder">Of its own, the spool in it; the next one in the same folder goes on with that.</param>
    /// <param name="collector">Where it sends to.</param>
    /// <param name="settings">Further settings, each <c>NAME=VALUE</c>.</param>
    public static WorkerProcess Start(string folder, Uri collector, params string[] settings)
    {
        // Beside this test's own output, built in the same configuration.
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "S3Snowplow.Tool", configuration, "s3snowplow.dll"));
        string[] own = ["exec", program, "serve", "--urls", "http://127.0.0.1:0", "--set", $"S3Snowplow:DataFolder={folder}", "--set", "Logging:LogLevel:Microsoft.Hosting.Lifetime=Information"];
        var start = new ProcessStartInfo("dotnet", [.. own, .. settings.SelectMany(setting => (string[])["--set", setting])])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["COLLECTOR_URI"] = collector.AbsoluteUri;
        start.Environment.Remove("EVENT_SCHEMA");
        return new WorkerProcess(Process.Start(start)!, folder, collector);
    }

    /// <summary>SIGKILL. Tells whether that ended it: not where it had already ended by itself.</summary>
    public async Task<bool> KillAsync()
    {
        _process.Kill();
        return await ExitAsync() == Killed;
    }

    /// <summary>SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        ProcessResult sent = await ChildProcess.RunAsync(new ProcessStartInfo("kill", ["-TERM", $"{_process.Id}"]), "");
        Assert.True(sent.ExitCode == 0, sent.ToString());
    }

    /// <summary>Stops it in order, and tells what is left in its spool, which the next one says when it opens it.</summary>
    public async Task<SpoolContent> StopAndLookAsync()
    {
        await TerminateAsync();
        int exitCode = await ExitAsync();
        Assert.True(exitCode == 0, $"The worker ended with {exitCode}. It wrote\n{Tail}");
        await using WorkerProcess next = Start(_folder, _collector);
        return await next.SpoolOpened.Within("the spool to be opened");
    }

    /// <summary>Waits for its end and gives its exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().Within($"the end of the worker, which wrote\n{Tail}");
        await _reading.Within("the rest of what the worker wrote");
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Enqueue(line);
                if (_lines.Count > KeptLines)
                {
                    _lines.Dequeue();
                }
            }

            Notice(line);
        }

        var ended = new InvalidOperationException($"The worker ended before that. It wrote\n{Tail}");
        _listening.TrySetException(ended);
        _spoolOpened.TrySetException(ended);
        _stopping.TrySetException(ended);
        _ = (_listening.Task.Exception, _spoolOpened.Task.Exception, _stopping.Task.Exception);
    }

    private void Notice(string line)
    {
        if (Address().Match(line) is { Success: true } address)
        {
            _listening.TrySetResult(new Uri(address.Groups["webhook"].Value));
        }
        else if (Content().Match(line) is { Success: true } content)
        {
            _spoolOpened.TrySetResult(new SpoolContent(Number(content, "open"), Number(content, "rejected")));
        }
        else if (line.Contains("Application is shutting down", StringComparison.Ordinal))
        {
            _stopping.TrySetResult();
        }
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // What the command prints, and the log message 3020 of S3Snowplow.Hosting.
    [GeneratedRegex("^Post to +(?<webhook>http://[^ ]+/s3) ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex("is open; it has (?<open>[0-9]+) notifications, and (?<rejected>[0-9]+) rejected ones", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Content();
}

/// <summary>How many notifications a spool has.</summary>
internal sealed record SpoolContent(int Open, int Rejected);
