using System.Text.Json;
using S3Snowplow.Dashboard.Tests.Rig;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>The top of the page has every figure of the relay, and names what is not well.</summary>
[Collection(BrowserTests.Name)]
public sealed class HeaderTests(Chromium chromium)
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 15, 42, 10, TimeSpan.Zero);

    [BrowserFact]
    public async Task Header_ARelayThatDelivers_HasItsFigures()
    {
        var relay = new DashboardRelay("delivering", At.AddSeconds(-90), 7, 3, 104_233, 12, 2, 1240, []);
        await using Visit visit = await ShownAsync(new DashboardOverview(At, 1, At, "s3snowplow", false, null, relay, [new("pager", "working", "was sent nothing yet", 0)], []));

        await Expect(visit.Page.Locator("#relay")).ToHaveTextAsync(
            "Collector delivering, last answer 1 min ago" + "Held 7, in the spool 3" + "Events 1,240 / min, delivered 104,233, rejected 12, kept 2");
        await Expect(visit.Page.Locator("#channels")).ToHaveTextAsync("Alerts: pager ok");
        await Expect(visit.Page.Locator("#problem")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#empty")).ToHaveTextAsync("No pipeline is judged yet. It shows here as soon as the bands have one.");
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Header_WhatIsNotWell_IsNamedWithItsReason()
    {
        var relay = new DashboardRelay("retrying", null, 7, null, null, null, null, null, [new("queue", "restarting", "access was refused")]);
        DashboardChannel[] channels = [new("pager", "failing", "takes nothing since 15:00 UTC: 503", 2), new("mail", "working", "", 0)];
        await using Visit visit = await ShownAsync(new DashboardOverview(At, 1, At, "s3snowplow", true, "The bands are not taken.", relay, channels, []));

        await Expect(visit.Page.Locator("#relay")).ToHaveTextAsync("Collector retrying, no answer yet" + "Held 7");
        await Expect(visit.Page.Locator("#channels")).ToHaveTextAsync("Alerts: pager failing (2 waiting) takes nothing since 15:00 UTC: 503, mail ok");
        await Expect(visit.Page.Locator("#problem")).ToHaveTextAsync(
            "Nothing is heard of s3snowplow: whether data come in is not known. The bands are not taken. Source queue is restarting: access was refused");
        Assert.Empty(await visit.BarriersAsync());
    }

    // A real page, of which the overview is what the test says.
    private async Task<Visit> ShownAsync(DashboardOverview overview)
    {
        using var played = new Played("bands: { small: 600 MB/h }\npipelines: { a: { band: small, inputs: [ { bucket: a } ] } }");
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        Visit visit = await Visit.BeginAsync(chromium, only: page.Address);
        visit.ExpectsNetworkErrors = true;
        await visit.Page.RouteAsync("**/api/stream", route => route.AbortAsync());
        await visit.Page.RouteAsync("**/api/overview", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(overview, DashboardJson.Default.DashboardOverview),
        }));
        await visit.Page.GotoAsync(page.Address.AbsoluteUri);
        await Expect(visit.Page.Locator("#relay span").First).ToBeVisibleAsync();
        return visit;
    }
}
