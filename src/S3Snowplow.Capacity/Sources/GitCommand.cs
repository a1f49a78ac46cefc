using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace S3Snowplow.Capacity;

/// <summary>Runs <c>git</c> in a folder. Its own words are in the message of a failure, without passwords.</summary>
/// <param name="folder">Where.</param>
/// <param name="repository">The address that was set; what is secret in it is not shown.</param>
internal sealed class GitCommand(string folder, string repository)
{
    // Enough for every object that is read; more is some mistake.
    private const long MaxOutputBytes = 2 * BandsText.MaxFolderBytes;
    private const int MaxErrorBytes = 64 * 1024;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    // Where a git that started this process works, or logs to; it would be another repository, or words with a password in the output.
    private static readonly string[] Foreign =
        ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_PACKET", "GIT_CURL_VERBOSE", "GIT_EXTERNAL_DIFF"];

    /// <summary>The output of a command that must succeed.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public async Task<byte[]> RunAsync(string[] arguments, byte[]? input, CancellationToken cancellationToken)
    {
        GitAnswer answer = await TryAsync(arguments, input, cancellationToken).ConfigureAwait(false);
        return answer.ExitCode == 0 ? answer.Output : throw Failure(arguments[0], answer);
    }

    /// <summary>The output as text.</summary>
    public async Task<string> TextAsync(string[] arguments, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await RunAsync(arguments, input: null, cancellationToken).ConfigureAwait(false));

    /// <summary>What to throw for an answer that is none.</summary>
    public IOException Failure(string command, GitAnswer answer) => new(string.Create(
        CultureInfo.InvariantCulture, $"'git {command}' failed with exit code {answer.ExitCode}: {(answer.Said.Length > 0 ? GitMessage.Of(answer.Said, repository) : "it did not say why.")}"));

    /// <summary>Exit code, output and words.</summary>
    public async Task<GitAnswer> TryAsync(string[] arguments, byte[]? input, CancellationToken cancellationToken)
    {
        using Process process = Start(arguments);
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
#pragma warning disable CA2025 // All are awaited below; on a timeout the process is killed, which ends them.
            Task<byte[]> output = ReadAsync(process.StandardOutput.BaseStream, MaxOutputBytes, isCut: false, either.Token);
            Task<byte[]> errors = ReadAsync(process.StandardError.BaseStream, MaxErrorBytes, isCut: true, either.Token);
            Task writing = WriteAsync(process.StandardInput.BaseStream, input, either.Token);
#pragma warning restore CA2025
            await output.ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await writing.ConfigureAwait(false);
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            return new GitAnswer(process.ExitCode, await output.ConfigureAwait(false), Encoding.UTF8.GetString(await errors.ConfigureAwait(false)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            Kill(process);
            cancellationToken.ThrowIfCancellationRequested();
            throw exception is OperationCanceledException ? new IOException($"'git {arguments[0]}' did not end within {Limit}.", exception) : new IOException($"'git {arguments[0]}': {exception.Message}", exception);
        }
    }

    private Process Start(string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in Foreign)
        {
            start.Environment.Remove(name);
        }

        // Nobody is there to be asked for a password.
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new IOException(Directory.Exists(folder) ? "The git command line could not be started; it has to be installed and on the PATH." : "The folder of the repository is no longer there.", exception);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream stream, long most, bool isCut, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (bytes.Length + read <= most)
            {
                await bytes.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
            else if (!isCut)
            {
                throw new IOException($"it answers with more than {most} bytes, which is the limit.");
            }
        }

        return bytes.ToArray();
    }

    private static async Task WriteAsync(Stream stream, byte[]? input, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(input ?? [], cancellationToken).ConfigureAwait(false);
            stream.Close();
        }
        catch (IOException)
        {
            // It ended without reading to the end, and its exit code says why.
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It had ended.
        }
    }
}

/// <summary>How a run of git ended.</summary>
/// <param name="ExitCode">0 where it succeeded.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Said">What it wrote for people; not to be shown as it is.</param>
internal readonly record struct GitAnswer(int ExitCode, byte[] Output, string Said);
