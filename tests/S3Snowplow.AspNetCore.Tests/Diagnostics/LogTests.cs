using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.Core.Tests.Diagnostics;

namespace S3Snowplow.AspNetCore.Tests.Diagnostics;

public sealed partial class LogTests
{
    // Nothing of a body or of a sender.
    private static readonly HashSet<string> Harmless = ["Problem", "Pattern", "Reason", "Status", "Count", "Topic"];

    [Fact]
    public void Messages_OfTheDocument_AreThoseOfTheCode() => Assert.Equal(
        Declared().Select(message => $"{message.Id} {message.Level} {message.Name}: {message.Message}"),
        TelemetryDocument.Table("Log messages of S3Snowplow.AspNetCore").Select(row => $"{row[0]} {row[1]} {row[2]}: {row[3]}"));

    [Fact]
    public void Messages_HaveIdsOfTheirBlockAndSayNothingPrivate()
    {
        (int Id, LogLevel Level, string Name, string Message)[] declared = Declared();

        Assert.All(declared, message => Assert.InRange(message.Id, 3500, 3599));
        Assert.Equal(declared.Length, declared.Select(message => message.Id).Distinct().Count());
        Assert.Subset(Harmless, declared.SelectMany(message => Placeholder().Matches(message.Message)).Select(match => match.Groups["name"].Value).ToHashSet());
    }

    private static (int Id, LogLevel Level, string Name, string Message)[] Declared() =>
    [
        .. typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(one => one.Attribute is not null)
            .Select(one => (one.Attribute!.EventId, one.Attribute.Level, one.Attribute.EventName ?? one.Method.Name, one.Attribute.Message))
            .OrderBy(one => one.EventId),
    ];

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
