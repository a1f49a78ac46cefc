using System.Globalization;
using Microsoft.Playwright;
using S3Snowplow.Capacity;
using static Microsoft.Playwright.Assertions;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>What the page shows is what the judge says, figure by figure.</summary>
[Collection(BrowserTests.Name)]
public sealed class FiguresTests(Chromium chromium, Landscape landscape) : IClassFixture<Landscape>
{
    private const double GB = 1e9;

    [BrowserFact]
    public async Task Page_TheWorstIsOpen_WithTheFiguresOfTheJudge()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);

        PipelineStatus ops1 = landscape.Played["ops1"];
        Assert.True(ops1.Incident?.IsCritical);
        ILocator detail = visit.Page.Locator("#detail");
        await Expect(detail.Locator("h2")).ToHaveTextAsync("ops1");
        await Expect(detail.Locator(".pill")).ToHaveTextAsync($"critical since {DateTimeOffset.UnixEpoch.AddMinutes(ops1.Incident!.StartMinute).UtcDateTime:HH:mm} UTC");
        await Expect(detail).ToContainTextAsync("data-platform");
        await Expect(detail.GetByRole(AriaRole.Link, new() { Name = "runbook" })).ToHaveAttributeAsync("href", "https://wiki.example/ops1");
        await Expect(Fact(detail, "Behind")).ToContainTextAsync($"Behind{ops1.Figures.Behind / 60} min");
        await Expect(Fact(detail, "Behind")).ToContainTextAsync($"limit {ops1.Figures.LimitInForce} min");
        await Expect(Fact(detail, "Behind")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{ops1.Figures.Backlog / GB:0} GB waiting"));
        await Expect(Fact(detail, "Capacity")).ToContainTextAsync("150 GB/h");
        await Expect(Fact(detail, "Capacity")).ToContainTextAsync("band small");
        await Expect(Fact(detail, "Input, last 6 h")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"load {ops1.Figures.Load / 1000m:0.00}"));
        await Expect(Fact(detail, "Smallest band that would do")).ToContainTextAsync("medium");
        Assert.Empty(visit.Wrong);
    }

    [BrowserFact]
    public async Task Page_RowsAreWorstFirst_EachWithItsFigures()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);

        ILocator rows = visit.Page.Locator("#rows > li");
        await Expect(rows.Locator("h3")).ToHaveTextAsync(["media-in", "billing-nightly", "partner-drop", "clickstream", "ops2"]);
        foreach (PipelineStatus status in landscape.Played.Judge.Pipelines.Where(one => one.Name != "ops1"))
        {
            ILocator row = rows.Filter(new() { Has = visit.Page.GetByRole(AriaRole.Heading, new() { Name = status.Name, Exact = true }) });
            string state = status.Incident is not null ? "warning since " : status.IsSilent ? "silent for " : "fine";
            await Expect(row.Locator(".pill")).ToContainTextAsync(state);
            await Expect(row.Locator(".late b")).ToHaveTextAsync(Minutes(status.Figures.Behind));
            await Expect(row.Locator(".late")).ToContainTextAsync($"limit {Minutes(status.Figures.LimitInForce * 60L)}");
            string width = await row.Locator(".meter i").EvaluateAsync<string>("(one) => one.style.width");
            double part = Math.Min(100, 100d * status.Figures.Behind / (status.Figures.LimitInForce * 60d));
            Assert.Equal(part, double.Parse(width.TrimEnd('%'), CultureInfo.InvariantCulture), 0.1);
        }

        await Expect(visit.Page.Locator("#counts > li")).ToHaveTextAsync(["1 critical", "1 warning", "2 silent", "2 fine"]);
    }

    [BrowserFact]
    public async Task Figures_OfADay_AreThoseOfTheHistory()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);
        await visit.Page.GetByText("Figures of this picture").ClickAsync();

        // The table is filled by an event that the browser sends after the click.
        await visit.Page.Locator(".figures tbody tr").First.WaitForAsync();
        string[] shown = await visit.AskAsync("() => [...document.querySelectorAll('.figures tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent).join('|'))");

        // By quarters of an hour; the last one is not over and is compared by other tests.
        IGrouping<long, HistoryCell>[] quarters = [.. landscape.Played.Judge.HistoryOf("ops1")!.Day.GroupBy(cell => cell.Start.ToUnixTimeSeconds() / 900)];
        Assert.InRange(shown.Length, quarters.Length - 1, quarters.Length);
        foreach ((string line, IGrouping<long, HistoryCell> quarter) in shown.Zip(quarters.TakeLast(shown.Length)).Skip(1).SkipLast(1))
        {
            string[] cells = line.Split('|');
            Assert.StartsWith(quarter.First().Start.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture), cells[0], StringComparison.Ordinal);
            Near(quarter.Sum(cell => cell.Bytes) / quarter.Count() * 12 / GB, cells[1]);
            Near(quarter.Sum(cell => cell.Capacity) / quarter.Count() * 12 / GB, cells[2]);
            Assert.Equal(Minutes((long)Math.Round(quarter.Max(cell => cell.Behind.TotalSeconds))), cells[3]);
        }
    }

    [BrowserFact]
    public async Task Incidents_AreThoseOfTheHistory_TheLatestFirst()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, route: "#/pipelines/ops1");

        PastIncident[] past = [.. landscape.Played.Judge.HistoryOf("ops1")!.Incidents.Reverse()];
        Assert.True(past is [{ End: null }, { End: not null }], "An open incident and a closed one were played.");
        ILocator rows = visit.Page.Locator(".incidents tbody tr");
        await Expect(rows).ToHaveCountAsync(past.Length);
        await Expect(rows.Nth(0)).ToContainTextAsync($"critical{past[0].Start.UtcDateTime:HH:mm}");
        await Expect(rows.Nth(0)).ToContainTextAsync("so far");
        await Expect(rows.Nth(0)).ToContainTextAsync("open");
        await Expect(rows.Nth(1)).ToContainTextAsync($"yesterday {past[1].Start.UtcDateTime:HH:mm}");
        await Expect(rows.Nth(1)).ToContainTextAsync($"{(long)past[1].LongestBehind.TotalMinutes} min");
    }

    [BrowserFact]
    public async Task Bars_OfHourlyFiles_AreHours()
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address, route: "#/pipelines/clickstream");
        foreach (string tab in (string[])["6 h", "Day", "Week"])
        {
            await visit.ChooseAsync(tab);
            await Expect(visit.Page.Locator(".drawing")).ToHaveAttributeAsync("aria-label", Visit.Pattern("input by 60 min against capacity.*above capacity in 0 of"));
        }
    }

    private static ILocator Fact(ILocator detail, string title) => detail.Locator(".facts > div").Filter(new() { Has = detail.Page.Locator($"dt:text-is(\"{title}\")") });

    private static string Minutes(long seconds) => seconds is > 0 and < 60 ? "less than 1 min"
        : seconds < 180 * 60 ? $"{seconds / 60} min"
        : seconds / 60 % 60 == 0 ? $"{seconds / 3600} h" : $"{seconds / 3600} h {seconds / 60 % 60} min";

    // Three digits are shown.
    private static void Near(double expected, string shown) =>
        Assert.InRange(double.Parse(shown, NumberStyles.Number, CultureInfo.InvariantCulture), expected * 0.994, (expected * 1.006) + 0.0001);
}
