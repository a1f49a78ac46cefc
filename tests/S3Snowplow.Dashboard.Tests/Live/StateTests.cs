using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Live;

/// <summary>What the page says is what the judge has, in the words of the alerts.</summary>
public sealed class StateTests
{
    // Twice what it can take.
    private const long TooMuch = 20_000_000;

    [Fact]
    public async Task Fine_HasLoadAndNoIncident()
    {
        await using var scene = new Scene();
        scene.Arriving["ops1"] = 3_000_000;
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(60);

        (DashboardPipeline shown, PipelineStatus judged) = await ShownAsync(scene);

        Assert.Equal(("fine", "fine"), (shown.State, shown.StateText));
        Assert.Equal(Percent(judged), shown.LoadText);
        Assert.Equal($"load {Percent(judged)}", shown.Next);
        Assert.Null(shown.Since);
        Assert.Equal(judged.Figures.Rhythm, shown.RhythmMinutes);
        AssertFigures(shown, judged);
        Assert.Equal(("data-platform", "https://wiki.example/ops1", "small", "600 MB/h"), (shown.Owner, shown.Runbook, shown.Band, shown.CapacityText));
        Assert.Equal(new DashboardUnit("MB", 1e6), shown.Unit);
    }

    [Fact]
    public async Task Warning_SaysWhenTheLimitIsPassed()
    {
        await using var scene = new Scene();
        scene.Arriving["ops1"] = TooMuch;
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(40);

        (DashboardPipeline shown, PipelineStatus judged) = await ShownAsync(scene);

        Assert.Equal("warning", shown.State);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddMinutes(judged.Incident!.StartMinute), shown.Since);
        Assert.Equal($"warning since {shown.Since:HH:mm} UTC", shown.StateText);
        Assert.Equal(judged.Figures.Forecast.Passes, shown.PassesMinutes);
        Assert.Equal($"at this rate the limit is passed in {shown.PassesMinutes} min, about {judged.Time.AddMinutes(shown.PassesMinutes!.Value):yyyy-MM-dd HH:mm} UTC", shown.Next);
        Assert.Equal("large (6 GB/h)", shown.SmallestBand);
        AssertFigures(shown, judged);
    }

    [Fact]
    public async Task Critical_IsOpen_WithItsForecastAndWhoWasTold()
    {
        await using var scene = new Scene();
        scene.Arriving["ops1"] = TooMuch;
        await scene.Judge.RunOnceAsync();
        await scene.PassAndTellAsync(80);
        DashboardPipeline growing = (await ShownAsync(scene)).Shown;
        scene.Arriving["ops1"] = 1_000_000;
        await scene.PassAndTellAsync(30);
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        (DashboardPipeline shown, PipelineStatus judged) = await ShownAsync(scene);
        DashboardDetail detail = await page.DetailAsync("ops1");

        // Twice as much as the present band takes comes: that it would do is not said.
        Assert.Equal(("critical", "at this rate it does not catch up", null), (growing.State, growing.Next, growing.SmallestBand));
        Assert.Equal("critical", shown.State);
        AssertFigures(shown, judged);
        Assert.Equal(judged.Figures.Forecast.Back, shown.BackMinutes);
        Assert.StartsWith("at this rate caught up in ", shown.Next, StringComparison.Ordinal);
        DashboardIncident incident = Assert.Single(detail.Incidents);
        Assert.Equal(("critical", shown.Since, (DateTimeOffset?)null, shown.Next, "pager told"), (incident.Severity, incident.Start, incident.End, incident.Forecast, incident.Channels));
        Assert.Equal(shown.Name, detail.Pipeline.Name);
        PipelineHistory history = scene.Judge.HistoryOf("ops1")!;
        Assert.Equal(history.Day.Select(cell => (double?)Math.Round(cell.Bytes)), detail.Series["day"].Bytes);
        Assert.Equal(history.Week.Select(cell => (double?)Math.Round(cell.Capacity)), detail.Series["week"].Capacity);
        Assert.Equal(history.Day.Select(cell => (double?)Math.Round(cell.Behind.TotalSeconds)), detail.Series["day"].Behind);
        Assert.Equal((Scene.Start.ToUnixTimeSeconds(), 300), (detail.Series["day"].Start, detail.Series["day"].Step));
        Assert.Equal((Scene.Start.ToUnixTimeSeconds(), 1800), (detail.Series["week"].Start, detail.Series["week"].Step));
    }

    [Fact]
    public async Task Incident_ThatAChannelDidNotTake_SaysWhy()
    {
        await using var scene = new Scene();
        scene.Channel.Answer = new AlertAnswer(AlertOutcome.Broken, "HTTP 403");
        scene.Arriving["ops1"] = TooMuch;
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(80);
        await Patience.UntilAsync(() => scene.Alerts.Channels[0].Health == AlertChannelHealth.Broken, "the channel to be broken");
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        DashboardIncident incident = Assert.Single((await page.DetailAsync("ops1")).Incidents);
        DashboardChannel channel = Assert.Single((await page.OverviewAsync()).Channels);

        Assert.Equal("pager not told yet (HTTP 403)", incident.Channels);
        Assert.Equal(("pager", "broken", 1), (channel.Name, channel.State, channel.Owed));
        Assert.EndsWith(" UTC: HTTP 403", channel.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovered_IsAnIncidentOfBefore_AlsoAfterARestart()
    {
        await using var scene = new Scene(isKept: true);
        scene.Arriving["ops1"] = TooMuch;
        await scene.Judge.RunOnceAsync();
        await scene.PassAndTellAsync(80);
        scene.Arriving["ops1"] = 1;
        await scene.PassAndTellAsync(110);
        await scene.RestartAsync();
        await scene.PassAndTellAsync(1);
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        DashboardDetail detail = await page.DetailAsync("ops1");

        PastIncident kept = Assert.Single(scene.Judge.HistoryOf("ops1")!.Incidents);
        DashboardIncident incident = Assert.Single(detail.Incidents);
        Assert.Equal("fine", detail.Pipeline.State);
        Assert.Equal(("critical", kept.Start, kept.End), (incident.Severity, incident.Start, incident.End));
        Assert.Equal($"{(int)kept.LongestBehind.TotalMinutes} min", incident.LongestBehindText);
        Assert.Null(incident.Forecast);
        Assert.Null(incident.Channels);
    }

    [Fact]
    public async Task OpenIncident_AfterARestart_IsTheSame()
    {
        await using var scene = new Scene(isKept: true);
        scene.Arriving["ops1"] = TooMuch;
        await scene.Judge.RunOnceAsync();
        await scene.PassAndTellAsync(80);
        (DashboardPipeline before, _) = await ShownAsync(scene);
        await scene.RestartAsync();

        (DashboardPipeline after, _) = await ShownAsync(scene);

        Assert.Equal(before with { Last24Hours = after.Last24Hours }, after);
        Assert.Equal(before.Last24Hours.Bytes, after.Last24Hours.Bytes);
    }

    [Fact]
    public async Task Unknown_SaysThatNothingIsKnown_AndAnIncidentStaysOpen()
    {
        await using var scene = new Scene("bands: { small: 600 MB/h }\npipelines: { a: { band: small, inputs: [ { bucket: a } ] }, b: { band: small, inputs: [ { bucket: b } ] } }");
        scene.Arriving["a"] = TooMuch;
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(80);
        scene.Arriving.Clear();
        scene.IsAlive = false;
        await scene.PassAsync(35);
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        DashboardOverview overview = await page.OverviewAsync();

        Assert.True(overview.IsBlind);
        Assert.Equal([("a", "critical"), ("b", "unknown")], overview.Pipelines.Select(one => (one.Name, one.State)));
        Assert.EndsWith("; nothing is known of its last minute", overview.Pipelines[0].StateText, StringComparison.Ordinal);
        Assert.Equal("no data came, and no sign of life of the source; load 0.00 over 6 h", overview.Pipelines[1].Next);
    }

    [Fact]
    public async Task Silent_SaysForHowLong_AndWhatIsUsual()
    {
        await using var scene = new Scene();
        scene.Arriving["ops1"] = 1_000_000;
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(1500);
        scene.Arriving.Clear();
        await scene.PassAsync(400);

        (DashboardPipeline shown, PipelineStatus judged) = await ShownAsync(scene);

        Assert.True(judged.IsSilent);
        Assert.Equal(("silent", "silent for 6 h 40 min", "its longest usual gap is 1 min"), (shown.State, shown.StateText, shown.Next));
        Assert.Equal(judged.LastData, shown.LastData);
    }

    [Fact]
    public async Task FoundRhythm_IsToldWithItsLimit()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        for (int hour = 0; hour < 12; hour++)
        {
            scene.Arriving["ops1"] = 100_000_000;
            await scene.PassAsync(1);
            scene.Arriving.Clear();
            await scene.PassAsync(59);
        }

        (DashboardPipeline shown, PipelineStatus judged) = await ShownAsync(scene);

        Assert.True(judged.Figures.IsRhythmFound);
        Assert.Equal(judged.Figures.Rhythm, shown.RhythmMinutes);
        Assert.Equal($"{judged.Figures.LimitInForce} min, as data come in files up to {shown.RhythmMinutes} min apart (found)", shown.LimitText);
        Assert.EndsWith($"files up to {shown.RhythmMinutes} min apart (found)", shown.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemovedPipeline_IsShownNoLonger_AndChangedCapacityIsTheJudges()
    {
        await using var scene = new Scene("pipelines: { a: { band: 600 MB/h, inputs: [ { bucket: a } ] }, b: { band: 600 MB/h, inputs: [ { bucket: b } ] } }");
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(5);
        scene.Bands.Set(CapacityBands.Parse("pipelines: { a: { band: 1 GiB/h, inputs: [ { bucket: a } ] } }"), scene.Time.GetUtcNow());
        await scene.PassAsync(70);
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        DashboardPipeline shown = Assert.Single((await page.OverviewAsync()).Pipelines);

        Assert.Equal(("a", "1 GiB/h", "GiB"), (shown.Name, shown.CapacityText, shown.Unit.Name));
        Assert.Equal(404, (await page.GetAsync("/api/pipelines/b")).Status);
    }

    [Fact]
    public async Task NoBandsAndNoJudge_AreSaid()
    {
        await using var scene = new Scene();
        await using PageRig without = await PageRig.StartAsync(scene.Inputs with { Judge = null });
        await using PageRig empty = await PageRig.StartAsync(scene.Inputs with { Bands = new LiveBands() });

        DashboardOverview nobody = await without.OverviewAsync();

        Assert.Contains("No pipelines are judged here", nobody.Problem, StringComparison.Ordinal);
        Assert.Empty(nobody.Pipelines);
        Assert.Null(nobody.JudgedUntil);
        Assert.Null(nobody.Relay);
        Assert.Equal("There are no bands yet, nothing is compared.", (await empty.OverviewAsync()).Problem);
    }

    private static async Task<(DashboardPipeline Shown, PipelineStatus Judged)> ShownAsync(Scene scene)
    {
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);
        DashboardOverview overview = await page.OverviewAsync();
        Assert.Equal(scene.Judge.JudgedUntil, overview.JudgedUntil);
        Assert.Equal(scene.Time.GetUtcNow(), overview.At);
        Assert.Null(overview.Problem);
        return (Assert.Single(overview.Pipelines), Assert.Single(scene.Judge.Pipelines));
    }

    private static void AssertFigures(DashboardPipeline shown, PipelineStatus judged)
    {
        TransitionFigures figures = judged.Figures;
        Assert.Equal(
            (judged.Name, judged.Time, figures.Rate, figures.Behind, figures.LimitInForce * 60L, judged.LastData),
            (shown.Name, shown.JudgedUntil, shown.Capacity, shown.Behind, shown.Limit, shown.LastData));
        Assert.Equal($"{figures.Behind / 60} min", shown.BehindText);
        Assert.Equal($"{figures.LimitInForce} min", shown.LimitText);
    }

    private static string Percent(PipelineStatus judged) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{judged.Figures.Load / 1000m:0.00} over 6 h");
}
