using System.Net;
using S3Snowplow.Testing;

namespace S3Snowplow.Tool.Tests;

/// <summary><c>serve</c> in this process, in a folder of its own, with a file of settings and no variables of the machine.</summary>
internal sealed class ServeRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly LockedWriter _output = new();
    private readonly LockedWriter _errors = new();
    private readonly HttpClient _http = new();
    private Task<int>? _running;

    public string Folder { get; } = Directory.CreateTempSubdirectory("s3snowplow-serve-").FullName;

    public string File => Path.Combine(Folder, "s3snowplow.json");

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public List<string> Sets { get; } = [];

    public string? Urls { get; set; } = "http://127.0.0.1:0";

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public bool IsJson { get; init; }

    public string Output => _output.Text;

    public string Errors => _errors.Text;

    public string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes the file of settings.</summary>
    public void Configure(string json) => Write("s3snowplow.json", json);

    public Task<int> CheckAsync() => RunAsync(isCheck: true);

    /// <summary>Starts it, and waits until it listens. Where it ends instead, that is a failure that says what it wrote.</summary>
    public async Task<Uri> StartAsync()
    {
        _running = RunAsync(isCheck: false);
        await Patience.UntilAsync(() => _running.IsCompleted || Output.Contains("Queues", StringComparison.Ordinal), "serve to listen");
        Assert.False(_running.IsCompleted, $"It ended.\n{Output}\n{Errors}");
        return Address("Post to");
    }

    /// <summary>Runs it to its end, which is expected to come by itself.</summary>
    public Task<int> RunToEndAsync() => RunAsync(isCheck: false).Within("serve to end");

    /// <summary>An address that it printed.</summary>
    public Uri Address(string name) => new(Output.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim().Split(' ')[0]);

    public async Task<(HttpStatusCode Status, string Text)> HealthAsync()
    {
        using HttpResponseMessage answer = await _http.GetAsync(Address("Health"));
        return (answer.StatusCode, await new StreamReader(await answer.Content.ReadAsStreamAsync()).ReadToEndAsync());
    }

    /// <summary>What the page, or something below it, answers.</summary>
    public async Task<string> PageAsync(string path)
    {
        using HttpResponseMessage answer = await _http.GetAsync(new Uri(Address("Page"), path));
        return await new StreamReader(await answer.Content.ReadAsStreamAsync()).ReadToEndAsync();
    }

    public async Task<HttpStatusCode> PostAsync(string notification)
    {
        using var body = new StringContent(notification);
        using HttpResponseMessage answer = await _http.PostAsync(Address("Post to"), body);
        return answer.StatusCode;
    }

    /// <summary>An object that landed, as S3 tells it.</summary>
    public static string Landed(int number, long bytes, DateTimeOffset time) =>
        $$$$"""{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"{{{{time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}}}}","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b-raw"},"object":{"key":"in/{{{{number}}}}","size":{{{{bytes}}}},"sequencer":"{{{{number:X4}}}}"}}}]}""";

    /// <summary>Tells it to stop, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _stopping.CancelAsync();
        return await _running!.Within("serve to stop");
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await StopAsync();
        }

        _http.Dispose();
        await _output.DisposeAsync();
        await _errors.DisposeAsync();
        _stopping.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private Task<int> RunAsync(bool isCheck)
    {
        // Without a file of its own it would read one in the working directory.
        if (!System.IO.File.Exists(File))
        {
            Configure("{}");
        }

        var input = new ServeInput { ConfigFile = File, Sets = Sets, Urls = Urls, Environment = Environment };
        return ServeRun.RunAsync(input, isCheck, new ToolConsole(_output, _errors, Time) { IsJson = IsJson }, _stopping.Token);
    }

    private sealed class LockedWriter : StringWriter
    {
        private readonly Lock _gate = new();

        public string Text
        {
            get { lock (_gate) return ToString(); }
        }

        public override void Write(char value)
        {
            lock (_gate) base.Write(value);
        }

        public override void Write(string? value)
        {
            lock (_gate) base.Write(value);
        }

        public override void WriteLine(string? value)
        {
            lock (_gate) base.WriteLine(value);
        }

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }
    }
}
