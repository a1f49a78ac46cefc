using Microsoft.Playwright;
using S3Snowplow.Capacity;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>A report is opened from a file, asks nobody for anything, and shows what the page shows.</summary>
[Collection(BrowserTests.Name)]
public sealed class ReportTests(Chromium chromium, Landscape landscape) : IClassFixture<Landscape>, IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("report").FullName, "report.html");

    [BrowserFact]
    public async Task Report_FromAFile_HasPicturesTablesAndWhatWasTold()
    {
        await using Visit visit = await OpenAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("ops1 has outgrown its processor </script>");
        await Expect(visit.Page.Locator("h2")).ToHaveTextAsync(["ops1", "clickstream"]);
        await Expect(visit.Page.Locator("#notes li")).ToHaveTextAsync(["A listing shows survivors: real input was at least this."]);
        ILocator first = visit.Page.Locator("section").First;
        await Expect(first.Locator(".incidents tbody tr")).ToHaveCountAsync(landscape.Played.Judge.HistoryOf("ops1")!.Incidents.Count);
        await Expect(first.Locator(".told li")).ToContainTextAsync(["critical"]);
        await Expect(first.Locator(".drawing")).ToHaveAttributeAsync("aria-label", Visit.Pattern("^ops1: input by [0-9]+ min against capacity"));
        await visit.Page.Locator("section").Last.ScrollIntoViewIfNeededAsync();
        await Expect(visit.Page.Locator("section").Last.Locator(".drawing")).ToHaveAttributeAsync("aria-label", Visit.Pattern("^clickstream: input by 60 min against capacity.*above capacity in 0 of"));
        await Expect(visit.Page.Locator("section").Last.Locator(".none")).ToHaveTextAsync("No incident.");
        Assert.Empty(await visit.MisplacedLabelsAsync());
        Assert.Empty(visit.Wrong);
    }

    [BrowserTheory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Report_Axe_FindsNoBarrier(bool isDark, bool isPhone)
    {
        await using Visit visit = await OpenAsync(isPhone ? Visit.Phone : Visit.Desktop, isDark);

        Assert.Empty(await visit.BarriersAsync());
        Assert.Empty(await visit.TooWideAsync());
    }

    [BrowserFact]
    public async Task Picture_DragAndDoubleClick_ZoomsAndShowsTheWholeTimeAgain()
    {
        await using Visit visit = await OpenAsync();
        ILocator drawing = visit.Page.Locator(".drawing").First;
        string whole = (await drawing.GetAttributeAsync("aria-label"))!;
        LocatorBoundingBoxResult box = (await drawing.BoundingBoxAsync())!;
        await visit.Page.Mouse.MoveAsync(box.X + 400, box.Y + 100);
        await visit.Page.Mouse.DownAsync();
        await visit.Page.Mouse.MoveAsync(box.X + 600, box.Y + 100, new() { Steps = 4 });
        await visit.Page.Mouse.UpAsync();

        await Expect(drawing).Not.ToHaveAttributeAsync("aria-label", whole);
        Assert.Empty(await visit.MisplacedLabelsAsync());
        await visit.Page.Mouse.DblClickAsync(box.X + 500, box.Y + 100);
        await Expect(drawing).ToHaveAttributeAsync("aria-label", whole);
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Incident_Show_ZoomsToIt_ByKeyboard()
    {
        await using Visit visit = await OpenAsync();
        ILocator drawing = visit.Page.Locator(".drawing").First;
        string whole = (await drawing.GetAttributeAsync("aria-label"))!;
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = Visit.Pattern("Show the incident of") }).First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(drawing).Not.ToHaveAttributeAsync("aria-label", whole);
        Assert.Empty(await visit.MisplacedLabelsAsync());

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Whole time" }).First.ClickAsync();
        await Expect(drawing).ToHaveAttributeAsync("aria-label", whole);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    /// <summary>A report of what was played.</summary>
    internal static DashboardReport Of(Landscape landscape)
    {
        DateTimeOffset made = landscape.Played.Time.GetUtcNow();
        var told = new DashboardTold(made.AddHours(-2), "critical", "ops1 gets more than it can process: 61 min behind, limit 60 min");
        return new DashboardReport(
            "ops1 has outgrown its processor </script>",
            made,
            ["A listing shows survivors: real input was at least this."],
            [Detail(landscape, "ops1") with { Told = [told] }, Detail(landscape, "clickstream")]);
    }

    private static DashboardDetail Detail(Landscape landscape, string name)
    {
        var view = new PipelineView(landscape.Played.Bands.Current, new AlertOptions());
        PipelineStatus status = landscape.Played[name];
        PipelineHistory history = landscape.Played.Judge.HistoryOf(name)!;
        return new DashboardDetail(
            view.Of(status, history),
            new Dictionary<string, DashboardSeries> { ["all"] = SeriesView.Of(history.Week, TimeSpan.FromMinutes(30)) },
            IncidentView.Of(history, status, view));
    }

    private async Task<Visit> OpenAsync(ViewportSize? size = null, bool isDark = false)
    {
        await using (var output = new StreamWriter(_file))
        {
            ReportPage.Write(Of(landscape), output);
        }

        Visit visit = await Visit.BeginAsync(chromium, size, isDark);
        await visit.Page.GotoAsync(new Uri(_file).AbsoluteUri);
        await visit.DrawnAsync();
        return visit;
    }
}
