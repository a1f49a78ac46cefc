using System.Globalization;
using System.Text.RegularExpressions;

namespace S3Snowplow.Tool;

/// <summary>The order in which people go through what is wrong.</summary>
internal static partial class SettingProblems
{
    /// <summary>Messages by file, line and column; behind them those without such a place, as they came. The files stand in the order in which they are first named.</summary>
    public static IReadOnlyList<string> Sorted(IReadOnlyList<string> problems)
    {
        (string Text, Match Place)[] all = [.. problems.Select(problem => (problem, Placed().Match(problem)))];
        List<string> files = [.. all.Where(one => one.Place.Success).Select(one => one.Place.Groups["file"].Value).Distinct(StringComparer.Ordinal)];
        return
        [
            .. all.OrderBy(one => one.Place.Success ? files.IndexOf(one.Place.Groups["file"].Value) : int.MaxValue)
                .ThenBy(one => Number(one.Place.Groups["line"]))
                .ThenBy(one => Number(one.Place.Groups["column"]))
                .Select(one => one.Text),
        ];
    }

    private static int Number(Group group) => group.Success && int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^(?<file>.+?):(?<line>[0-9]+):(?<column>[0-9]+): ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placed();
}
