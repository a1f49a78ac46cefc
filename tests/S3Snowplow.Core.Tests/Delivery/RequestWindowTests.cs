using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>How many requests may be in flight, by the answers.</summary>
public sealed class RequestWindowTests
{
    private const long Millisecond = 1000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(16, 2)]
    public void Size_AtFirst_IsTwoWithinTheBound(int bound, int size)
    {
        Assert.Equal(size, new RequestWindow(bound, Millisecond).Size);
    }

    [Fact]
    public void Delivered_WhileEventsAreHeld_GrowsByOneToTheBound()
    {
        var window = new RequestWindow(5, Millisecond);

        int[] sizes = [.. Enumerable.Range(0, 5).Select(_ => Good(window))];

        Assert.Equal([3, 4, 5, 5, 5], sizes);
    }

    [Fact]
    public void Delivered_WhileNothingIsHeld_DoesNotGrow()
    {
        RequestWindow window = Grown(4);

        window.Delivered(50 * Millisecond, held: false, isFull: true);

        Assert.Equal(4, window.Size);
    }

    [Fact]
    public void Failed_Once_IsOneAndThenHalfAndGrowsByOneForEachWindow()
    {
        RequestWindow window = Grown(12);

        window.Failed();
        Assert.Equal(1, window.Size);

        Assert.Equal(6, Good(window));
        Assert.Equal([6, 6, 6, 6, 6, 7], Enumerable.Range(0, 6).Select(_ => Good(window)));
    }

    [Fact]
    public void Failed_Often_ComesBackWithTwoAndDoublesToHalf()
    {
        RequestWindow window = Grown(12);
        for (int i = 0; i < 12; i++)
        {
            window.Failed();
        }

        Assert.Equal([2, 3, 4, 5, 6, 6], Enumerable.Range(0, 6).Select(_ => Good(window)));
    }

    [Fact]
    public void Recovered_WithoutAFailure_ChangesNothing()
    {
        RequestWindow window = Grown(8);

        window.Recovered();

        Assert.Equal(8, window.Size);
    }

    [Fact]
    public void Delivered_WhereAnswersTakeLongerWithMoreRequests_StopsGrowing()
    {
        // It works on four at a time; the others wait in it.
        var window = new RequestWindow(100, Millisecond);
        for (int i = 0; i < 200; i++)
        {
            window.Delivered(Math.Max(1, window.Size / 4) * 20 * Millisecond, held: true, isFull: true);
        }

        Assert.InRange(window.Size, 4, 20);
    }

    [Fact]
    public void Linger_OfAnswerTimes_IsTheirPartWithinBounds()
    {
        var window = new RequestWindow(2, Millisecond);
        Assert.Equal(50 * Millisecond, window.Linger(50 * Millisecond));

        window.Delivered(20 * Millisecond, held: false, isFull: true);
        Assert.Equal(10 * Millisecond, window.Linger(50 * Millisecond));
        Assert.Equal(5 * Millisecond, window.Linger(5 * Millisecond));

        var slower = new RequestWindow(16, Millisecond);
        slower.Delivered(2 * Millisecond, held: false, isFull: true);
        Assert.Equal(Millisecond, slower.Linger(50 * Millisecond));
    }

    [Fact]
    public void Answers_QuickerThanATimer_AreTheClockForAllButFullBatches()
    {
        var window = new RequestWindow(16, Millisecond);
        for (int i = 0; i < 20; i++)
        {
            window.Delivered(Millisecond / 10, held: true, isFull: false);
        }

        Assert.Equal(50 * Millisecond, window.Linger(50 * Millisecond));
        Assert.Equal(2, window.Size);

        window.Delivered(Millisecond / 10, held: true, isFull: true);

        Assert.Equal(3, window.Size);
    }

    [Fact]
    public void GathersWithoutTimer_OnlyWhereTimersComeLaterThanTheLinger()
    {
        RequestWindow window = Grown(5);
        Assert.Equal(10 * Millisecond, window.Linger(50 * Millisecond));
        Assert.False(window.GathersWithoutTimer(50 * Millisecond));

        Late(window, 9 * Millisecond);
        Assert.False(window.GathersWithoutTimer(50 * Millisecond));

        Late(window, 12 * Millisecond);
        Assert.True(window.GathersWithoutTimer(50 * Millisecond));
    }

    [Fact]
    public void GathersWithoutTimer_AfterAWhile_TriesATimerAgain()
    {
        RequestWindow window = Grown(5);
        Late(window, 12 * Millisecond);

        int without = 0;
        while (window.GathersWithoutTimer(50 * Millisecond))
        {
            without++;
        }

        Assert.InRange(without, 100, 10_000);
    }

    [Fact]
    public void GathersWithoutTimer_BeforeAQuickCollector_IsFalse()
    {
        var window = new RequestWindow(16, Millisecond);
        Late(window, 12 * Millisecond);
        Assert.False(window.GathersWithoutTimer(50 * Millisecond));

        window.Delivered(Millisecond / 10, held: false, isFull: true);

        Assert.False(window.GathersWithoutTimer(50 * Millisecond));
    }

    [Fact]
    public void TimerCame_MuchTooLate_CountsAsTheCoarsestTimer()
    {
        RequestWindow window = Grown(2);
        Late(window, 60_000 * Millisecond);

        Assert.False(window.GathersWithoutTimer(50 * Millisecond));
    }

    [Fact]
    public void Delivered_WhileBatchesGatherWithoutTimer_GrowsForFullBatchesOnly()
    {
        RequestWindow window = Grown(5);
        Late(window, 12 * Millisecond);

        window.Delivered(50 * Millisecond, held: true, isFull: false);
        Assert.Equal(5, window.Size);

        window.Delivered(50 * Millisecond, held: true, isFull: true);
        Assert.Equal(6, window.Size);
    }

    [Fact]
    public void Linger_AfterOneAnswerThatHung_IsNotThatAnswersTime()
    {
        RequestWindow window = Grown(4);

        window.Delivered(10_000 * Millisecond, held: false, isFull: true);

        Assert.InRange(window.Linger(50 * Millisecond), 50 * Millisecond / 4, 65 * Millisecond / 4);
    }

    // Whatever comes: within the bound, one in an outage, never more than half after it, and growing by one at most and only while events are held.
    [Fact]
    public void Size_OverRandomAnswers_KeepsItsRules()
    {
        var random = new Random(15);
        for (int run = 0; run < 200; run++)
        {
            int bound = random.Next(1, 40);
            var window = new RequestWindow(bound, Millisecond);
            int before = window.Size;
            bool failed = false;
            for (int step = 0; step < 300; step++)
            {
                int last = window.Size;
                int sort = random.Next(20);
                bool held = random.Next(3) > 0;
                if (sort == 0)
                {
                    before = failed ? before : last;
                    window.Failed();
                    failed = true;
                    Assert.Equal(1, window.Size);
                }
                else if (sort == 1)
                {
                    window.Recovered();
                    Assert.True(failed ? window.Size <= Math.Max(1, before / 2) : window.Size == last);
                    failed = false;
                }
                else
                {
                    window.Delivered(random.Next(1, 100) * Millisecond, held, isFull: true);
                    Assert.True(failed ? window.Size <= Math.Max(1, before / 2) : window.Size == last || (held && window.Size == last + 1));
                    failed = false;
                }

                Assert.InRange(window.Size, 1, bound);
            }
        }
    }

    private static int Good(RequestWindow window)
    {
        window.Delivered(50 * Millisecond, held: true, isFull: true);
        return window.Size;
    }

    private static void Late(RequestWindow window, long late)
    {
        for (int i = 0; i < 20; i++)
        {
            window.TimerCame(late);
        }
    }

    private static RequestWindow Grown(int size)
    {
        var window = new RequestWindow(16, Millisecond);
        while (window.Size < size)
        {
            Good(window);
        }

        return window;
    }
}
