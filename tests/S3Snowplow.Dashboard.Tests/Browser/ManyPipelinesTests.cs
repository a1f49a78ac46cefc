using Microsoft.Playwright;
using S3Snowplow.Dashboard.Tests.Rig;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>A thousand pipelines stay usable: few are made, few are drawn, and an update touches what has changed.</summary>
[Collection(BrowserTests.Name)]
public sealed class ManyPipelinesTests(Chromium chromium)
{
    private const int Count = 1000;

    [BrowserFact]
    public async Task Page_AThousandPipelines_MakesAndTouchesFew()
    {
        using Played played = Many();
        await played.PassAsync(60, _ => Arriving());
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address);
        await Expect(visit.Page.Locator("#counts")).ToHaveTextAsync("1,000 fine");
        await Expect(visit.Page.Locator("#more")).ToContainTextAsync("Show more");

        // At first a screenful and some; pictures only of what is near the screen.
        int rows = await visit.Page.Locator("#rows > li").CountAsync();
        Assert.InRange(rows, 40, 80);
        Assert.InRange(await visit.Page.Locator("canvas").CountAsync(), 3, 24);

        // One gets more: it is opened, the one that was open comes into the list, and the others are left alone but for the ages of their objects.
        await visit.Page.EvaluateAsync(
            """
            () => {
              window.touched = new Set();
              new MutationObserver((all) => all.forEach(({ target }) => {
                const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
                const row = element.closest(".row");
                if (row !== null && !element.closest(".spark") && !element.matches(".next small:last-child")) {
                  touched.add(row);
                }
              })).observe(document.getElementById("rows"), { subtree: true, childList: true, characterData: true });
            }
            """);
        await played.PassAsync(1, _ => Arriving().Append(("p0005", 40_000_000)));
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("p0005");
        await Expect(visit.Page.Locator("#rows > li").First.Locator("h3")).ToHaveTextAsync("p0000");
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => touched.size"), 0, 1);
        Assert.Equal(rows, await visit.Page.Locator("#rows > li").CountAsync());
        await ScreenshotTests.TakeAsync(visit, "thousand");
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Filter_NameOwnerOrState_ShowsThoseAlone()
    {
        using Played played = Many();
        await played.PassAsync(20, _ => [("p0777", 90_000_000)]);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address);
        ILocator filter = visit.Page.GetByLabel("Filter");

        await filter.FillAsync("p001");
        await Expect(visit.Page.Locator("#found")).ToHaveTextAsync("10 of 1,000");
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("p0010");
        await Expect(visit.Page.Locator("#rows > li")).ToHaveCountAsync(9);
        await filter.FillAsync("team-7");
        await Expect(visit.Page.Locator("#found")).ToHaveTextAsync("100 of 1,000");
        await filter.FillAsync("critical");
        await Expect(visit.Page.Locator("#found")).ToHaveTextAsync("1 of 1,000");
        await Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync("p0777");

        // An update leaves what somebody types alone.
        await filter.FillAsync("nobody");
        await Expect(visit.Page.Locator("#empty")).ToHaveTextAsync("No pipeline has this name, owner or state.");
        await played.PassAsync(1, _ => []);
        await Expect(visit.Page.Locator("#clock")).ToHaveTextAsync("09:21 UTC, live");
        await Expect(filter).ToBeFocusedAsync();
        await Expect(filter).ToHaveValueAsync("nobody");
    }

    [BrowserFact]
    public async Task Rows_ScrollingOrTheButton_ShowsTheRest()
    {
        using Played played = Many();
        await played.PassAsync(2, _ => []);
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address);
        int before = await visit.Page.Locator("#rows > li").CountAsync();
        await visit.Page.Locator("#more").ScrollIntoViewIfNeededAsync();
        await visit.Page.WaitForFunctionAsync($"() => document.querySelectorAll('#rows > li').length > {before}");
        int after = await visit.Page.Locator("#rows > li").CountAsync();

        await visit.Page.Locator("#more").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.WaitForFunctionAsync($"() => document.querySelectorAll('#rows > li').length > {after}");
        Assert.Equal(["A"], await visit.AskAsync("() => [document.activeElement.tagName]"));
    }

    private static IEnumerable<(string Pipeline, long Bytes)> Arriving() => Enumerable.Range(0, Count).Select(index => ($"p{index:0000}", 1_000_000L));

    private static Played Many() => new(
        "bands: { small: 600 MB/h, large: 6 GB/h }\npipelines:\n"
        + string.Concat(Enumerable.Range(0, Count).Select(index => $"  p{index:0000}: {{ band: small, owner: team-{index % 10}, inputs: [ {{ bucket: b{index:0000} }} ] }}\n")));
}
