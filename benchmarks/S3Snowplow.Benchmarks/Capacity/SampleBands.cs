using System.Globalization;
using System.Text;

namespace S3Snowplow.Benchmarks.Capacity;

/// <summary>A file with bands as a team with many pipelines has it.</summary>
internal static class SampleBands
{
    /// <summary>So many pipelines of three sizes, an input each; a part of them has the keys of <see cref="SampleNotifications"/>.</summary>
    public static string Yaml(int pipelines)
    {
        var text = new StringBuilder("""
            bands:
              small:  { throughput: 2 GiB/h }
              medium: { throughput: 10 GiB/h }
              large:  { throughput: 40 GiB/h }
            pipelines:

            """);
        for (int i = 0; i < pipelines; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  pipeline-{i:D5}:\n    band: {(i % 3) switch { 0 => "small", 1 => "medium", _ => "large" }}\n    inputs:\n      - {{ bucket: example-landing-zone-eu-central-1, prefix: {Prefix(i)} }}\n");
        }

        return text.ToString();
    }

    // The sample's keys end with the number of the object: part-00012345-of-…; a pipeline has a thousand of them.
    private static string Prefix(int pipeline) => string.Create(CultureInfo.InvariantCulture, $"incoming/orders/year=2026/month=03/day=01/part-{pipeline:D5}");
}
