using System.Diagnostics;

namespace S3Snowplow.IntegrationTests;

/// <summary>What a process did.</summary>
public sealed record ProcessResult(string Command, int ExitCode, string Output, string Errors)
{
    public override string ToString() => $"{Command}\nexit code {ExitCode}\n{Output}\n{Errors}";
}

/// <summary>Runs <c>dotnet</c> as a user would, with a limit on the time.</summary>
internal static class DotnetProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<ProcessResult> RunAsync(string folder, params string[] arguments) => await RunWithInputAsync(folder, "", arguments);

    public static async Task<ProcessResult> RunWithInputAsync(string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the test run set for itself must not reach the builds that it starts: they keep no build nodes, which would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("MSBUILD_EXE_PATH");
        start.Environment.Remove("MSBuildSDKsPath");
        start.Environment.Remove("MSBuildExtensionsPath");
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
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} did not end within {Limit}.", exception);
        }

        return new ProcessResult($"dotnet {string.Join(' ', arguments)}", process.ExitCode, await output, await errors);
    }
}
