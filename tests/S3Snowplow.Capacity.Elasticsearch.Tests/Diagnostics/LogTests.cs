using System.Reflection;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Elasticsearch.Diagnostics;
using S3Snowplow.Core.Tests.Diagnostics;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Diagnostics;

public sealed class LogTests
{
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
        Assert.All(All, message => Assert.InRange(message.Id, 4040, 4069));
        Assert.Equal(All.Count, All.Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public void Messages_OfTheDocument_AreThoseOfTheCode() => Assert.Equal(
        All.Select(message => $"{message.Id} {message.Level} {message.Name}: {message.Message}"),
        TelemetryDocument.Table("Log messages of S3Snowplow.Capacity.Elasticsearch").Select(row => $"{row[0]} {row[1]} {row[2]}: {row[3]}"));
}
