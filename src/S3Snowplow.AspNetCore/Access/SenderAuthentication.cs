using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace S3Snowplow.AspNetCore.Access;

/// <summary>What a request's headers say about its sender.</summary>
internal enum SenderProof
{
    /// <summary>No credentials came.</summary>
    None,

    /// <summary>Credentials came, and they are not the right ones.</summary>
    Wrong,

    /// <summary>The right ones came.</summary>
    Right,
}

/// <summary>Compares the credentials of requests with those that are set, in a time that tells nothing about how much of them was right.</summary>
/// <remarks>Sources: RFC 7617 (basic), RFC 6750 (bearer); MinIO's webhook target sends <c>auth_token</c> as bearer, or as it is where it has two words.</remarks>
internal sealed class SenderAuthentication
{
    private readonly string _secretHeader;

    // Digests are equally long, so that comparing them does not even tell a length.
    private readonly byte[][] _secrets;
    private readonly byte[]? _basic;

    public SenderAuthentication(WebhookOptions options)
    {
        _secretHeader = options.SecretHeader;
        _secrets = [.. options.Secrets.Select(Digest)];
        _basic = options.UserName is null ? null : Digest($"{options.UserName}:{options.Password}");
    }

    /// <summary>Whether there is anything to compare with.</summary>
    public bool IsConfigured => _secrets.Length > 0 || _basic is not null;

    /// <summary>What to answer to a sender without credentials; some senders (SNS) give a password only when asked for it.</summary>
    public string Challenge => _basic is not null ? "Basic realm=\"S3 notifications\", charset=\"UTF-8\"" : "Bearer realm=\"S3 notifications\"";

    public SenderProof Judge(HttpRequest request)
    {
        if (!IsConfigured)
        {
            return SenderProof.None;
        }

        StringValues authorization = request.Headers.Authorization;
        StringValues key = request.Headers[_secretHeader];
        if (authorization.Count == 0 && key.Count == 0)
        {
            return SenderProof.None;
        }

        // Two headers of a name are ambiguous: a proxy may have looked at the other one.
        bool right = key.Count == 1 && IsSecret(key[0]!);
        right |= authorization.Count == 1 && IsRight(authorization[0]!);
        return right ? SenderProof.Right : SenderProof.Wrong;
    }

    private bool IsRight(string authorization)
    {
        int space = authorization.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space < 0 ? "" : authorization[..space];
        string rest = authorization[(space + 1)..].Trim();
        bool right = IsSecret(authorization);
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            right |= IsSecret(rest);
        }

        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && _basic is not null)
        {
            right |= TryDecode(rest, out string pair) && CryptographicOperations.FixedTimeEquals(Digest(pair), _basic);
        }

        return right;
    }

    private bool IsSecret(string given)
    {
        byte[] digest = Digest(given);
        bool right = false;
        foreach (byte[] secret in _secrets)
        {
            right |= CryptographicOperations.FixedTimeEquals(digest, secret);
        }

        return right;
    }

    private static bool TryDecode(string base64, out string text)
    {
        byte[] bytes = new byte[(base64.Length / 4 * 3) + 3];
        bool isBase64 = Convert.TryFromBase64String(base64, bytes, out int length);
        text = isBase64 ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        return isBase64;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
