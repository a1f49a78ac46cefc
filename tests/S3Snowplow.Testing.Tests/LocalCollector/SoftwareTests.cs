using System.Net;
using System.Text.Json;

namespace S3Snowplow.Testing.Tests;

/// <summary>What one software answers unlike another.</summary>
public sealed class SoftwareTests
{
    [Theory]
    [InlineData(SnowplowSoftware.Micro1, "health", 503, "Service Unavailable")]
    [InlineData(SnowplowSoftware.Micro2, "health", 200, "ok")]
    [InlineData(SnowplowSoftware.Micro4, "health", 200, "ok")]
    [InlineData(SnowplowSoftware.Collector2, "health", 200, "OK")]
    [InlineData(SnowplowSoftware.Collector3, "health", 200, "ok")]
    [InlineData(SnowplowSoftware.Micro1, "sink-health", 200, "OK")]
    [InlineData(SnowplowSoftware.Micro4, "sink-health", 200, "ok")]
    [InlineData(SnowplowSoftware.Micro4, "robots.txt", 200, "User-agent: *\nDisallow: /")]
    [InlineData(SnowplowSoftware.Collector2, "", 404, "404 not found")]
    [InlineData(SnowplowSoftware.Collector3, "", 404, "Not found")]
    [InlineData(SnowplowSoftware.Collector2, "crossdomain.xml", 404, "404 not found")]
    [InlineData(SnowplowSoftware.Collector2, "r/tp2?u=http%3A%2F%2F127.0.0.1", 404, "redirects disabled")]
    public async Task Get_PageBesideTracking_IsThatOfTheSoftware(SnowplowSoftware software, string path, int status, string body)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = software });
        collector.Faults.Always(CollectorFault.Hang());
        collector.Faults.Clear();
        using var client = new HttpClient { BaseAddress = collector.Uri };

        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative));

        Assert.Equal((status, body), ((int)response.StatusCode, await response.TextAsync()));
        await collector.WaitUntilJudgedAsync();
        Assert.Equal(0, collector.Counts.Total);
    }

    [Theory]
    [InlineData(SnowplowSoftware.Collector2, "sp=", "; Secure; HttpOnly; SameSite=None", true, "text/plain; charset=UTF-8")]
    [InlineData(SnowplowSoftware.Collector3, "sp=", "; Secure; HttpOnly; SameSite=None", false, "text/plain")]
    [InlineData(SnowplowSoftware.Micro1, "micro=", "; Path=/", true, "text/plain; charset=UTF-8")]
    [InlineData(SnowplowSoftware.Micro4, "micro=", "; Path=/", false, "text/plain")]
    public async Task Post_Answer_HasTheHeadersOfTheSoftware(SnowplowSoftware software, string cookie, string scope, bool hasPolicy, string type)
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.Software = software);
        fixture.Client.DefaultRequestHeaders.Add("Origin", "https://example.org");

        using HttpResponseMessage response = await fixture.Client.PostAsync(Tp2.Body(Tp2.Purchase()));

        string set = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith(cookie, set, StringComparison.Ordinal);
        Assert.EndsWith(scope, set, StringComparison.Ordinal);
        Assert.Equal(hasPolicy, response.Headers.Contains("P3P"));
        Assert.Equal("https://example.org", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal(type, Assert.Single(response.Content.Headers.GetValues("Content-Type")));
    }

    [Theory]
    [InlineData(SnowplowSoftware.Collector2, "sp")]
    [InlineData(SnowplowSoftware.Micro4, "micro")]
    public async Task Post_WithTheCookie_KeepsItsUser(SnowplowSoftware software, string name)
    {
        const string id = "11111111-1111-4111-8111-111111111111";
        await using var fixture = await CollectorFixture.StartAsync(options => options.Software = software);
        fixture.Client.DefaultRequestHeaders.Add("Cookie", $"{name}={id}");

        using HttpResponseMessage response = await fixture.Client.PostAsync(Tp2.Body(Tp2.Purchase()));
        await fixture.Collector.WaitForAsync(1);

        Assert.StartsWith($"{name}={id};", Assert.Single(response.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        Assert.Equal(id, Assert.Single(fixture.Collector.Good).Atomic.Single(value => value.Column == "network_userid").Text);
    }

    [Fact]
    public async Task Options_OfACollector_AreAnswered()
    {
        var options = new LocalCollectorOptions { Software = SnowplowSoftware.Collector2, HasCookie = false, HasRedirects = true, RootPage = "welcome" };
        options.CrossDomains.Add("*.acme.com");
        options.Paths["/com.acme/track"] = "/" + Tp2.Path;
        await using LocalCollector collector = await LocalCollector.StartAsync(options);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = collector.Uri };

        using HttpResponseMessage redirect = await client.GetAsync(new Uri("r/tp2?u=https%3A%2F%2Fexample.org%2Fa", UriKind.Relative));
        using HttpResponseMessage nowhere = await client.GetAsync(new Uri("r/tp2", UriKind.Relative));
        using HttpResponseMessage post = await client.PostAsync("{}", "com.acme/track");
        await collector.WaitForAsync(1);

        Assert.Equal((HttpStatusCode.Found, "https://example.org/a"), (redirect.StatusCode, redirect.Headers.Location?.AbsoluteUri));
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);
        Assert.Equal("welcome", await client.GetStringAsync(new Uri("/", UriKind.Relative)));
        Assert.Contains("domain=\"*.acme.com\"", await client.GetStringAsync(new Uri("crossdomain.xml", UriKind.Relative)), StringComparison.Ordinal);
        Assert.False(post.Headers.Contains("Set-Cookie"));
        Assert.Equal("tracker_protocol_violations", Assert.Single(collector.Bad).Kind);
    }

    [Theory]
    [InlineData(SnowplowSoftware.Collector2)]
    [InlineData(SnowplowSoftware.Collector3)]
    public async Task Micro_OfACollector_IsAPathLikeAnyOther(SnowplowSoftware software)
    {
        await using LocalCollector collector = await LocalCollector.StartAsync(new() { Software = software });
        using var client = new HttpClient { BaseAddress = collector.Uri };

        using HttpResponseMessage response = await client.GetAsync(new Uri("micro/good", UriKind.Relative));
        await collector.WaitForAsync(1);

        Assert.Equal("image/gif", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("adapter_failures", Assert.Single(collector.Bad).Kind);
    }

    [Theory]
    [InlineData("203.0.113.7, 10.0.0.1", null, "203.0.113.7")]
    [InlineData(null, "203.0.113.8", "203.0.113.8")]
    [InlineData("2001:db8::1", "203.0.113.8", "2001:db8::1")]
    [InlineData("nobody", "203.0.113.8", "203.0.113.8")]
    [InlineData("unknown", null, "unknown")]
    [InlineData(null, null, "127.0.0.1")]
    public async Task Post_ThroughProxies_HasTheAddressOfTheFirstSender(string? forwarded, string? real, string address)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        if (forwarded is not null)
            fixture.Client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
        if (real is not null)
            fixture.Client.DefaultRequestHeaders.Add("X-Real-Ip", real);

        GoodEvent good = await fixture.SendGoodAsync(Tp2.Purchase());

        Assert.Equal(address, good.Atomic.Single(value => value.Column == "user_ipaddress").Text);
    }

    [Fact]
    public async Task Good_RawEvent_HasTheHeadersThatTheCollectorKeeps()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.Software = SnowplowSoftware.Micro1);
        fixture.Client.DefaultRequestHeaders.Add("SP-Anonymous", "*");
        fixture.Client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        await fixture.SendAsync(Tp2.Purchase());

        using JsonDocument shown = JsonDocument.Parse(await fixture.Client.GetStringAsync(new Uri("micro/good", UriKind.Relative)));

        JsonElement raw = shown.RootElement[0].GetProperty("rawEvent");
        Assert.Equal("application/json", raw.GetProperty("contentType").GetString());
        Assert.Equal("127.0.0.1", raw.GetProperty("source").GetProperty("hostname").GetString());
        Assert.Equal(
            ["Timeout-Access: <function1>", $"Host: {fixture.Collector.Uri.Authority}", "SP-Anonymous: *", "application/json"],
            raw.GetProperty("context").GetProperty("headers").EnumerateArray().Select(header => header.GetString()!));
        Assert.False(shown.RootElement[0].TryGetProperty("incomplete", out _));
    }
}
