using System.Globalization;
using System.Security.Cryptography;

namespace S3Snowplow.IntegrationTests.Kills;

/// <summary>How much is killed, and when: by environment variables, for longer runs and for repeating one.</summary>
internal sealed record KillSettings
{
    /// <summary><c>S3SNOWPLOW_KILLS</c>: how often the service is killed; 5 times, and 200 in the whole proof.</summary>
    public int Kills { get; } = Number("S3SNOWPLOW_KILLS", Proof.Count(part: 5, whole: 200));

    /// <summary><c>S3SNOWPLOW_KILL_OBJECTS</c>: how many objects are put meanwhile; 1,500, and 5,000 in the whole proof.</summary>
    public int Objects { get; } = Number("S3SNOWPLOW_KILL_OBJECTS", Proof.Count(part: 1500, whole: 5000));

    /// <summary><c>S3SNOWPLOW_KILL_SEED</c>: chooses the moments. Another one each time, so that runs add up.</summary>
    public int Seed { get; } = Number("S3SNOWPLOW_KILL_SEED", RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary><c>S3SNOWPLOW_OUTAGE</c>: for how many seconds the collector answers 503, and then 404; 35, longer than the longest wait between two attempts, and 60 in the whole proof.</summary>
    public static TimeSpan Outage { get; } = TimeSpan.FromSeconds(Number("S3SNOWPLOW_OUTAGE", Proof.Count(part: 35, whole: 60)));

    /// <summary>Shows a result on the test's output, and adds it to the file that <c>S3SNOWPLOW_KILL_LOG</c> names.</summary>
    public static void Tell(Xunit.Abstractions.ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("S3SNOWPLOW_KILL_LOG") is { Length: > 0 } file)
        {
            File.AppendAllText(file, line + "\n");
        }
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
