using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Tool.Tests.Simulating;

public sealed class MinuteCellsTests
{
    private static readonly Arbitrary<(long Minute, long Amount)[]> Any =
        Gen.Choose(-200, 5000).SelectMany(minute => Gen.Choose(0, 1000).Select(amount => ((long)minute, (long)amount))).ArrayOf().ToArbitrary();

    [Fact]
    public void Add_AnyAmounts_SumsEachMinuteAndAll()
    {
        Prop.ForAll(Any, added =>
        {
            var cells = new MinuteCells();
            foreach ((long minute, long amount) in added)
            {
                cells.Add(minute, amount);
            }

            (long Minute, long Sum)[] expected = [.. added.GroupBy(one => one.Minute).Select(group => (group.Key, group.Sum(one => one.Amount))).Where(one => one.Item2 > 0).OrderBy(one => one.Key)];
            Assert.Equal(expected, cells.InOrder().Select(one => (one.Minute, one.Amount)));
            Assert.Equal(added.Sum(one => one.Amount), cells.Total);
            Assert.Equal(expected.Select(one => one.Sum), expected.Select(one => cells[one.Minute]));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Restore_WhatSaveWrote_IsTheSame()
    {
        Prop.ForAll(Any, added =>
        {
            var cells = new MinuteCells();
            foreach ((long minute, long amount) in added)
            {
                cells.Add(minute, amount);
            }

            using var saved = new MemoryStream();
            using var writer = new BinaryWriter(saved);
            cells.Save(writer);
            writer.Flush();
            saved.Position = 0;
            var restored = new MinuteCells();
            using var reader = new BinaryReader(saved);
            restored.Restore(reader);

            Assert.Equal(cells.InOrder(), restored.InOrder());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Add_MoreThan63Bits_StaysAtTheMost()
    {
        var cells = new MinuteCells();

        cells.Add(7, long.MaxValue);
        cells.Add(7, 1);

        Assert.Equal(long.MaxValue, cells[7]);
        Assert.Equal(long.MaxValue, cells.Total);
    }
}
