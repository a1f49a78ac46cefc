namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>
/// The recorded requests that are answered otherwise, each with its reason, the servers and the numbers with which the files' names begin. The list only shrinks: one that passes fails its
/// test until it is taken out.
/// </summary>
internal static class RecordingKnownFailures
{
    private static readonly (string Reason, string Servers, string Numbers)[] All =
    [
    ];

    /// <summary>Why a recording fails; <see langword="null"/> where it has to pass.</summary>
    /// <param name="server">The server's folder.</param>
    /// <param name="number">What stands before the first dash of the file's name.</param>
    public static string? ReasonFor(string server, string number) =>
        All.Where(one => one.Servers.Split(' ').Any(name => server.StartsWith(name, StringComparison.Ordinal)) && one.Numbers.Split(' ').Contains(number)).Select(one => one.Reason).SingleOrDefault();
}
