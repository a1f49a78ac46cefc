using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Tool.Tests.Suggesting;

public sealed class SizeCountsTests
{
    [Fact]
    public void Percentile_AnySizes_IsWithinAnEighthAboveTheTruth()
    {
        Arbitrary<long[]> any = Gen.Choose(0, int.MaxValue).SelectMany(low => Gen.Choose(0, 30).Select(shift => (long)low >> shift)).NonEmptyListOf().Select(list => list.ToArray()).ToArbitrary();
        Prop.ForAll(any, Gen.Elements(50, 95, 100).ToArbitrary(), (sizes, percent) =>
        {
            var counts = new SizeCounts();
            Array.ForEach(sizes, counts.Add);
            long exact = sizes.Order().ElementAt(((sizes.Length * percent) + 99) / 100 - 1);

            long told = counts.Percentile(percent);

            Assert.InRange(told, exact, exact + (exact / 8) + 1);
            Assert.True(told <= counts.Max);
        }).QuickCheckThrowOnFailure();
    }
}
