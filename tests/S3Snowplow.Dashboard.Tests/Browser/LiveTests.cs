using Microsoft.Playwright;
using S3Snowplow.Dashboard.Tests.Rig;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>The page follows the judge, and says so where it cannot.</summary>
[Collection(BrowserTests.Name)]
public sealed class LiveTests(Chromium chromium)
{
    private const string Bands =
        "bands: { small: 600 MB/h, large: 6 GB/h }\npipelines: { a: { band: small, inputs: [ { bucket: a } ] }, b: { band: small, inputs: [ { bucket: b } ] }, c: { band: small, inputs: [ { bucket: c } ] } }";

    [BrowserFact]
    public async Task Page_AMinuteIsJudged_ShowsItWithinTwoSecondsOfTheServersClock()
    {
        using var played = new Played(Bands);
        await played.PassAsync(30, _ => [("a", 5_000_000)]);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address);
        await Expect(visit.Page.Locator("#clock")).ToHaveTextAsync("09:30 UTC, live");
        ILocator behind = visit.Page.Locator("#detail .facts > div").First.Locator(".value");
        await Expect(behind).ToHaveTextAsync("0 min");

        // The clock then stands one second behind the judged minute: nothing but the page is waited for.
        await played.PassAsync(1, _ => [("a", 200_000_000)]);
        await Expect(behind).ToHaveTextAsync($"{played["a"].Figures.Behind / 60} min");
        await Expect(visit.Page.Locator("#clock")).ToHaveTextAsync("09:31 UTC, live");
        Assert.Equal(19, played["a"].Figures.Behind / 60);
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Page_AnUpdate_KeepsFocusScrollAndWhatIsOpen()
    {
        using var played = new Played(Bands);
        await played.PassAsync(30, _ => [("a", 5_000_000)]);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address, new() { Width = 1280, Height = 500 });
        ILocator week = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Week" });
        await week.ClickAsync();
        await visit.Page.EvaluateAsync("() => { scrollTo(0, 200); document.querySelector('#rows > li').marked = true; }");

        // Another one is the worst now; somebody is in the opened one.
        await played.PassAsync(30, _ => [("a", 5_000_000), ("c", 100_000_000)]);
        await Expect(visit.Page.Locator("#counts")).ToContainTextAsync("critical");
        await Expect(visit.Page.Locator("#rows > li").First.Locator("h3")).ToHaveTextAsync("c");
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("a");
        await Expect(week).ToBeFocusedAsync();
        await Expect(week).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(["200", "true"], await visit.AskAsync("() => [String(Math.round(scrollY)), String([...document.querySelectorAll('#rows > li')].some((one) => one.marked))]"));

        // Nobody is any longer: at the next minute the worst is open.
        await visit.Page.EvaluateAsync("() => document.activeElement.blur()");
        await played.PassAsync(1, _ => []);
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("c");
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Told_OnlyChangesOfState_AreSaidAloud()
    {
        using var played = new Played(Bands);
        await played.PassAsync(30, _ => [("a", 5_000_000)]);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address);
        await played.PassAsync(1, _ => [("a", 6_000_000)]);
        await Expect(visit.Page.Locator("#clock")).ToHaveTextAsync("09:31 UTC, live");
        await Expect(visit.Page.Locator("#told")).ToBeEmptyAsync();

        await played.PassAsync(20, _ => [("b", 100_000_000)]);
        await Expect(visit.Page.Locator("#told")).ToContainTextAsync("b: critical since");
        Assert.StartsWith("1 critical", await visit.Page.TitleAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Page_TheServerGoes_SaysWhenItWasLastSeen()
    {
        using var played = new Played(Bands);
        await played.PassAsync(30, _ => [("a", 5_000_000)]);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address);
        await Expect(visit.Page.Locator("#clock")).ToHaveTextAsync("09:30 UTC, live");
        visit.ExpectsNetworkErrors = true;
        await page.StopAsync();

        await Expect(visit.Page.Locator("#clock")).ToHaveTextAsync("connection lost, last seen 09:30 UTC");
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("a");
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Page_WithoutAStream_AsksEveryTenSeconds()
    {
        using var played = new Played(Bands);
        await played.PassAsync(30, _ => [("a", 5_000_000)]);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.BeginAsync(chromium, only: page.Address);
        visit.ExpectsNetworkErrors = true;
        await visit.Page.RouteAsync("**/api/stream", route => route.AbortAsync());
        await visit.Page.GotoAsync(page.Address.AbsoluteUri);
        await visit.DrawnAsync();
        await Expect(visit.Page.Locator("#clock")).ToContainTextAsync("09:30 UTC, asked every 10 s");

        await played.PassAsync(1, _ => [("a", 200_000_000)]);
        await Expect(visit.Page.Locator("#clock")).ToContainTextAsync("09:31 UTC, asked every 10 s");
        await Expect(visit.Page.Locator("#detail .facts .value").First).ToHaveTextAsync("19 min");
        Assert.Empty(visit.Wrong);
    }
}
