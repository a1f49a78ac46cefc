namespace S3Snowplow.Testing.Tests;

/// <summary>How the program was set that answered as recorded: read from its own answers, for a recording does not say it otherwise.</summary>
internal static class RecordedSettings
{
    /// <summary>The settings under which the local collector is to answer the same.</summary>
    public static LocalCollectorOptions Of(Exchange[] exchanges)
    {
        bool isMicro = Array.Exists(exchanges, exchange => exchange.Line.Contains(" /micro/", StringComparison.Ordinal));
        var options = new LocalCollectorOptions
        {
            Software = isMicro ? SnowplowSoftware.Micro1 : SnowplowSoftware.Collector2,
            HasCookie = Array.Exists(exchanges, exchange => exchange.Header("Set-Cookie").Length > 0),
            HasRedirects = Array.Exists(exchanges, exchange => exchange.Status == 302),
            RootPage = Array.Find(exchanges, exchange => IsFound(exchange, "GET / ")) is { } root ? System.Text.Encoding.UTF8.GetString(root.Answer) : null,
        };
        options.Paths["/com.acme/track"] = "/" + Tp2.Path;
        if (Array.Exists(exchanges, exchange => IsFound(exchange, "GET /crossdomain.xml ")))
        {
            options.CrossDomains.Add("*");
        }

        return options;
    }

    private static bool IsFound(Exchange exchange, string line) => exchange.Status == 200 && exchange.Line.StartsWith(line, StringComparison.Ordinal);
}
