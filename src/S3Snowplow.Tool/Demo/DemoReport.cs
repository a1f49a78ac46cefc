using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;
using S3Snowplow.Dashboard.Live;

namespace S3Snowplow.Tool;

/// <summary>The day as a report.</summary>
internal static class DemoReport
{
    public static DashboardReport Of(DemoDay day, CapacityBands bands)
    {
        var view = new JudgedView(new DashboardInputs { Source = DemoDay.Source, Time = day.Time, Judge = day.Judge, Bands = day.Bands });
        List<DashboardDetail> pipelines = [.. view.Pipelines().Select(one => view.Find(one.Name)!).Select(one => DetailOf(one, day, bands)).OrderByDescending(one => one.Incidents.Count)];
        int outgrown = pipelines.Count(one => one.Incidents.Count > 0);
        return new DashboardReport(
            $"{outgrown} of {pipelines.Count} pipelines got more than they could process",
            day.Time.GetUtcNow(),
            [
                "A made-up day, relayed and judged in seconds. Times are those of the day.",
                .. bands.Pipelines.Select((pipeline, i) => $"{pipeline.Name} ({pipeline.Band}, {pipeline.Throughput}) gets {DayOfTraffic.NameOf(i)}."),
            ],
            pipelines);
    }

    private static DashboardDetail DetailOf(DashboardDetail detail, DemoDay day, CapacityBands bands) => detail with
    {
        // It would speak of the end of the day alone.
        Pipeline = detail.Pipeline with { SmallestBand = null },

        // The day by 5 minutes is all of it.
        Series = new Dictionary<string, DashboardSeries>(StringComparer.Ordinal) { ["all"] = detail.Series["day"] },
        Told = [.. day.Told.Where(told => told.Pipeline == detail.Pipeline.Name).Select(told => ToldOf(told, bands))],
    };

    private static DashboardTold ToldOf(ThroughputTransition told, CapacityBands bands) =>
        new(told.Time, told.Kind.Name(), AlertText.Headline(ToldNotice.Of(told, bands, DemoDay.Source, new JudgementOptions())));
}
