using S3Snowplow.Capacity;

namespace S3Snowplow.Dashboard;

/// <summary>What is remembered of a pipeline, as series of figures.</summary>
internal static class SeriesView
{
    private static readonly TimeSpan Fine = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(30);

    /// <summary>The series of the page: <c>day</c> and <c>week</c>.</summary>
    public static IReadOnlyDictionary<string, DashboardSeries> Of(PipelineHistory? history) => new Dictionary<string, DashboardSeries>(StringComparer.Ordinal)
    {
        ["day"] = Of(history?.Day ?? [], Fine),
        ["week"] = Of(history?.Week ?? [], Coarse),
    };

    /// <summary>Spans without a gap, in order of time. Bytes with six digits that count, as a history knows seven, and the last of them by halves; whole seconds.</summary>
    /// <param name="cells">The spans.</param>
    /// <param name="step">How long each is.</param>
    public static DashboardSeries Of(IReadOnlyList<HistoryCell> cells, TimeSpan step)
    {
        double?[] bytes = new double?[cells.Count];
        double?[] capacity = new double?[cells.Count];
        double?[] behind = new double?[cells.Count];
        for (int i = 0; i < cells.Count; i++)
        {
            HistoryCell cell = cells[i];

            // Without a capacity nothing was judged in it; bytes that arrived all the same are known.
            bool isJudged = cell.Capacity > 0;
            bytes[i] = isJudged || cell.Bytes > 0 ? Round(cell.Bytes) : null;
            capacity[i] = isJudged ? Round(cell.Capacity) : null;
            behind[i] = isJudged ? Math.Round(cell.Behind.TotalSeconds) : null;
        }

        return new DashboardSeries(cells.Count == 0 ? 0 : cells[0].Start.ToUnixTimeSeconds(), (int)step.TotalSeconds, bytes, capacity, behind);
    }
    private static double Round(double bytes)
    {
        double unit = bytes < 1e6 ? 1 : Math.Pow(10, Math.Floor(Math.Log10(bytes)) - 5);
        return Math.Round(Math.Round(bytes / unit) * unit);
    }
}
