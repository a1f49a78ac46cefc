using System.Diagnostics;
using System.Globalization;
using S3Snowplow.Capacity;
using YamlDotNet.Core;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>Reading and checking a file of ten thousand pipelines, beside YamlDotNet's scanner, which only finds its tokens.</summary>
internal static class ParseRun
{
    private const int Pipelines = 10_000;

    public static void Run(bool quick)
    {
        string text = SampleBands.Yaml(Pipelines);
        List<(double Scan, double Parse)> rounds = [];
        for (int round = -2; round < (quick ? 2 : 15); round++)
        {
            double scan = Time(() => Scan(text));
            double parse = Time(() => CapacityBands.Parse(text, "bands.yml").Pipelines.Count == Pipelines);
            if (round >= 0)
            {
                rounds.Add((scan, parse));
            }
        }

        double[] ratios = [.. rounds.Select(round => round.Parse / round.Scan).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `bands.yml`, {Pipelines:N0} pipelines, {text.Length / 1e6:F1} MB | ms |"));
        Console.WriteLine("|---|---:|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| YamlDotNet's scanner | {Service.ServiceProgram.Median(rounds.Select(round => round.Scan)):F0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `CapacityBands.Parse`: read, checked, ready to resolve | {Service.ServiceProgram.Median(rounds.Select(round => round.Parse)):F0} |"));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Parse / scan: **{Service.ServiceProgram.Median(ratios):F1}** ({ratios[0]:F1} to {ratios[^1]:F1}); must: under 10."));
    }

    private static bool Scan(string text)
    {
        var scanner = new Scanner(new StringReader(text), skipComments: true);
        int tokens = 0;
        while (scanner.MoveNext())
        {
            tokens++;
        }

        return tokens > Pipelines;
    }

    private static double Time(Func<bool> work)
    {
        GC.Collect();
        long started = Stopwatch.GetTimestamp();
        if (!work())
        {
            throw new InvalidOperationException("It was not read whole.");
        }

        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
