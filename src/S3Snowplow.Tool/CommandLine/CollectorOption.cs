using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using S3Snowplow.Delivery;

namespace S3Snowplow.Tool;

/// <summary>The options that say which collector gets the events, and what is wrong with them in their names.</summary>
internal static partial class CollectorOption
{
    /// <summary>Makes <c>--collector</c>.</summary>
    /// <param name="description">What it is for.</param>
    /// <param name="isRequired">Whether the command needs it.</param>
    public static Option<Uri> Create(string description, bool isRequired) => AddressOption.Create("--collector", description, isRequired, isSecret: false);

    /// <summary>Makes <c>--allow-http</c>.</summary>
    public static Option<bool> AllowHttp() => new("--allow-http") { Description = "Allow http:// to other machines; the events then travel in the clear." };

    /// <summary>Refuses a collector that a relay would refuse, before anything is done.</summary>
    public static void Check(Command command, Option<Uri> collector, Option<bool>? allowHttp = null) => command.Validators.Add(result =>
    {
        if (AddressOption.Given(result, collector) is { } address)
        {
            foreach (string problem in Problems(new RelayOptions { CollectorUri = address, AllowHttp = allowHttp is not null && result.GetValue(allowHttp) }))
            {
                result.AddError(problem);
            }
        }
    });

    /// <summary>What is wrong with the settings of a relay, each in the name of its option.</summary>
    public static IEnumerable<string> Problems(RelayOptions options) => options.Validate().Select(Called);

    /// <summary>A message of the relay in the words of the command line.</summary>
    public static string Called(string message) => RetryBudget().Replace(
        message.Replace("CollectorUri ", "--collector ", StringComparison.Ordinal)
            .Replace("EventSchema ", "--schema ", StringComparison.Ordinal)
            .Replace("use https, or set AllowHttp (COLLECTOR_ALLOW_HTTP=true)", "use https, or give --allow-http", StringComparison.Ordinal),
        match => $"{TimeSpan.Parse(match.Groups["time"].Value, System.Globalization.CultureInfo.InvariantCulture).TotalSeconds:0.##} s");

    /// <summary>An address as it may be printed.</summary>
    public static string Printed(Uri address) => CollectorAddress.WithoutSecrets(address);

    [GeneratedRegex(@"Delivery\.RetryBudget \((?<time>[0-9:.]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RetryBudget();
}
