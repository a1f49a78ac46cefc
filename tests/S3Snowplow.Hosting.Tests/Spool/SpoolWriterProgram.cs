using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Hosting.Tests.Spool;

/// <summary>What the kill tests kill: a process that appends to a spool for as long as it lives, or one that recovers a spool and ends itself at a step of that.</summary>
internal static class SpoolWriterProgram
{
    public static async Task Main(string[] args)
    {
        if (args is ["recover", string damaged, string step, string times])
        {
            await RecoverAsync(damaged, step, int.Parse(times, CultureInfo.InvariantCulture));
        }
        else if (args is [string folder, string from])
        {
            await WriteAsync(folder, int.Parse(from, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Prints the number of each notification once it is durable.</summary>
    private static async Task WriteAsync(string folder, int next)
    {
        await using var spool = new NotificationSpool(folder, new SpoolOptions(), TimeProvider.System, NullLogger.Instance);
        using Stream output = Console.OpenStandardOutput();
        Lock gate = new();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                int number = Interlocked.Increment(ref next);
                await spool.AppendAsync(Encoding.UTF8.GetBytes($"body {number}"), $"n{number}");
                lock (gate)
                {
                    output.Write(Encoding.UTF8.GetBytes($"{number}\n"));
                    output.Flush();
                }
            }
        })));
    }

    /// <summary>Kills itself at the nth time of a step, or ends when there is no such; prints the steps.</summary>
    private static async Task RecoverAsync(string folder, string step, int times)
    {
        void Reached(string reached)
        {
            Console.WriteLine(reached);
            Console.Out.Flush();
            if (reached == step && Interlocked.Decrement(ref times) == 0)
            {
                // As kill -9: nothing is flushed, closed or told.
                Process.GetCurrentProcess().Kill();
                new ManualResetEventSlim().Wait();
            }
        }

        await using var spool = new NotificationSpool(folder, new SpoolOptions(), TimeProvider.System, NullLogger.Instance, Reached);
        await spool.Recovered;
    }
}
