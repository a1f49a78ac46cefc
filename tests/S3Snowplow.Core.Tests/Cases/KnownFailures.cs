using System.Text;

namespace S3Snowplow.Core.Tests.Cases;

/// <summary>
/// The bodies of <c>known-failures.txt</c>, which are not read right yet, each with the reason. The list only shrinks: a body on it that is read right fails its test.
/// </summary>
internal static class KnownFailures
{
    private static readonly Dictionary<string, string> Reasons = Read();

    /// <summary>Why the body is not read right yet, or <see langword="null"/> where it has to be.</summary>
    public static string? ReasonOf(string body) => Reasons.GetValueOrDefault(body);

    // A line with a number sign is the reason of the bodies below it.
    private static Dictionary<string, string> Read()
    {
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        string reason = "";
        foreach (string line in Encoding.UTF8.GetString(RepositoryFile.Read("tests/S3Snowplow.Core.Tests/Cases/known-failures.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line[0] == '#')
            {
                reason = line[1..].Trim();
            }
            else
            {
                reasons.Add(line, reason);
            }
        }

        return reasons;
    }
}
