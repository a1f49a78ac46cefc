using System.Diagnostics;
using System.Globalization;
using S3Snowplow.Benchmarks.Collector;
using S3Snowplow.Benchmarks.Relay;

namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>One arm as a process of its own, told its rounds over its standard input.</summary>
internal sealed class ArmProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly CollectorProcess _collector;

    private ArmProcess(Process process, CollectorProcess collector) => (_process, _collector) = (process, collector);

    /// <summary>Starts an arm.</summary>
    /// <param name="file">Its published file.</param>
    /// <param name="collector">Where it sends to.</param>
    /// <param name="environment">Settings of the runtime.</param>
    /// <param name="processor">The only processor that it may use, by <c>taskset</c>; <see langword="null"/> for all.</param>
    public static ArmProcess Start(string file, CollectorProcess collector, IReadOnlyDictionary<string, string>? environment = null, int? processor = null)
    {
        string[] command = ["dotnet", file, collector.Address.ToString()];
        if (processor is { } only)
        {
            command = ["taskset", "-c", only.ToString(CultureInfo.InvariantCulture), .. command];
        }

        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        return new ArmProcess(Process.Start(start)!, collector);
    }

    /// <summary>One round of <paramref name="count"/> notifications; the arm and the collector must both have counted just as many.</summary>
    public async Task<RoundCost> RoundAsync(string work, int count)
    {
        CollectorCount before = await _collector.CountAsync();
        await TellAsync($"{work} {count}");
        long[] answer = Numbers(await ReadAsync());
        CollectorCount received = await _collector.CountAsync() - before;
        return answer[0] == count && received.Events == count
            ? new RoundCost(answer[1] / (double)count, answer[2] / (double)count, received.ProcessorTime.TotalMicroseconds / count, answer[3] / (double)count)
            : throw new InvalidOperationException($"{work}: {answer[0]} notifications settled and {received.Events} events counted, of {count}.");
    }

    /// <summary>What was settled in each of so many seconds: notifications by second of the clock, and by second of the arm's processor time.</summary>
    public async Task<IReadOnlyList<SecondOfRun>> SecondsAsync(int seconds)
    {
        CollectorCount before = await _collector.CountAsync();
        await TellAsync($"seconds {seconds}");
        var told = new List<SecondOfRun>();
        for (double began = 0; await ReadAsync() is { Length: > 0 } line;)
        {
            long[] numbers = Numbers(line);
            told.Add(new SecondOfRun(numbers[1] / 1e6, numbers[0] * 1e6 / (numbers[1] - began), numbers[0] * 1e6 / Math.Max(1, numbers[2])));
            began = numbers[1];
        }

        CollectorCount received = await _collector.CountAsync() - before;
        return received.Events > 0 ? told : throw new InvalidOperationException("The collector counted no event.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task TellAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    private async Task<string> ReadAsync() => await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The arm has ended.");

    private static long[] Numbers(string line) => [.. line.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
}

/// <summary>One second of a run.</summary>
/// <param name="Until">Seconds from its start to the end of this one.</param>
/// <param name="PerSecond">Notifications settled by second of the clock.</param>
/// <param name="PerProcessorSecond">The same by second of processor time: what other programs on the machine change least.</param>
internal sealed record SecondOfRun(double Until, double PerSecond, double PerProcessorSecond);
