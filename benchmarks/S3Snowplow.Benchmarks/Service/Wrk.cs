using System.Diagnostics;
using System.Globalization;

namespace S3Snowplow.Benchmarks.Service;

/// <summary>What a load by <c>wrk</c> came to.</summary>
/// <param name="Requests">Answered ones.</param>
/// <param name="PerSecond">Of them.</param>
/// <param name="MedianLatency">In milliseconds.</param>
/// <param name="SlowLatency">The 99th percentile, in milliseconds.</param>
internal sealed record Load(long Requests, double PerSecond, double MedianLatency, double SlowLatency);

/// <summary>Posts notifications over 64 connections with <c>wrk</c> (Debian package of that name), in a process of its own.</summary>
internal sealed class Wrk : IDisposable
{
    public const int Connections = 64;

    private const string Script = """
        local requests, at = {}, 0
        function init(arguments)
          for line in io.lines(os.getenv("BODIES")) do
            requests[#requests + 1] = wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, line)
          end
        end
        function request()
          at = at % #requests + 1
          return requests[at]
        end
        function done(summary, latency)
          local e = summary.errors
          print(string.format("RESULT %d %d %.0f %.0f %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
            e.status + e.connect + e.read + e.write + e.timeout))
        end
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-wrk-").FullName;

    /// <param name="bodies">How many different notifications are posted.</param>
    /// <param name="records">How many records each has.</param>
    public Wrk(int bodies = 5_000, int records = 1)
    {
        File.WriteAllText(Path.Combine(_folder, "post.lua"), Script);
        using FileStream lines = File.Create(Path.Combine(_folder, "bodies"));
        foreach (ReadOnlyMemory<byte> body in SampleNotifications.Make(bodies, records))
        {
            lines.Write(body.Span);
            lines.WriteByte((byte)'\n');
        }
    }

    public async Task<Load> PostAsync(Uri address, TimeSpan time)
    {
        var start = new ProcessStartInfo("wrk", ["-t", "1", "-c", $"{Connections}", "-d", $"{(int)time.TotalSeconds}s", "-s", Path.Combine(_folder, "post.lua"), address.AbsoluteUri])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["BODIES"] = Path.Combine(_folder, "bodies");
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        string result = said.Split('\n').FirstOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal)) ?? throw new InvalidOperationException("wrk said no result: " + said);
        double[] figures = [.. result.Split(' ').Skip(1).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
        return figures[4] == 0 ? new Load((long)figures[0], figures[0] / (figures[1] / 1e6), figures[2] / 1e3, figures[3] / 1e3)
            : throw new InvalidOperationException($"{figures[4]} of {figures[0]} requests to {address.AbsolutePath} failed.");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
