using System.Globalization;
using System.Text;
using S3Snowplow.Core.Tests.Cases;
using S3Snowplow.Core.Tests.Relay;
using S3Snowplow.Reading;
using S3Snowplow.Testing;
using Xunit.Abstractions;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>What the scanner takes, the whole reader reads without a problem, and as the same object events.</summary>
public sealed class PlainRecordScannerTests(ITestOutputHelper output)
{
    // eng/proof.sh sets it to a million.
    private const string MutationsVariable = "S3SNOWPLOW_SCANNER_MUTATIONS";
    private static readonly byte[] Letters = [.. "\"\"{}[]::,,\\ \n0123456789-+.eEtrufalsn%AZaz"u8, 0, 0x7F, 0xC3, 0xFF];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"\"", "{}", "[]", "null", "true", "false", "-0", "01", "1.", "1e", "1e5", "-", "1.5E-3", "\"Records\":[]", "\"Records\":[{}]", "\"Records\":null", ",\"a\":1", "\"body\":\"x\"", "\"Sns\":{}",
        "\"s3\":{}", "\"s3\":1", "\"s3\":{\"bucket\":{},\"object\":{}}", "\"bucket\":[]", "\"object\":{\"key\":\"other\"}", "\"key\":{\"a\":[1,{}]}", "\"size\":\"12\"", "\"eventSource\":\"aws:sqs\"", "\"userIdentity\":{\"PrincipalId\":\"x\"}",
        "\"userIdentity\":{}", "\"responseElements\":{\"x-amz-request-id\":3}", "\"requestParameters\":[]", "\"messageId\":\"1\"", "\"eventName\":\"ObjectRemoved:Delete\"", "{\"Records\":[", "]}", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ];

    private readonly PlainRecordScanner _scanner = new();
    private readonly NotificationContent _whole = new();
    private readonly NotificationContent _built = new();

    [Fact]
    public void Cases_WhereTheyAreTaken_HaveTheSameEvents()
    {
        int taken = Bodies().Count(body => IsTakenRightly(body));

        Assert.InRange(taken, 30, Bodies().Length);
    }

    [Fact]
    public void Mutations_WhereTheyAreTaken_HaveTheSameEvents()
    {
        int mutations = int.TryParse(Environment.GetEnvironmentVariable(MutationsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : 20_000;
        byte[][] bodies = [.. Bodies().Where(body => body.Length < 4000 && _scanner.TryRead(body))];
        var random = new Random(15);
        int taken = 0;
        for (int i = 0; i < mutations; i++)
        {
            taken += IsTakenRightly(Mutated(bodies[random.Next(bodies.Length)], random)) ? 1 : 0;
        }

        output.WriteLine($"{mutations} mutations, {taken} taken, {mutations - taken} left to the whole reader.");
        Assert.InRange(taken, mutations / 50, mutations - 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1100)]
    public void Lists_OfAnyLength_AreTaken(int records)
    {
        Assert.True(IsTakenRightly(RelayRig.Records(records)));
        Assert.Equal(records, _scanner.Count);
    }

    [Fact]
    public void ADocument_CutOffAnywhere_IsLeft()
    {
        byte[] body = RelayRig.Records(2);
        for (int length = 0; length < body.Length; length++)
        {
            Assert.False(_scanner.TryRead(body.AsSpan(0, length)), $"cut off at {length}");
        }
    }

    [Fact]
    public void ADocument_WithAnythingBehindIt_IsLeft()
    {
        foreach (string behind in (string[])["}", "]", "1", "{}", ",", "\"", "\"\"", "x", "\0"])
        {
            Assert.False(_scanner.TryRead([.. RelayRig.Records(1), .. Encoding.UTF8.GetBytes(behind)]), behind);
        }

        Assert.True(_scanner.TryRead([.. RelayRig.Records(1), .. " \r\n"u8]));
    }

    private static byte[][] Bodies() => [.. NotificationCase.Every.Select(one => one.Body.ToArray()), .. NotificationSamples.All.Select(one => one.Body.ToArray()), RelayRig.Records(1), RelayRig.Records(3)];

    private static byte[] Mutated(byte[] body, Random random)
    {
        List<byte> mutated = [.. body];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(mutated.Count);
            switch (random.Next(6))
            {
                case 0:
                    mutated[at] = Letters[random.Next(Letters.Length)];
                    break;
                case 1:
                    mutated.RemoveAt(at);
                    break;
                case 2:
                    mutated.Insert(at, Letters[random.Next(Letters.Length)]);
                    break;
                case 3:
                    mutated.RemoveRange(at, random.Next(Math.Min(40, mutated.Count - at)));
                    break;
                case 4:
                    // A part of itself once more, so that members come twice.
                    mutated.InsertRange(AfterComma(mutated, random), mutated.GetRange(at, random.Next(Math.Min(80, mutated.Count - at))));
                    break;
                default:
                    mutated.InsertRange(AfterComma(mutated, random), Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)] + (random.Next(2) == 0 ? "," : "")));
                    break;
            }

            if (mutated.Count == 0)
            {
                mutated.Add((byte)'{');
            }
        }

        return [.. mutated];
    }

    // Where a member may stand, most of the time.
    private static int AfterComma(List<byte> body, Random random)
    {
        int from = random.Next(body.Count);
        int comma = body.IndexOf((byte)',', from);
        return comma < 0 ? from : comma + 1;
    }

    private bool IsTakenRightly(byte[] body)
    {
        if (!_scanner.TryRead(body))
        {
            return false;
        }

        NotificationReader.Read(body, _whole);
        _built.Begin(body);
        for (int i = 0; i < _scanner.Count; i++)
        {
            S3RecordReader.Build(body, _built, _scanner[i], new JsonPath("$.Records", i));
        }

        _built.End();
        string what = Encoding.UTF8.GetString(body);
        Assert.True(_whole.Count == _built.Count && _whole.ProblemCount == _built.ProblemCount && _whole.TestEvents == 0, what);
        Assert.True(_whole.Problems.SequenceEqual(_built.Problems), what);
        for (int i = 0; i < _whole.Count; i++)
        {
            // Only the whole reader tells what MinIO's webhook puts around its records; it is not sent.
            Assert.True(_whole[i] with { Wrappings = default } == _built[i] with { Wrappings = default }, what);
        }

        return true;
    }
}
