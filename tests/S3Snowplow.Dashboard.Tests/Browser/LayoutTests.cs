using Microsoft.Playwright;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>Labels stand beside each other and within their picture, and nothing is wider than the screen.</summary>
[Collection(BrowserTests.Name)]
public sealed class LayoutTests(Chromium chromium, Landscape landscape) : IClassFixture<Landscape>
{
    private static readonly Dictionary<string, ViewportSize> Sizes = new()
    {
        ["phone"] = Visit.Phone,
        ["narrow"] = new() { Width = 700, Height = 900 },
        ["desktop"] = Visit.Desktop,
        ["wall"] = Visit.Wall,
        ["large wall"] = new() { Width = 3840, Height = 2160 },
    };

    [BrowserTheory]
    [InlineData("phone")]
    [InlineData("narrow")]
    [InlineData("desktop")]
    [InlineData("wall")]
    [InlineData("large wall")]
    public async Task Picture_AnyWidth_LabelsNeitherOverlapNorAreCutOff(string size)
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, Sizes[size]);
        foreach (string name in (string[])["ops1", "media-in", "clickstream", "billing-nightly"])
        {
            await visit.Page.GotoAsync($"{landscape.Address}#/pipelines/{name}");
            await Assertions.Expect(visit.Page.Locator("#detail h2")).ToHaveTextAsync(name);
            foreach (string tab in (string[])["6 h", "Week", "Day"])
            {
                await visit.ChooseAsync(tab);
                Assert.Empty(await visit.MisplacedLabelsAsync());
            }
        }

        Assert.Empty(visit.Wrong);
    }

    [BrowserTheory]
    [InlineData("phone")]
    [InlineData("narrow")]
    [InlineData("desktop")]
    public async Task Page_NarrowScreen_NeedsNoScrollingSideways(string size)
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, Sizes[size]);
        Assert.Empty(await visit.TooWideAsync());

        await visit.Page.GetByText("Figures of this picture").ClickAsync();
        Assert.Empty(await visit.TooWideAsync());
    }

    [BrowserFact]
    public async Task Picture_WindowMadeNarrower_IsDrawnAnew()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);
        await visit.Page.SetViewportSizeAsync(390, 844);
        await visit.Page.WaitForFunctionAsync("() => { const box = document.querySelector('.drawing').getBoundingClientRect(); const drawn = document.querySelector('.drawing canvas').getBoundingClientRect(); return drawn.right <= box.right + 1 && drawn.width > box.width - 2; }");

        Assert.Empty(await visit.MisplacedLabelsAsync());
        Assert.Empty(await visit.TooWideAsync());
    }
}
