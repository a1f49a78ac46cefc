using System.Reflection;
using Microsoft.Extensions.Logging;
using S3Snowplow.Hosting.Diagnostics;

namespace S3Snowplow.Hosting.Tests.Diagnostics;

/// <summary>What <c>docs/telemetry.md</c> says of this package's log messages is what the code has.</summary>
public sealed class LogTests
{
    private static readonly LoggerMessageAttribute[] Messages =
    [
        .. typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public).Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().OrderBy(message => message.EventId),
    ];

    [Fact]
    public void Ids_AreOfThisPackagesBlock_AndEachItsOwn()
    {
        Assert.All(Messages, message => Assert.InRange(message.EventId, 3000, 3499));
        Assert.Equal(Messages.Length, Messages.Select(message => message.EventId).Distinct().Count());
    }

    [Fact]
    public void Document_HasThemAll()
    {
        string[] rows = [.. File.ReadLines(RepositoryFile.PathOf("docs/telemetry.md")).SkipWhile(line => line != "## Log messages of S3Snowplow.Hosting").Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(line => line.StartsWith("| 3", StringComparison.Ordinal))];

        Assert.Equal(Messages.Select(message => $"| {message.EventId} | {message.Level} | {message.Message} |"), rows.Select(row => string.Join(" | ", row.Split(" | ") is [var id, var level, _, .. var rest] ? [id, level, .. rest] : [])));
    }
}
