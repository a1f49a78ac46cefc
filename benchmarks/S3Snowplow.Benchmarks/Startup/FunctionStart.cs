using System.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Benchmarks.Startup;

/// <summary>Starts a program of an arm, invokes it, and says what that took.</summary>
/// <param name="collector">Where they post to.</param>
/// <param name="certificateFile">The collector's certificate, for HTTPS.</param>
/// <param name="certificateFolder">The folder of further certificates; <see langword="null"/> for the system's.</param>
internal sealed class FunctionStart(Uri collector, string? certificateFile, string? certificateFolder)
{
    private static readonly ReadOnlyMemory<byte> Payload = NotificationSamples.S3Put.Body;

    /// <summary>One start, to the first answer.</summary>
    public async Task<StartCost> OnceAsync(StartupArm arm)
    {
        if (!arm.IsFunction)
        {
            long started = Stopwatch.GetTimestamp();
            using Process process = Process.Start(new ProcessStartInfo("taskset", ["-c", "0", arm.FileName]) { UseShellExecute = false })!;
            await process.WaitForExitAsync();
            return new StartCost(Stopwatch.GetElapsedTime(started).TotalMilliseconds, double.NaN);
        }

        // One for each process, so that none is given an invocation that waits for its predecessor. The invocation is there before the process,
        // as in Lambda: an environment is made because there is something to do.
        await using LambdaEmulator emulator = await LambdaEmulator.StartAsync();
        Task<LambdaAnswer> invoked = emulator.InvokeAsync(Payload);
        await using LambdaProcess function = Start(emulator, arm);
        LambdaAnswer answer = Check(await invoked, function);
        return new StartCost(function.TimeTo(answer).TotalMilliseconds, function.PeakMemoryBytes ?? double.NaN);
    }

    /// <summary>One start, and then so many invocations more.</summary>
    public async Task<WarmCost> WarmAsync(StartupArm arm, int invocations)
    {
        await using LambdaEmulator emulator = await LambdaEmulator.StartAsync();
        await using LambdaProcess function = Start(emulator, arm);
        var times = new double[invocations];
        for (int i = 0; i < invocations; i++)
        {
            long started = Stopwatch.GetTimestamp();
            Check(await emulator.InvokeAsync(Payload), function);
            times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        Array.Sort(times);
        return new WarmCost(times[invocations / 2], function.PeakMemoryBytes ?? double.NaN);
    }

    // On a processor of its own, so that what the function needs is not mixed with what the emulator and the collector need.
    private LambdaProcess Start(LambdaEmulator emulator, StartupArm arm) => LambdaProcess.Start(emulator, "taskset", ["-c", "0", arm.FileName, .. arm.Arguments],
    [
        new("COLLECTOR_URI", collector.AbsoluteUri),
        new("COLLECTOR_ALLOW_HTTP", "true"),
        new("SSL_CERT_FILE", certificateFile),
        new("SSL_CERT_DIR", certificateFolder),
        new("DOTNET_TieredPGO", "0"),
    ]);

    private static LambdaAnswer Check(LambdaAnswer answer, LambdaProcess function) =>
        answer.IsError ? throw new InvalidOperationException($"The function failed: {answer}\n{function.Output}") : answer;
}
