using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Snowplow.Testing;

/// <summary>A real process of a function, started against a <see cref="LambdaEmulator"/> as Lambda starts it, and what it takes.</summary>
public sealed class LambdaProcess : IAsyncDisposable
{
    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly LambdaEmulator _emulator;
    private readonly long _started;
    private readonly StringBuilder _output = new();

    private LambdaProcess(Process process, LambdaEmulator emulator, long started)
    {
        _process = process;
        _emulator = emulator;
        _started = started;
    }

    /// <summary>What it has written so far, standard output and error.</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>
    /// The most memory that it has had resident, in bytes; <see langword="null"/> where the system does not tell: on others than Linux, or once it has ended.
    /// </summary>
    public long? PeakMemoryBytes
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Starts a function.</summary>
    /// <param name="emulator">The Runtime API for it.</param>
    /// <param name="fileName">The program: a native binary, or <c>dotnet</c>.</param>
    /// <param name="arguments">Its arguments, such as the path of an assembly.</param>
    /// <param name="environment">The function's variables, over those of this process; a <see langword="null"/> takes one away.</param>
    public static LambdaProcess Start(LambdaEmulator emulator, string fileName, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo(fileName, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = emulator.Endpoint;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "relay";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var started = emulator.Time.GetTimestamp();
#pragma warning disable CA2000 // The result owns it.
        var process = new Process { StartInfo = start };
#pragma warning restore CA2000
        var result = new LambdaProcess(process, emulator, started);
        process.OutputDataReceived += result.Append;
        process.ErrorDataReceived += result.Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return result;
    }

    /// <summary>The time from the process's start to an answer; that to the first one is what a cold start costs.</summary>
    /// <param name="answer">An answer of this process.</param>
    public TimeSpan TimeTo(LambdaAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return _emulator.Time.GetElapsedTime(_started, answer.Timestamp);
    }

    /// <summary>Asks it to end, with SIGTERM.</summary>
    /// <exception cref="PlatformNotSupportedException">On Windows, which has no such signal.</exception>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("Windows has no SIGTERM.");
        if (!_process.HasExited)
            _ = Kill(_process.Id, Sigterm);
    }

    /// <summary>Waits until it has ended and its output is complete.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once, if it has not ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync().ConfigureAwait(false);
        }

        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Append(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
            return;
        lock (_output)
            _output.AppendLine(line.Data);
    }
}
