using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Hosting;

/// <summary>Turns what keeps a program from running into a line for people and an exit code.</summary>
public static class HostProgram
{
    /// <summary>The exit code of a program that failed.</summary>
    public const int Failed = 1;

    /// <summary>The exit code of a program whose settings are missing or wrong.</summary>
    public const int WrongSettings = 2;

    /// <summary>Runs a program. What it throws for a setting is written to the standard error, a line for each that is wrong and no stack trace.</summary>
    /// <param name="program">Makes the host and runs it, with <see cref="RunToEndAsync"/>; its result is the exit code where nothing is thrown.</param>
    /// <returns><see cref="WrongSettings"/> for settings that are missing or wrong, <see cref="Failed"/> for what else keeps it from running.</returns>
    public static Task<int> RunAsync(Func<Task<int>> program) => RunAsync(program, Console.Error);

    internal static async Task<int> RunAsync(Func<Task<int>> program, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(program);

        try
        {
            return await program().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The program's end: what is not known here is written whole.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            (int code, IEnumerable<string> lines) = Tell(exception);
            foreach (string line in lines.Distinct(StringComparer.Ordinal))
            {
                await errors.WriteLineAsync(line).ConfigureAwait(false);
            }

            return code;
        }
    }

    /// <summary>Checks a host's settings, all at once and before anything starts, runs it until it is told to stop, and disposes of it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="cancellationToken">Tells it to stop.</param>
    /// <returns>0, or the exit code that was set meanwhile.</returns>
    /// <exception cref="OptionsValidationException">Settings are wrong.</exception>
    public static async Task<int> RunToEndAsync(this IHost host, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(host);

        try
        {
            host.Services.GetService<IStartupValidator>()?.Validate();
            try
            {
                await host.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                // In order: what had started already must not find its ground taken away, and say so in the log.
                await host.StopAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }

            await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
            return Environment.ExitCode;
        }
        finally
        {
            if (host is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync().ConfigureAwait(false);
            }
            else
            {
                host.Dispose();
            }
        }
    }

    private static (int Code, IEnumerable<string> Lines) Tell(Exception exception) => exception switch
    {
        AggregateException several => several.Flatten().InnerExceptions.Select(Tell).Aggregate((one, other) => (Math.Min(one.Code, other.Code), one.Lines.Concat(other.Lines))),
        TargetInvocationException { InnerException: { } inner } => Tell(inner),
        OptionsValidationException wrong => (WrongSettings, wrong.Failures),
        RelayOptionsException wrong => (WrongSettings, wrong.Errors),
        SpoolException => (Failed, [exception.Message]),
        SocketException => (WrongSettings, [$"An address cannot be listened on: {exception.Message}."]),
        CryptographicException => (WrongSettings, [$"A certificate or a key cannot be used: {exception.Message}"]),

        // A value that is no number, an open webhook, a file of settings that is none, an address in use: the message says it, and where it happened helps nobody.
        InvalidOperationException or FormatException or IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException =>
            (WrongSettings, [exception.InnerException is { } cause && exception is InvalidDataException ? $"{exception.Message} {cause.Message}" : exception.Message]),
        _ => (Failed, [exception.ToString()]),
    };
}
