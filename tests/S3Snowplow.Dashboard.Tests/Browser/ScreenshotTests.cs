using Microsoft.Playwright;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>Pictures of the page for people to look at: <c>artifacts/screenshots</c>. That they are made says that it is drawn at all.</summary>
[Collection(BrowserTests.Name)]
public sealed class ScreenshotTests(Chromium chromium, Landscape landscape) : IClassFixture<Landscape>
{
    private static readonly string Folder = RepositoryFile.PathOf("artifacts/screenshots");

    [BrowserTheory]
    [InlineData("light", 1280, 1450, false, "", "Day")]
    [InlineData("dark", 1280, 1450, true, "", "Day")]
    [InlineData("phone", 390, 2900, false, "", "Day")]
    [InlineData("phone-dark", 390, 1200, true, "#/pipelines/media-in", "6 h")]
    [InlineData("wall", 1920, 1080, true, "", "Day")]
    [InlineData("week", 1280, 900, false, "#/pipelines/ops1", "Week")]
    [InlineData("hourly", 1280, 900, false, "#/pipelines/clickstream", "Day")]
    [InlineData("six-hours", 1280, 900, false, "#/pipelines/media-in", "6 h")]
    [InlineData("nightly", 1280, 900, false, "#/pipelines/billing-nightly", "Day")]
    public async Task Page_IsDrawn(string name, int width, int height, bool isDark, string route, string tab)
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, new() { Width = width, Height = height }, isDark, route);
        await visit.ChooseAsync(tab);
        await TakeAsync(visit, name);
    }

    [BrowserFact]
    public async Task Report_IsDrawn()
    {
        string file = Path.Combine(Directory.CreateDirectory(Folder).FullName, "report.html");
        await using (var output = new StreamWriter(file))
        {
            ReportPage.Write(ReportTests.Of(landscape), output);
        }

        await using Visit visit = await Visit.BeginAsync(chromium, new() { Width = 1280, Height = 1700 });
        await visit.Page.GotoAsync(new Uri(file).AbsoluteUri);
        await visit.DrawnAsync();
        await TakeAsync(visit, "report");
    }

    /// <summary>Takes a picture, which is one only if something is in it.</summary>
    internal static async Task TakeAsync(Visit visit, string name)
    {
        byte[] picture = await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(Directory.CreateDirectory(Folder).FullName, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        Assert.InRange(picture.Length, 10_000, int.MaxValue);
    }
}
