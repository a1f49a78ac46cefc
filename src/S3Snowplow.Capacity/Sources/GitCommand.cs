using System.Diagnostics;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>Runs <c>git</c>. Its own words are not passed on: they may have a clone URL with a password in it.</summary>
internal static class GitCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>The output of a command that must succeed.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static async Task<byte[]> RunAsync(string folder, string[] arguments, byte[]? input, CancellationToken cancellationToken)
    {
        (int exitCode, byte[] output) = await TryAsync(folder, arguments, input, cancellationToken).ConfigureAwait(false);
        return exitCode == 0 ? output : throw new IOException($"'git {arguments[0]}' failed with exit code {exitCode}. Run it by hand to see why: repository, branch and credentials are what it needs.");
    }

    /// <summary>Exit code and output.</summary>
    public static async Task<(int ExitCode, byte[] Output)> TryAsync(string folder, string[] arguments, byte[]? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", ["-c", "log.showRoot=true", "-c", "core.quotePath=false", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nobody is there to be asked for a password.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        using Process process = Start(start);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var output = new MemoryStream();
#pragma warning disable CA2025 // Both are awaited below; on a timeout the process is killed, which ends them.
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output, either.Token);
            Task errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, either.Token);
#pragma warning restore CA2025
            if (input is not null)
            {
                await process.StandardInput.BaseStream.WriteAsync(input, either.Token).ConfigureAwait(false);
            }

            process.StandardInput.Close();
            await reading.ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return (process.ExitCode, output.ToArray());
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new IOException($"'git {arguments[0]}' did not end within {Limit}.", exception);
        }
    }

    /// <summary>The output as text.</summary>
    public static async Task<string> TextAsync(string folder, string[] arguments, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await RunAsync(folder, arguments, input: null, cancellationToken).ConfigureAwait(false));

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException("The git command line could not be started; it has to be installed and on the PATH.", exception);
        }
    }
}
