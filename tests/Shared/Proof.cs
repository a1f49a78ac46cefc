namespace S3Snowplow.Tests.Shared;

/// <summary>How much of a long proof is carried out: a part of it in each run of the tests, the whole where <c>S3SNOWPLOW_PROOF</c> is <c>whole</c>, as <c>eng/proof.sh</c> sets it.</summary>
internal static class Proof
{
    private const string Variable = "S3SNOWPLOW_PROOF";

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => false,
        "whole" => true,
        string other => throw new InvalidOperationException($"{Variable} is '{other}'; allowed: whole, or nothing."),
    };

    /// <summary>A count: of runs, of kills, of messages.</summary>
    /// <param name="part">What each run of the tests has.</param>
    /// <param name="whole">What the whole proof has.</param>
    public static int Count(int part, int whole) => IsWhole ? whole : part;
}
