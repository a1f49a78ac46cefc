using System.Diagnostics;

namespace S3Snowplow.IntegrationTests;

/// <summary>What a process did.</summary>
public sealed record ProcessResult(string Command, int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>Runs a program to its end, with a limit on the time, and keeps what it wrote.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<ProcessResult> RunAsync(ProcessStartInfo start, string input)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        string command = $"{start.FileName} {string.Join(' ', start.ArgumentList)}";
        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{command} did not end within {Limit}.", exception);
        }

        return new ProcessResult(command, process.ExitCode, await output, await errors);
    }
}
