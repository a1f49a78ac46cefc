using System.Buffers;

namespace S3Snowplow.Capacity.Tests.Judgements;

/// <summary>A saved state: what it takes, what breaks it, and what other settings make of it.</summary>
public sealed class FoldStateTests
{
    private const string Pipeline = AnyFold.Pipeline;

    private static readonly Dictionary<string, PipelineLimits> NoLimits = [];

    [Fact]
    public void Restore_CutOffAnywhere_SaysSo()
    {
        byte[] saved = SavedAfter(minutes: 30);

        for (int length = 0; length < saved.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => FoldState.Restore(saved.AsSpan(0, length), new FoldSettings(), NoLimits));
        }

        Assert.Throws<InvalidDataException>(() => FoldState.Restore([.. saved, 0], new FoldSettings(), NoLimits));
    }

    [Fact]
    public void Restore_AnyByteChanged_IsRefusedOrFoldsOn()
    {
        byte[] saved = SavedAfter(minutes: 30);
        int refused = 0;
        for (int at = 0; at < saved.Length; at++)
        {
            foreach (byte value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF })
            {
                byte[] broken = [.. saved];
                broken[at] = value;
                if (Record.Exception(() => FoldFurther(broken)) is { } thrown)
                {
                    Assert.IsType<InvalidDataException>(thrown);
                    refused++;
                }
            }
        }

        Assert.True(refused > 100);
    }

    [Fact]
    public void Restore_AnotherLayout_NamesBoth()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => FoldState.Restore([4], new FoldSettings(), NoLimits));

        Assert.Equal("The saved state has layout 2; this version reads 1.", thrown.Message);
    }

    [Theory]
    [InlineData(180, 30)]
    [InlineData(1440, 60)]
    [InlineData(360, 0)]
    public void Restore_OtherSettings_KeepsWhatWaitsAndTakesLateBytes(int history, int maxDelay)
    {
        var settings = new FoldSettings { History = history, MaxDelay = maxDelay };
        FoldState state = FoldState.Restore(SavedAfter(minutes: 500), settings, NoLimits);
        Int128 before = state.JudgementOf(Pipeline)!.Backlog.Sixtieths;
        var fold = new ThroughputFold(settings, NoLimits);
        long next = state.NextReceipt!.Value;
        for (int i = 0; i < 3; i++)
        {
            var received = new ReceivedMinute(next + i);
            received.AddArrived(Pipeline, next + i - 170, 5_000);
            received.AddArrived(Pipeline, next + i, 61_000);
            fold.Fold(state, received, []);
        }

        Assert.Equal(before + (3 * 66_000 * 60) - (3 * 3_600_000), state.JudgementOf(Pipeline)!.Backlog.Sixtieths);
    }

    [Fact]
    public void Save_OnePipeline_IsAFewKilobytes() => Assert.InRange(SavedAfter(minutes: 1000).Length, 500, 5_000);

    [Fact]
    public void Fold_AnotherMinuteThanTheNext_IsRefused()
    {
        FoldState state = FoldState.Restore(SavedAfter(minutes: 3), new FoldSettings(), NoLimits);

        var thrown = Assert.Throws<ArgumentException>(() => new ThroughputFold(new FoldSettings(), NoLimits).Fold(state, new ReceivedMinute(AnyFold.Start), []));

        Assert.Contains($"The receipt minute {AnyFold.Start} was given, but {AnyFold.Start + 3} comes next", thrown.Message, StringComparison.Ordinal);
    }

    private static void FoldFurther(byte[] saved)
    {
        FoldState state = FoldState.Restore(saved, new FoldSettings(), NoLimits);
        var fold = new ThroughputFold(new FoldSettings(), NoLimits);
        for (int i = 0; i < 10; i++)
        {
            var received = new ReceivedMinute(state.NextReceipt ?? AnyFold.Start);
            received.AddArrived(Pipeline, received.Receipt - i, 61_000);
            fold.Fold(state, received, []);
        }
    }

    // A load a little above the capacity: something waits all the time.
    private static byte[] SavedAfter(int minutes)
    {
        var state = new FoldState();
        var fold = new ThroughputFold(new FoldSettings(), NoLimits);
        for (int i = 0; i < minutes; i++)
        {
            var received = new ReceivedMinute(AnyFold.Start + i);
            if (i == 0)
            {
                received.AddCapacity(Pipeline, new CapacityEntry(AnyFold.Start * 60_000, 3_600_000));
            }

            received.AddArrived(Pipeline, AnyFold.Start + i, 61_000);
            fold.Fold(state, received, []);
        }

        var saved = new ArrayBufferWriter<byte>();
        state.Save(saved);
        return saved.WrittenSpan.ToArray();
    }
}
