using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace S3Snowplow.Capacity.Alerts.Channels;

/// <summary>The headers of Standard Webhooks: <c>v1,</c> and the base64 of HMAC-SHA256 over <c>ID.TIMESTAMP.BODY</c>, once for each key. Source: Standard Webhooks, <c>spec/standard-webhooks.md</c>.</summary>
internal sealed class WebhookSignature
{
    private const string Prefix = "whsec_";

    private readonly byte[][] _keys;

    /// <param name="credentials">The keys, the current one first.</param>
    public WebhookSignature(params string?[] credentials) => _keys = [.. credentials.Where(credential => credential is { Length: > 0 }).Select(credential => Key(credential!)!)];

    public bool HasKeys => _keys.Length > 0;

    /// <summary>What is wrong with a key; <see langword="null"/>: nothing.</summary>
    public static void Check(string? credential, string setting, bool isRequired, AlertSettingProblems problems)
    {
        const string Allowed = "allowed: whsec_ and the base64 of 24 to 64 random bytes";
        if (credential is not { Length: > 0 })
        {
            if (isRequired)
            {
                problems.Add(setting, $"is not set; {Allowed}");
            }
        }
        else if (Key(credential) is not { Length: >= 24 and <= 64 })
        {
            problems.Add(setting, $"is no key of Standard Webhooks (not printed here); {Allowed}");
        }
    }

    /// <summary>The headers of one attempt.</summary>
    /// <param name="id">The message's id, the same on every attempt.</param>
    /// <param name="now">The time of this attempt.</param>
    /// <param name="body">The bytes that are sent.</param>
    public (string Name, string Value)[] Sign(string id, DateTimeOffset now, ReadOnlySpan<byte> body)
    {
        string time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
        string signatures = string.Join(' ', _keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
        return [("webhook-id", id), ("webhook-timestamp", time), ("webhook-signature", signatures)];
    }

    private static byte[]? Key(string credential)
    {
        string text = credential.StartsWith(Prefix, StringComparison.Ordinal) ? credential[Prefix.Length..] : credential;
        Span<byte> buffer = stackalloc byte[128];
        return text.Length <= 128 && Convert.TryFromBase64String(text, buffer, out int length) ? buffer[..length].ToArray() : null;
    }
}
