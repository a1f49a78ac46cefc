using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>What a long notification needs is lent; what usual ones need is kept.</summary>
public sealed class GrowingArrayTests
{
    [Fact]
    public void Grow_ByAndBy_KeepsWhatWasUsed()
    {
        var array = new GrowingArray<int>(4, mostKept: 32);
        for (int i = 0; i < 1000; i++)
        {
            if (i == array.Items.Length)
            {
                array.Grow(i, i + 1);
            }

            array.Items[i] = i;
        }

        Assert.Equal(Enumerable.Range(0, 1000), array.Items.Take(1000));
    }

    [Fact]
    public void Grow_ToAGivenLength_IsThatLongAtLeast()
    {
        var array = new GrowingArray<byte>(4, mostKept: 32);

        array.Grow(0, 1_000);

        Assert.InRange(array.Items.Length, 1_000, int.MaxValue);
    }

    [Fact]
    public void Shrink_AfterModerateGrowth_KeepsTheLongerArray()
    {
        var array = new GrowingArray<byte>(4, mostKept: 32);
        array.Grow(4, 20);
        byte[] grown = array.Items;

        array.Shrink(20);

        Assert.Same(grown, array.Items);
    }

    [Fact]
    public void Shrink_AfterALoan_IsTheKeptArrayAgain()
    {
        var array = new GrowingArray<byte>(4, mostKept: 32);
        array.Grow(4, 20);
        byte[] grown = array.Items;
        array.Grow(20, 100_000);
        Assert.NotSame(grown, array.Items);

        array.Shrink(100_000);

        Assert.Same(grown, array.Items);
    }

    [Fact]
    public void Shrink_OfReferences_HoldsNoneOfThem()
    {
        var array = new GrowingArray<object?>(2, mostKept: 4);
        (array.Items[0], array.Items[1]) = (new object(), new object());
        object?[] first = array.Items;
        array.Grow(2, 4);
        object?[] kept = array.Items;
        array.Grow(2, 100);
        array.Items[2] = new object();
        object?[] lent = array.Items;

        array.Shrink(3);

        Assert.All(kept, Assert.Null);
        Assert.All(lent, Assert.Null);
        Assert.NotSame(first, array.Items);
    }

    [Fact]
    public void GrowAndShrink_OverAndOver_MakeNoArrays()
    {
        var array = new GrowingArray<byte>(16, mostKept: 1024);
        GrowAndShrink(ref array);
        GrowAndShrink(ref array);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
        {
            GrowAndShrink(ref array);
        }

        // The larger ones come from a pool that all threads share, so another one may have taken one of them.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50 * 8_192);
    }

    private static void GrowAndShrink(ref GrowingArray<byte> array)
    {
        while (array.Items.Length < 8_000)
        {
            array.Grow(array.Items.Length, array.Items.Length + 1);
        }

        array.Shrink(8_000);
    }
}
