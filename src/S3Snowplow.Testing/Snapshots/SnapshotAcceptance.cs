namespace S3Snowplow.Testing;

/// <summary>Whether the person who runs the tests wants what was received to become the expectation.</summary>
internal static class SnapshotAcceptance
{
    /// <summary>The variable that asks for it with the value <c>1</c>.</summary>
    public const string Variable = "S3SNOWPLOW_ACCEPT_SNAPSHOTS";

    /// <summary>The answer of this process's environment.</summary>
    public static bool IsWanted() => IsWanted(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("CI"));

    /// <summary>Only the value <c>1</c> accepts, and never on a build server: there, an expectation that nobody reviewed would pass.</summary>
    /// <param name="accept">The value of <see cref="Variable"/>.</param>
    /// <param name="ci">The value of <c>CI</c>; <c>true</c> or <c>1</c> mark a build server.</param>
    public static bool IsWanted(string? accept, string? ci) =>
        accept == "1" && !string.Equals(ci, "true", StringComparison.OrdinalIgnoreCase) && ci != "1";
}
