namespace S3Snowplow.RuleComparison;

/// <summary>The colours of pictures, for light and dark. Nothing is fetched from anywhere.</summary>
internal static class ChartStyle
{
    // Blue, amber and red differ for those who see no green, and each mark has its word.
    public const string Css =
        ":root{color-scheme:light dark;--paper:#ffffff;--ink:#1f2430;--soft:#667085;--grid:#e4e7ec;--arrived:#5b8fd6;--capacity:#1f2430;--behind:#8fa3bf;--limit:#b42318;"
        + "--warning:#b54708;--warning-band:#f7900922;--critical:#b42318;--critical-band:#d92d2026;--recovered:#067647}"
        + "@media (prefers-color-scheme:dark){:root{--paper:#14171f;--ink:#e6e9ef;--soft:#98a2b3;--grid:#2a2f3a;--arrived:#6ea3ea;--capacity:#e6e9ef;--behind:#5d7290;--limit:#ff8a7d;"
        + "--warning:#fdb022;--warning-band:#fdb02226;--critical:#ff8a7d;--critical-band:#f9706633;--recovered:#47cd89}}"
        + "svg{font:12px system-ui,sans-serif}svg text{fill:var(--soft)}.paper{fill:var(--paper)}.grid{stroke:var(--grid)}.axis{stroke:var(--soft)}.head{font-weight:600}"
        + "svg .head{fill:var(--ink)}.arrived{fill:var(--arrived)}.behind{fill:var(--behind)}.capacity,.limit{fill:none;stroke-width:1.5;stroke-dasharray:6 3}.capacity{stroke:var(--capacity)}.limit{stroke:var(--limit)}"
        + "svg .capacity-text{fill:var(--capacity)}svg .limit-text{fill:var(--limit)}.warning-band{fill:var(--warning-band)}.critical-band{fill:var(--critical-band)}"
        + ".warning{stroke:var(--warning)}.critical{stroke:var(--critical)}.recovered{stroke:var(--recovered)}"
        + "svg .warning-text{fill:var(--warning);font-weight:600}svg .critical-text{fill:var(--critical);font-weight:600}svg .recovered-text{fill:var(--recovered);font-weight:600}";
}
