using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>Whatever the bytes: reading ends without an exception, adds up, and stays within its memory.</summary>
public sealed class NotificationReaderProperties
{
    // What JSON and its strings turn on, so that chance hits a structure and not only letters.
    private static readonly byte[] Telling = [.. "{}[]\":,\\u0dn/ \t\r\n-+.eE19tfn"u8, 0x00, 0x7F, 0x80, 0xC3, 0xED, 0xEF, 0xFF];

    private static readonly Gen<byte> AnyByte = Gen.Frequency((3, Gen.Elements(Telling)), (1, Gen.Choose(0, 255).Select(value => (byte)value)));

    private static readonly Gen<byte[]> AnySample = Gen.Elements(Samples.Every.Select(sample => sample.Body.ToArray()).ToArray());

    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(Proof.Count(part: 2000, whole: 8000)).WithQuietOnSuccess(true);

    private static NotificationContent? s_reused;

    [Fact]
    public void Read_ArbitraryBytes_NeverThrows() =>
        Check.One(Runs, Prop.ForAll(AnyByte.ArrayOf().ToArbitrary(), HoldsFor));

    [Fact]
    public void Read_ArbitraryBytesInABody_NeverThrows() =>
        Check.One(Runs, Prop.ForAll(AnyByte.ArrayOf().ToArbitrary(), bytes =>
            HoldsFor([.. "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\""u8, .. bytes, .. "\"}]}"u8])));

    [Fact]
    public void Read_MutatedSamples_NeverThrows() =>
        Check.One(Runs, Prop.ForAll(Mutated().ToArbitrary(), HoldsFor));

    [Fact]
    public void Read_MutatedSamplesInWrappings_NeverThrows() =>
        Check.One(Runs, Prop.ForAll(Mutated().ToArbitrary(), bytes =>
            HoldsFor(Record.InSqs(Record.InSns(System.Text.Encoding.UTF8.GetString(bytes))).Bytes())));

    private static Gen<byte[]> Mutated() =>
        from sample in AnySample
        from times in Gen.Choose(1, 6)
        from mutations in Mutation().ArrayOf(times)
        select mutations.Aggregate(sample, (bytes, mutate) => mutate(bytes));

    private static Gen<Func<byte[], byte[]>> Mutation()
    {
        Gen<Func<byte[], byte[]>> flip =
            from at in Gen.Choose(0, int.MaxValue - 1)
            from value in AnyByte
            select new Func<byte[], byte[]>(bytes => [.. bytes[..(at % (bytes.Length + 1))], value, .. bytes.Skip((at % (bytes.Length + 1)) + 1)]);
        Gen<Func<byte[], byte[]>> delete =
            from at in Gen.Choose(0, int.MaxValue - 1)
            from length in Gen.Choose(1, 40)
            select new Func<byte[], byte[]>(bytes => [.. bytes[..(at % (bytes.Length + 1))], .. bytes.Skip((at % (bytes.Length + 1)) + length)]);
        Gen<Func<byte[], byte[]>> duplicate =
            from at in Gen.Choose(0, int.MaxValue - 1)
            from length in Gen.Choose(1, 200)
            select new Func<byte[], byte[]>(bytes => Splice(bytes, bytes, at, at, length));
        Gen<Func<byte[], byte[]>> splice =
            from other in AnySample
            from at in Gen.Choose(0, int.MaxValue - 1)
            from source in Gen.Choose(0, int.MaxValue - 1)
            from length in Gen.Choose(1, 400)
            select new Func<byte[], byte[]>(bytes => Splice(bytes, other, at, source, length));
        return Gen.OneOf(flip, delete, duplicate, splice);
    }

    private static byte[] Splice(byte[] bytes, byte[] other, int at, int source, int length)
    {
        at %= bytes.Length + 1;
        source %= other.Length + 1;
        return [.. bytes[..at], .. other.Skip(source).Take(length), .. bytes[at..]];
    }

    private static void HoldsFor(byte[] notification)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        NotificationContent content = NotificationReader.Read(notification);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, AllocationBound.Of(notification.Length));
        Assert.Equal(Math.Min(content.ProblemCount, NotificationContent.MaxProblems), content.Problems.Count);
        Assert.DoesNotContain(content.Problems, problem => problem.Offset < 0 || problem.Offset > notification.Length);
        Assert.DoesNotContain(content.ObjectEvents.ToArray(), found =>
            string.IsNullOrEmpty(found.Name) || string.IsNullOrEmpty(found.Bucket) || string.IsNullOrEmpty(found.Key) || found.Size < 0);

        // What was read before leaves no trace.
        NotificationReader.Read(notification, s_reused ??= new NotificationContent());
        Assert.Equal(NotificationListing.Of(content), NotificationListing.Of(s_reused));
    }
}
