using System.Globalization;

namespace S3Snowplow.Dashboard.Tests.Browser;

/// <summary>How spans become bars: at the rhythm of the files, and never as needles.</summary>
[Collection(BrowserTests.Name)]
public sealed class BarsTests(Chromium chromium, Landscape landscape) : IClassFixture<Landscape>
{
    // A day by 5 minutes that begins at midnight, with a capacity of 1200 an hour.
    private const string Day = "const day = (bytes) => ({ start: 1772409600, step: 300, bytes, capacity: bytes.map(() => 100), behind: bytes.map(() => 0) });";

    [BrowserFact]
    public async Task Of_HourlyFilesAroundTheFullHour_HasOneFileInEachBar()
    {
        // In the last minutes of an hour, or in the first ones.
        string[] rates = await RatesAsync("day(Array.from({ length: 288 }, (_, i) => [11, 24, 35, 48].includes(i % 48) || i % 48 === 0 && i > 0 ? 600 : 0))", rhythm: 80);

        Assert.InRange(rates.Length, 22, 25);
        Assert.All(rates.Skip(1).SkipLast(1), rate => Assert.Equal("600", rate));
    }

    [BrowserFact]
    public async Task Of_ABatchOfTwoHours_KeepsItsShape()
    {
        string[] rates = await RatesAsync("day(Array.from({ length: 288 }, (_, i) => i >= 24 && i < 48 ? 200 : 0))", rhythm: 1440);

        Assert.Equal(96, rates.Length);
        Assert.Equal(8, rates.Count(rate => rate == "2400"));
        Assert.Equal(88, rates.Count(rate => rate == "0"));
    }

    [BrowserFact]
    public async Task Of_TheFirstMinuteOfABar_IsNoNeedle()
    {
        string[] rates = await RatesAsync("day([...Array(285).fill(100), 100])", rhythm: null, until: "{ now: 1772409600 + 285 * 300 + 60, judged: 1772409600 + 285 * 300 + 60 }");

        Assert.All(rates, rate => Assert.Equal("1200", rate));
    }

    [BrowserFact]
    public async Task Of_SpansOfWhichNothingIsKnown_HaveNoBar()
    {
        string[] rates = await RatesAsync("day(Array.from({ length: 288 }, (_, i) => i >= 144 && i < 216 ? null : 100))", rhythm: null);

        Assert.Equal(96 - 24, rates.Length);
        Assert.All(rates, rate => Assert.Equal("1200", rate));
    }

    [BrowserFact]
    public async Task Of_NoDay_HasNone() => Assert.Empty(await RatesAsync("day([])", rhythm: null));

    private async Task<string[]> RatesAsync(string series, int? rhythm, string until = "undefined")
    {
        await using Visit visit = await Visit.OpenAsync(chromium, landscape.Address);
        string minutes = rhythm?.ToString(CultureInfo.InvariantCulture) ?? "undefined";
        return await visit.AskAsync($"() => {{ {Day} return bars.of({series}, 1772409600, 1772409600 + 86400, 130, {minutes}, {until}).list.map((one) => String(Math.round(one.rate))); }}");
    }
}
