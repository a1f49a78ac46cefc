namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>The two arms by turns, each with the same kinds of work; ratios are taken within a round.</summary>
internal sealed class ArmRounds(ArmProcess present, ArmProcess earlier, int count)
{
    /// <summary>One source, callers that each wait, four sources on one relay.</summary>
    public static readonly string[] Works = ["run", "callers", "sources"];

    private readonly Dictionary<(string Work, bool Present), List<ArmCost>> _costs = [];

    /// <summary>Runs so many rounds and forgets what came before them.</summary>
    public async Task RunAsync(int rounds)
    {
        _costs.Clear();
        for (int round = 0; round < rounds; round++)
        {
            foreach (string work in Works)
            {
                // Who begins takes turns too: the second one finds the caches of the first.
                bool first = round % 2 == 0;
                await MeasureAsync(work, first);
                await MeasureAsync(work, !first);
            }
        }
    }

    public double Median(string work, bool ofPresent, Func<ArmCost, double> value) => Quartiles(_costs[(work, ofPresent)].Select(value)).Median;

    /// <summary>What the present relay takes of what the earlier one takes.</summary>
    public (double Low, double Median, double High) Ratio(string work, Func<ArmCost, double> value) =>
        Quartiles(_costs[(work, true)].Zip(_costs[(work, false)], (ours, theirs) => value(ours) / value(theirs)));

    /// <summary>How many times as much one kind of work gets done as another, by the same arm.</summary>
    public (double Low, double Median, double High) Gain(string work, string other, bool ofPresent, Func<ArmCost, double> value) =>
        Quartiles(_costs[(other, ofPresent)].Zip(_costs[(work, ofPresent)], (one, many) => value(one) / value(many)));

    private async Task MeasureAsync(string work, bool ofPresent)
    {
        ArmCost cost = await (ofPresent ? present : earlier).RoundAsync(work, count);
        if (!_costs.TryGetValue((work, ofPresent), out List<ArmCost>? costs))
        {
            _costs[(work, ofPresent)] = costs = [];
        }

        costs.Add(cost);
    }

    private static (double Low, double Median, double High) Quartiles(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 4], (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[sorted.Length * 3 / 4]);
    }
}
