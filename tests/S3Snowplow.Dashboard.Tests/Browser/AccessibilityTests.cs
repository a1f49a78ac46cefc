using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>The page for those who see little or nothing, and those who use no mouse.</summary>
[Collection(BrowserTests.Name)]
public sealed class AccessibilityTests(Chromium chromium, Landscape landscape) : IClassFixture<Landscape>
{
    [BrowserTheory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "")]
    [InlineData(false, true, "")]
    [InlineData(true, true, "#/pipelines/partner-drop")]
    public async Task Page_Axe_FindsNoBarrier(bool isDark, bool isPhone, string route)
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, isPhone ? Visit.Phone : Visit.Desktop, isDark, route);
        await visit.Page.GetByText("Figures of this picture").ClickAsync();

        Assert.Empty(await visit.BarriersAsync());
    }

    [BrowserFact]
    public async Task Page_ColorsOfTheSystem_StillHasPictureAndLabels()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, isForced: true);

        Assert.Empty(await visit.MisplacedLabelsAsync());
        Assert.Empty(await visit.BarriersAsync());
    }

    [BrowserFact]
    public async Task Page_KeyboardAlone_ReachesAllInOrder()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);
        List<string> reached = [];
        for (int i = 0; i < 13; i++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            reached.AddRange(await visit.AskAsync("() => [document.activeElement.textContent.trim()]"));
            Assert.Empty(await visit.AskAsync("() => { const one = document.activeElement; const seen = one.matches('.row a') ? one.closest('.row') : one; const style = getComputedStyle(seen); return style.outlineStyle === 'none' ? [one.textContent] : []; }"));
        }

        Assert.Equal(
            ["Skip to the pipelines", "S3Snowplow", "ops1", "runbook", "6 h", "Day", "Week", "Figures of this picture", "media-in", "billing-nightly", "partner-drop", "clickstream", "ops2"],
            reached);
    }

    [BrowserFact]
    public async Task Row_Enter_OpensItsPage_AndBackComesBack()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);
        ILocator link = visit.Page.GetByRole(AriaRole.Link, new() { Name = "clickstream", Exact = true });
        await link.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("clickstream");
        await Expect(visit.Page.Locator("#detail h2")).ToBeFocusedAsync();
        await Expect(visit.Page.Locator("#others")).ToBeHiddenAsync();
        await visit.DrawnAsync();
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("ops1");
        await Expect(visit.Page.Locator("#rows > li")).ToHaveCountAsync(5);
        await Expect(link).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Row_ClickAnywhere_OpensItsPage()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);
        ILocator row = visit.Page.Locator("#rows > li").Nth(1);
        await row.ClickAsync(new() { Position = new() { X = 500, Y = 20 } });

        await Expect(visit.Page).ToHaveURLAsync($"{landscape.Address}#/pipelines/billing-nightly");
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("billing-nightly");
    }

    [BrowserFact]
    public async Task Page_ScreenReader_HasLandmarksHeadingsAndTables()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);

        await Expect(visit.Page.GetByRole(AriaRole.Banner)).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "ops1" })).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("S3Snowplow");
        await Expect(visit.Page.GetByRole(AriaRole.Table, new() { Name = "Incidents, the latest first" })).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", Visit.Pattern("^ops1: input by 15 min against capacity.*behind at most [0-9]+ min, limit 60 min"));
        await Expect(visit.Page.Locator("#told")).ToBeEmptyAsync();
    }
}
