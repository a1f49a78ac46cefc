namespace S3Snowplow.Capacity.Tests.Alerts;

/// <summary>The words, from the figures alone.</summary>
public sealed class AlertTextTests
{
    [Fact]
    public void Warning_SaysWhatHowBadAndWhatComes() => Assert.Equal(
        "ops1 is falling behind: 42 min of work waits (105 GB), limit 60 min; at this rate the limit is passed in 35 min, about 2026-11-27 14:22 UTC", AlertText.Headline(Notices.Warning));

    [Fact]
    public void Critical_WithAFoundRhythm_SaysWhyTheLimitIsWider() => Assert.Equal(
        "ops1 gets more than it can process: 110 min of work waits (275 GB), limit 90 min, as data come in files up to 60 min apart (found); 110 min of work if nothing more comes",
        AlertText.Headline(Notices.CriticalAfterWarning));

    [Fact]
    public void Limit_WithADeclaredRhythm_SaysSo()
    {
        AlertNotice notice = Notices.CriticalAfterWarning with
        {
            Figures = Notices.Figures with { LimitInForce = 112, Rhythm = 75, IsRhythmFound = false },
            Facts = Notices.Facts with { Rhythm = TimeSpan.FromMinutes(60) },
        };
        Assert.Equal("112 min, as a rhythm of 60 min is declared", AlertText.Limit(notice));
    }

    [Theory]
    [InlineData(60, 40, false, null, "60 min")]
    [InlineData(60, 40, true, null, "60 min")]
    [InlineData(1440, 1200, true, null, "24 h, as data come in files up to 20 h apart (found)")]
    [InlineData(120, 80, true, 120, "120 min, as max_behind says")]
    public void Limit_IsToldWithItsReasonWhereItIsWider(int limit, int rhythm, bool isFound, int? set, string expected) => Assert.Equal(expected, AlertText.Limit(Notices.CriticalAfterWarning with
    {
        Figures = Notices.Figures with { LimitInForce = limit, Rhythm = rhythm, IsRhythmFound = isFound },
        Facts = Notices.Facts with { MaxBehind = set is { } minutes ? TimeSpan.FromMinutes(minutes) : null },
    }));

    [Theory]
    [InlineData(5, null, null, "at this rate it does not catch up")]
    [InlineData(5, null, 45L, "at this rate caught up in 45 min, about 2026-11-27 15:10 UTC")]
    [InlineData(29, null, 45L, "at this rate caught up in 45 min, about 2026-11-27 15:10 UTC")]
    [InlineData(30, null, 45L, "45 min of work if nothing more comes")]
    [InlineData(5, 0L, null, "at this rate the limit is passed in 0 min, about 2026-11-27 14:25 UTC")]
    [InlineData(5, null, long.MaxValue, "at this rate caught up in more than a year")]
    public void Forecast_SaysNoMoreThanIsKnown(int rhythm, long? passes, long? back, string expected) => Assert.Equal(
        expected, AlertText.Forecast(Notices.CriticalAfterWarning with { Figures = Notices.Figures with { Rhythm = rhythm, Forecast = new Forecast(passes, back) } }));

    [Theory]
    [InlineData(180, true)]
    [InlineData(181, false)]
    public void Load_IsLeftOutWhereOneFileFillsTheRing(int rhythm, bool isTold) => Assert.Equal(
        isTold, AlertText.Fields(Notices.CriticalAfterWarning with { Figures = Notices.Figures with { Rhythm = rhythm } }).Any(field => field.Label == "Load"));

    [Theory]
    [InlineData("150 GB/h", "225 GB")]
    [InlineData("2 GiB/h", "210 GiB")]
    public void Sizes_AreInTheUnitsOfTheBands(string throughput, string expected)
    {
        AlertNotice notice = Notices.CriticalAfterWarning with
        {
            Facts = Notices.Facts with { Throughput = Throughput.Parse(throughput) },
            Figures = Notices.Figures with { Backlog = 225_000_000_000 },
        };
        string text = AlertText.Plain(notice);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.Contains($"small ({throughput})", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999L, false, "999 B")]
    [InlineData(999_499L, false, "999 KB")]
    [InlineData(999_500L, false, "1 MB")]
    [InlineData(1_000_000L, false, "1 MB")]
    [InlineData(1023L, true, "1023 B")]
    [InlineData(1024L, true, "1 KiB")]
    [InlineData(1_073_741_824L, true, "1 GiB")]
    [InlineData(12_345_678_901L, false, "12.3 GB")]
    [InlineData(long.MaxValue, false, "9.22 EB")]
    [InlineData(0L, false, "0 B")]
    public void Size_AroundItsSteps_IsRoundedOnce(long bytes, bool isBinary, string expected) => Assert.Equal(expected, Capacity.Alerts.AlertWords.Size(bytes, isBinary));

    [Fact]
    public void Recovered_SaysHowLongAndWhoWasNotTold() => Assert.Equal(
        "ops1 has recovered and no work waits; it was overloaded from 2026-11-27 13:05 UTC to 2026-11-27 16:11 UTC. Not told before it was over: pager (http_404 no_service)",
        AlertText.Headline(Notices.Recovered));

    [Fact]
    public void Text_OfEveryKind_NamesTheZoneOfEveryTime()
    {
        foreach ((_, AlertNotice notice) in Notices.All)
        {
            string text = AlertText.Plain(notice);
            Assert.Equal(Count(text, @"\d\d:\d\d"), Count(text, @"\d\d:\d\d UTC"));
        }

        static int Count(string text, string pattern) => System.Text.RegularExpressions.Regex.Count(text, pattern, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Text_OfEveryKind_IsThis() => Testing.Snapshot.Match(
        string.Join("\n\n", Notices.All.Select(one => $"== {one.Name}\n{AlertText.State(one.Notice)}\n{AlertText.Plain(one.Notice)}")) + "\n", "txt");

    [Fact]
    public void Smallest_IsTheSmallestBandThatTakesWhatComes()
    {
        CapacityBands bands = AlertRig.Parse();

        // 1.54 of 150 GB/h come in.
        AlertPipeline facts = Capacity.Alerts.PipelineFacts.Of(bands, "ops1", Notices.Figures with { Rhythm = 5 }, TimeSpan.FromHours(6))!;
        Assert.Equal("medium", facts.Smallest!.Name);

        // Exactly what small takes, and a thousandth more.
        Assert.Equal("small", Of(1000).Smallest!.Name);
        Assert.Equal("medium", Of(1001).Smallest!.Name);
        Assert.Equal("medium", Of(2000).Smallest!.Name);
        Assert.Null(Of(2001).Smallest);
        Assert.True(Of(2001).IsNeedKnown);

        // "Never fits" says nothing of how much it is.
        Assert.False(Of(3000).IsNeedKnown);

        AlertPipeline Of(long load) =>
            Capacity.Alerts.PipelineFacts.Of(bands, "ops1", Notices.Figures with { Rhythm = 5, Load = load, Forecast = default }, TimeSpan.FromHours(6))!;
    }

    [Fact]
    public void Smallest_WhileTheLimitIsAboutToBePassed_CountsWhatComesNow()
    {
        // 15 minutes of room are filled in 5: three hours' worth more an hour than the band takes.
        TransitionFigures figures = Notices.Figures with { Rhythm = 5, Load = 500, LimitInForce = 60, Backlog = 112_500_000_000, Forecast = new Forecast(5, null) };
        Assert.Equal((Int128)600_000_000_000, Capacity.Alerts.PipelineFacts.Need(figures, TimeSpan.FromHours(6)));
    }
}
