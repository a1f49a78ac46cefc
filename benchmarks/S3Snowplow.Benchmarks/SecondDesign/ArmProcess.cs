using System.Diagnostics;
using System.Globalization;
using S3Snowplow.Benchmarks.Collector;

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
    /// <param name="configuration">A configuration of the runtime instead of its own.</param>
    /// <param name="processor">The only processor that it may use, by <c>taskset</c>; <see langword="null"/> for all.</param>
    /// <param name="arguments">What the arm is told beside the collector.</param>
    public static ArmProcess Start(string file, CollectorProcess collector, string? configuration = null, int? processor = null, params string[] arguments)
    {
        string[] runtime = configuration is null ? ["dotnet"] : ["dotnet", "exec", "--runtimeconfig", configuration];
        string[] pinned = processor is { } only ? ["taskset", "-c", only.ToString(CultureInfo.InvariantCulture)] : [];
        string[] command = [.. pinned, .. runtime, file, collector.Address.ToString(), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        return new ArmProcess(Process.Start(start)!, collector);
    }

    /// <summary>One round of <paramref name="count"/> notifications; the arm and the collector must both have counted just as many.</summary>
    public async Task<ArmCost> RoundAsync(string work, int count)
    {
        CollectorCount before = await _collector.CountAsync();
        await TellAsync($"{work} {count}");
        long[] answer = Numbers(await ReadAsync());
        CollectorCount received = await _collector.CountAsync() - before;
        return answer[0] == count && received.Events == count
            ? new ArmCost(answer[1] / (double)count, answer[2] / (double)count, answer[3] / (double)count, count / (double)received.Posts)
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

/// <summary>What one round took, for one notification.</summary>
/// <param name="Wall">Microseconds by the clock.</param>
/// <param name="Processor">Microseconds of the arm's processor time.</param>
/// <param name="Allocated">Bytes allocated.</param>
/// <param name="PerRequest">How many events a request had: with few of them, the sockets cost more than the relay.</param>
internal sealed record ArmCost(double Wall, double Processor, double Allocated, double PerRequest);

/// <summary>One second of a run.</summary>
/// <param name="Until">Seconds from its start to the end of this one.</param>
/// <param name="PerSecond">Notifications settled by second of the clock.</param>
/// <param name="PerProcessorSecond">The same by second of processor time: what other programs on the machine change least.</param>
internal sealed record SecondOfRun(double Until, double PerSecond, double PerProcessorSecond);
