using System.Diagnostics;
using System.Globalization;

namespace S3Snowplow.Benchmarks.Collector;

/// <summary>A null collector as a child process.</summary>
internal sealed class CollectorProcess : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly Process _process;

    private CollectorProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<CollectorProcess> StartAsync(bool stalls = false, string? certificateFile = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(CollectorProcess).Assembly.Location);
        }

        start.ArgumentList.Add("collector");
        if (stalls)
        {
            start.ArgumentList.Add("--stall");
        }

        if (certificateFile is not null)
        {
            start.ArgumentList.Add("--tls");
            start.ArgumentList.Add(certificateFile);
        }

        Process process = Process.Start(start)!;
        string? port = await process.StandardOutput.ReadLineAsync();
        return new CollectorProcess(process, new Uri($"{(certificateFile is null ? "http" : "https")}://127.0.0.1:{int.Parse(port!, CultureInfo.InvariantCulture)}"));
    }

    public async Task<CollectorCount> CountAsync() => CollectorCount.FromLine(await _http.GetStringAsync(new Uri(Address, "/count")));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
