using System.Text;
using System.Text.Json;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>The tp2 parameters of an event as the collector's side reads them.</summary>
internal static class Tp2Parameters
{
    /// <summary>Each name once, each value a string: anything else fails the whole request in Enrich.</summary>
    public static Dictionary<string, string> Of(SnowplowEvent snowplowEvent) => Of((byte[])[(byte)'{', .. snowplowEvent.Parameters.Span, (byte)'}']);

    public static Dictionary<string, string> Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString()!);
    }

    /// <summary>Base64 with the URL-safe alphabet, as Enrich decodes it.</summary>
    public static string DecodeBase64(string text)
    {
        Assert.DoesNotContain('=', text);
        Assert.DoesNotContain('+', text);
        Assert.DoesNotContain('/', text);
        return Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(text));
    }
}
