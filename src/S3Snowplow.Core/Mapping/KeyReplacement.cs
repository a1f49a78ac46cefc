using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace S3Snowplow.Mapping;

/// <summary>Puts in the place of an object's key what <see cref="KeyPrivacy"/> says. A pure function of the key and the settings, so that a redelivery has the same bytes.</summary>
internal sealed class KeyReplacement
{
    /// <summary>At most this many levels are hashed one by one; all that follow share one hash. Amazon's longest key of single letters would otherwise be longer than the schema allows.</summary>
    public const int MaxLevels = 100;

    // 64 bits: of a thousand million different levels, two are alike with a probability of 3 %.
    private const int HashBytes = 8;

    private readonly KeyPrivacy _privacy;
    private readonly int _parts;
    private readonly byte[] _secret;

    private KeyReplacement(RelayOptions options) =>
        (_privacy, _parts, _secret) = (options.KeyPrivacy, options.KeyParts, Encoding.UTF8.GetBytes(options.KeyHashSecret ?? ""));

    /// <summary>What the options ask for; <see langword="null"/> where keys are sent as they are.</summary>
    public static KeyReplacement? For(RelayOptions options) => options.KeyPrivacy == KeyPrivacy.Send ? null : new KeyReplacement(options);

    /// <summary>The object event without the key's own text: neither the decoded nor the raw one is left.</summary>
    public ObjectEvent Apply(in ObjectEvent objectEvent)
    {
        string key = Of(objectEvent.Key);
        return objectEvent with { Key = key, RawKey = key, KeyDecoded = true };
    }

    /// <summary>The text in the place of a key.</summary>
    public string Of(string key) => _privacy switch
    {
        KeyPrivacy.Hash => Hash(key),
        KeyPrivacy.FirstParts => First(key),
        _ => "",
    };

    private string First(string key)
    {
        int end = 0;
        for (int part = 0; part < _parts; part++)
        {
            int slash = key.IndexOf('/', end);
            if (slash < 0)
            {
                return key;
            }

            end = slash + 1;
        }

        return key[..end];
    }

    private string Hash(string key)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(key.Length));
        try
        {
            return Hash(utf8.AsSpan(0, Encoding.UTF8.GetBytes(key, utf8)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8, clearArray: true);
        }
    }

    private string Hash(ReadOnlySpan<byte> key)
    {
        var text = new StringBuilder();
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (int start = 0, level = 1; start <= key.Length; level++)
        {
            int slash = level < MaxLevels ? key[start..].IndexOf((byte)'/') : -1;
            int end = slash < 0 ? key.Length : start + slash;

            // An empty level says nothing that would have to be hidden. It stays, so that a folder's hash with its slash is the beginning of what is in it.
            if (end > start)
            {
                HMACSHA256.HashData(_secret, key[..end], hash);
                text.Append(Convert.ToHexString(hash[..HashBytes]).ToLowerInvariant());
            }

            if (slash >= 0)
            {
                text.Append('/');
            }

            start = end + 1;
        }

        return text.ToString();
    }
}
