using System.Reflection;
using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Core.Tests.Diagnostics;

/// <summary>The log messages that the core declares.</summary>
internal static class LogMessages
{
    private const BindingFlags Declared =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<(int Id, LogLevel Level, string Name, string Message)> All { get; } =
    [
        .. typeof(Log).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(Declared))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(declared => declared.Attribute is not null)
            .Select(declared => (
                declared.Attribute!.EventId,
                declared.Attribute.Level,
                declared.Attribute.EventName ?? declared.Method.Name,
                declared.Attribute.Message))
            .OrderBy(declared => declared.EventId),
    ];
}
