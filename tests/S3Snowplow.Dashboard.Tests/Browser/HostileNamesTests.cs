using System.Text.Json;
using S3Snowplow.Dashboard.Tests.Rig;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>Names are texts, whatever stands in them.</summary>
[Collection(BrowserTests.Name)]
public sealed class HostileNamesTests(Chromium chromium)
{
    private static readonly string[] Names =
    [
        "</script><script>document.title='broken'</script>",
        "<img src=x onerror=document.title='broken'>",
        "\"quotes' & `ticks` ${1}",
        "שלום \u202Eabc",
        new string('x', 255),
        "a/b?c#d%2F",
        "..",
    ];

    [BrowserFact]
    public async Task Page_HostileNames_AreShownAsTheyAre_AndOpen()
    {
        // A string of JSON is one of YAML.
        string bands = "bands: { small: 600 MB/h }\npipelines:\n" + string.Concat(Names.Select((name, index) =>
            $"  \"{JsonEncodedText.Encode(name)}\": {{ band: small, owner: \"{JsonEncodedText.Encode(name)}\", inputs: [ {{ bucket: b{index} }} ] }}\n"));
        using var played = new Played(bands);
        await played.PassAsync(30, _ => Names.Select(name => (name, 1_000_000L)));
        await using PageRig page = await PageRig.StartAsync(played.Inputs);
        await using Visit visit = await Visit.OpenAsync(chromium, page.Address, Visit.Phone);
        string[] shown = await visit.AskAsync("() => [...document.querySelectorAll('#detail h2 bdi, #rows h3 bdi')].map((one) => one.textContent)");

        Assert.Equal(Names.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Empty(await visit.TooWideAsync());
        Assert.Equal("S3Snowplow", await visit.Page.TitleAsync());
        foreach (string name in Names)
        {
            await visit.Page.GotoAsync($"{page.Address}#/pipelines/{Uri.EscapeDataString(name)}");
            await Expect(visit.Page.Locator("#detail h2 bdi")).ToHaveTextAsync(name);
            await visit.DrawnAsync();
            Assert.Empty(await visit.TooWideAsync());
        }

        Assert.Empty(visit.Wrong);
    }
}
