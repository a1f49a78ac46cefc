using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using S3Snowplow.Core.Tests.Diagnostics;
using S3Snowplow.Lambda.Logging;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Logging;

/// <summary>What the function writes to standard output.</summary>
public sealed partial class LogLineTests
{
    // Nothing of an object: no key, no bucket, no payload.
    private static readonly HashSet<string> Harmless = ["Reason", "Messages", "Failed", "Path", "Status"];

    [Fact]
    public void Text_OfAMessage_IsOneLine()
    {
        string written = Write([], logger => LambdaLog.ResponseRefused(logger, "invocation/a\nb", 410));

        Assert.Equal("2026-01-01T00:00:00.000Z WARN request 2004 The Runtime API refused invocation/a\rb with HTTP 410; the invocation counts as it does without it, and the next one is taken\n", written);
    }

    [Fact]
    public void Text_OfAnException_IsOneLineToo()
    {
        string written = Write([], logger => LambdaLog.InvocationFailed(logger, new InvalidOperationException("first\nsecond")));

        Assert.Contains("InvalidOperationException: first\rsecond", written, StringComparison.Ordinal);
        Assert.Equal(written.Length - 1, written.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public void Json_OfAMessage_HasTheDocumentedMembers()
    {
        string written = Write([("AWS_LAMBDA_LOG_FORMAT", "JSON")], logger => LambdaLog.BatchFailures(logger, 10, 3));

        Assert.Equal("""{"timestamp":"2026-01-01T00:00:00.000Z","level":"WARN","requestId":"request","eventId":2001,"message":"Relayed 10 messages; 3 go back to the queue"}""" + "\n", written);
    }

    [Fact]
    public void Json_OfAnException_HasTypeMessageAndStack()
    {
        string written = Write([("AWS_LAMBDA_LOG_FORMAT", "json")], logger => LambdaLog.InvocationFailed(logger, new InvalidOperationException("first\nsecond")));

        using JsonDocument line = JsonDocument.Parse(written);
        Assert.Equal("System.InvalidOperationException", line.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("first\nsecond", line.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal("ERROR", line.RootElement.GetProperty("level").GetString());
    }

    [Theory]
    [InlineData("TRACE", LogLevel.Trace)]
    [InlineData("debug", LogLevel.Debug)]
    [InlineData("INFO", LogLevel.Information)]
    [InlineData("WARN", LogLevel.Warning)]
    [InlineData("ERROR", LogLevel.Error)]
    [InlineData("FATAL", LogLevel.Critical)]
    [InlineData("", LogLevel.Information)]
    public void Level_OfTheVariable_IsTheLeastThatIsWritten(string name, LogLevel level)
    {
        using var output = new MemoryStream();
        using var loggers = new StdoutLoggerFactory(_ => name, output, new ManualTimeProvider());
        ILogger logger = loggers.CreateLogger("any");

        Assert.True(logger.IsEnabled(level));
        Assert.False(logger.IsEnabled(level - 1));
        Assert.False(logger.IsEnabled(LogLevel.None));
    }

    [Fact]
    public async Task Function_InJson_WritesJsonLinesOnlyWithTheirRequest()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("AWS_LAMBDA_LOG_FORMAT", "JSON"));

        LambdaAnswer answer = await rig.InvokeAsync("no JSON");

        string[] lines = rig.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
        Assert.Contains(lines, line => line.Contains($"\"requestId\":\"{answer.RequestId}\",\"eventId\":2002", StringComparison.Ordinal));
    }

    [Fact]
    public void Messages_OfTheDocument_AreThoseOfTheCode()
    {
        (int Id, LogLevel Level, string Name, string Message)[] declared = Declared();

        Assert.Equal(
            declared.Select(message => $"{message.Id} {message.Level} {message.Name}: {message.Message}"),
            TelemetryDocument.Table("Log messages of S3Snowplow.Lambda").Select(row => $"{row[0]} {row[1]} {row[2]}: {row[3]}"));
    }

    [Fact]
    public void Messages_HaveIdsOfTheirBlockAndSayNothingPrivate()
    {
        (int Id, LogLevel Level, string Name, string Message)[] declared = Declared();

        Assert.All(declared, message => Assert.InRange(message.Id, 2000, 2999));
        Assert.Equal(declared.Length, declared.Select(message => message.Id).Distinct().Count());
        Assert.Subset(Harmless, declared.SelectMany(message => Placeholder().Matches(message.Message)).Select(match => match.Groups["name"].Value).ToHashSet());
    }

    private static (int Id, LogLevel Level, string Name, string Message)[] Declared() =>
    [
        .. typeof(LambdaLog).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(one => one.Attribute is not null)
            .Select(one => (one.Attribute!.EventId, one.Attribute.Level, one.Method.Name, one.Attribute.Message))
            .OrderBy(one => one.EventId),
    ];

    private static string Write((string Name, string Value)[] variables, Action<ILogger> log)
    {
        using var output = new MemoryStream();
        using var loggers = new StdoutLoggerFactory(variables.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal).GetValueOrDefault, output, new ManualTimeProvider());
        CurrentRequest.Id = "request";
        log(loggers.CreateLogger("any"));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
