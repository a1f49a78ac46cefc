using System.Text.RegularExpressions;
using S3Snowplow.Diagnostics;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Diagnostics;

public sealed partial class LogTests
{
    // Nothing of an object but its count or its place: no key, no bucket, no payload, no address with user-info.
    private static readonly HashSet<string> Harmless =
        ["Collector", "EventSchema", "Layout", "AppId", "NotificationId", "Kind", "Path", "Offset", "Reason", "Text", "Count", "Index", "Outcome", "Answer", "DetailType", "IsDataArrival"];

    [Fact]
    public void Messages_OfTheCore_HaveIdsOfTheirOwnInItsBlock()
    {
        Assert.NotEmpty(LogMessages.All);
        Assert.All(LogMessages.All, message => Assert.InRange(message.Id, 1000, 1999));
        Assert.Equal(LogMessages.All.Count, LogMessages.All.Select(message => message.Id).Distinct().Count());
        Assert.Equal(LogMessages.All.Count, LogMessages.All.Select(message => message.Name).Distinct().Count());
    }

    [Fact]
    public void Messages_OfTheCore_SayNothingButThis() => Assert.Subset(
        Harmless, LogMessages.All.SelectMany(message => Placeholder().Matches(message.Message)).Select(match => match.Groups["name"].Value).ToHashSet());

    [Fact]
    public void Rejected_Logged_HasItsIdAndWords()
    {
        using var loggers = new RecordingLoggerFactory();

        Log.Rejected(loggers.CreateLogger("test"), 3, "the event is too large", "too_large");

        LogEntry entry = Assert.Single(loggers.Entries);
        Assert.Equal(1010, entry.EventId.Id);
        Assert.Equal("Rejected 3 events: the event is too large (too_large)", entry.Message);
    }

    [Theory]
    [InlineData("https://user:SECRET@collector.acme.com")]
    [InlineData("user:SECRET@collector.acme.com")]
    [InlineData("https://collector.acme.com/?token=SECRET")]
    public void Relay_CollectorWithASecret_IsRefusedWithoutLoggingIt(string collector)
    {
        using var loggers = new RecordingLoggerFactory();

        RelayOptionsException exception = Assert.Throws<RelayOptionsException>(
            () => new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri(collector) }, loggerFactory: loggers));

        Assert.DoesNotContain("SECRET", exception.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Null(exception.InnerException);
        Assert.DoesNotContain(loggers.Entries, entry => entry.Message.Contains("SECRET", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Relay_Started_SaysWhereToAndAsWhat()
    {
        using var loggers = new RecordingLoggerFactory();

        await using (new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.acme.com:8443") }, loggerFactory: loggers))
        {
        }

        LogEntry entry = Assert.Single(loggers.Entries, entry => entry.EventId.Id == 1000);
        Assert.StartsWith("Relaying to https://collector.acme.com:8443/ as iglu:io.s3snowplow/object_event/jsonschema/1-0-0 ", entry.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
