using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Hosting.Tests.Spool;

/// <summary>Appends to a spool for as long as it lives, and prints the number of each notification once it is durable: what a kill test kills.</summary>
internal static class SpoolWriterProgram
{
    public static async Task Main(string[] args)
    {
        if (args is not [string folder, string from])
        {
            return;
        }

        await using var spool = new NotificationSpool(folder, new SpoolOptions(), TimeProvider.System, NullLogger.Instance);
        using Stream output = Console.OpenStandardOutput();
        int next = int.Parse(from, CultureInfo.InvariantCulture);
        object gate = new();
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
}
