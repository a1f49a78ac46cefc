using System.Security.Cryptography;
using System.Text;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>Eight hashes at once are the hashes that the platform gives one by one.</summary>
public sealed class Sha1LanesTests
{
    [Fact]
    public void The_published_vectors_hold()
    {
        // FIPS 180-4's examples, as RFC 3174 section 7.3 lists them, and the empty message.
        string[] messages = ["abc", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", ""];
        string[] digests = ["a9993e364706816aba3e25717850c26c9cd0d89d", "84983e441c3bd26ebaae4aa1f95129e5e54670f1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"];

        Assert.Equal(digests, Hash([.. messages.Select(Encoding.ASCII.GetBytes)]).Select(Convert.ToHexStringLower));
    }

    [Fact]
    public void Every_length_in_every_lane_hashes_as_the_platform_does()
    {
        var random = new Random(1);
        var lanes = new Sha1Lanes();
        for (int length = 0; length <= Sha1Lanes.MaxLength; length++)
        {
            // Lengths that differ, so that lanes end at different blocks; and the lanes are used again with what the last round left in them.
            byte[][] messages = [.. Enumerable.Range(0, Sha1Lanes.Count).Select(lane => new byte[(length + (lane * 67)) % (Sha1Lanes.MaxLength + 1)])];
            foreach (byte[] message in messages)
            {
                random.NextBytes(message);
            }

#pragma warning disable CA5350 // SHA-1 is what is tested.
            Assert.Equal(messages.Select(message => Convert.ToHexStringLower(SHA1.HashData(message))), Hash(messages, lanes).Select(Convert.ToHexStringLower));
#pragma warning restore CA5350
        }
    }

    [Fact]
    public void Lanes_that_are_not_used_take_no_part()
    {
        var lanes = new Sha1Lanes();
        byte[] longest = new byte[Sha1Lanes.MaxLength];
        Hash([longest, longest, longest], lanes);

        Assert.Equal("a9993e364706816aba3e25717850c26c9cd0d89d", Convert.ToHexStringLower(Hash(["abc"u8.ToArray()], lanes)[0]));
    }

    private static byte[][] Hash(byte[][] messages, Sha1Lanes? lanes = null)
    {
        lanes ??= new Sha1Lanes();
        for (int lane = 0; lane < messages.Length; lane++)
        {
            messages[lane].CopyTo(lanes.Message(lane));
            lanes.Close(lane, messages[lane].Length);
        }

        lanes.Hash(messages.Length);
        byte[][] digests = [.. messages.Select(_ => new byte[20])];
        for (int lane = 0; lane < messages.Length; lane++)
        {
            lanes.Digest(lane, digests[lane]);
        }

        return digests;
    }
}
