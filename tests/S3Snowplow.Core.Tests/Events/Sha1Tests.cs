using System.Security.Cryptography;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

/// <summary>Our SHA-1 and the system's are one function.</summary>
public sealed class Sha1Tests
{
    [Fact]
    public void Hash_EveryLengthToSeveralBlocks_IsTheSystems()
    {
        byte[] input = new byte[400];
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (byte)(i * 7);
        }

        for (int length = 0; length <= input.Length; length++)
        {
            byte[] hash = new byte[Sha1.HashBytes];
            Sha1.Hash(input.AsSpan(0, length), hash);
#pragma warning disable CA5350 // It is what is tested.
            Assert.Equal(SHA1.HashData(input.AsSpan(0, length)), hash);
#pragma warning restore CA5350
        }
    }
}
