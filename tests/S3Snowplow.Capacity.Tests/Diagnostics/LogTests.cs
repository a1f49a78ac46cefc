using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Diagnostics;
using S3Snowplow.Core.Tests.Diagnostics;

namespace S3Snowplow.Capacity.Tests.Diagnostics;

public sealed partial class LogTests
{
    // No object's key, no webhook's address, no clone URL.
    private static readonly HashSet<string> Harmless =
        [
            "Beginning", "Branch", "Channel", "Count", "EffectiveFrom", "Folder", "Incident", "Kind", "Part", "Reason", "Revision", "Since", "Text", "Time", "Until",
        ];

    private static readonly IReadOnlyList<(int Id, LogLevel Level, string Name, string Message)> All =
    [
        .. typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(declared => declared.Attribute is not null)
            .Select(declared => (declared.Attribute!.EventId, declared.Attribute.Level, declared.Method.Name, declared.Attribute.Message))
            .OrderBy(declared => declared.EventId),
    ];

    [Fact]
    public void Messages_OfThisPackage_HaveIdsOfTheirOwnInItsBlock()
    {
        Assert.NotEmpty(All);
        Assert.All(All, message => Assert.InRange(message.Id, 4000, 4999));
        Assert.Equal(All.Count, All.Select(message => message.Id).Distinct().Count());
        Assert.Equal(All.Count, All.Select(message => message.Name).Distinct().Count());
    }

    [Fact]
    public void Messages_OfThisPackage_SayNothingButThis() => Assert.Subset(
        Harmless, All.SelectMany(message => Placeholder().Matches(message.Message)).Select(match => match.Groups["name"].Value).ToHashSet());

    [Fact]
    public void Messages_OfTheDocument_AreThoseOfTheCode() => Assert.Equal(
        All.Select(message => $"{message.Id} {message.Level} {message.Name}: {message.Message}"),
        TelemetryDocument.Table("Log messages of S3Snowplow.Capacity").Select(row => $"{row[0]} {row[1]} {row[2]}: {row[3]}"));

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
