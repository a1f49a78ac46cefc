using System.Reflection;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity.Hosting.Diagnostics;
using S3Snowplow.Core.Tests.Diagnostics;

namespace S3Snowplow.Capacity.Tests.Hosting;

public sealed class LogTests
{
    [Fact]
    public void Messages_OfTheDocument_AreThoseOfTheCode() => Assert.Equal(
        typeof(Log).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(declared => declared.Attribute is not null)
            .OrderBy(declared => declared.Attribute!.EventId)
            .Select(declared => $"{declared.Attribute!.EventId} {declared.Attribute.Level} {declared.Method.Name}: {declared.Attribute.Message}"),
        TelemetryDocument.Table("Log messages of S3Snowplow.Capacity.Hosting").Select(row => $"{row[0]} {row[1]} {row[2]}: {row[3]}"));
}
