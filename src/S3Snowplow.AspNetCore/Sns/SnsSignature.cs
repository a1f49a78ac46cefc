using System.Security.Cryptography;
using System.Text;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>The signature of an SNS message.</summary>
/// <remarks>
/// Over names and values of some members, in the order of their names, each with a line feed after it; <c>Subject</c> only where there is one. Version 1 is RSA with SHA-1, version 2 with
/// SHA-256, both with PKCS #1 v1.5. Source: Amazon SNS Developer Guide, "Verifying the signatures of Amazon SNS messages".
/// </remarks>
internal static class SnsSignature
{
    private static readonly string[] OfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] OfConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    /// <summary>What is signed, or <see langword="null"/> where a member of it is missing.</summary>
    public static byte[]? SignedText(SnsMessage message)
    {
        var text = new StringBuilder();
        foreach (string member in message.Type == SnsMessage.Notification ? OfNotification : OfConfirmation)
        {
            if (message[member] is { } value)
            {
                text.Append(member).Append('\n').Append(value).Append('\n');
            }
            else if (member != "Subject")
            {
                return null;
            }
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Whether the key's owner signed the message.</summary>
    public static bool IsRight(SnsMessage message, RSAParameters key)
    {
        HashAlgorithmName? hash = message["SignatureVersion"] switch
        {
            "1" => HashAlgorithmName.SHA1,
            "2" => HashAlgorithmName.SHA256,
            _ => null,
        };
        string signature = message["Signature"] ?? "";
        byte[] bytes = new byte[(signature.Length / 4 * 3) + 3];
        if (hash is null || SignedText(message) is not { } text || !Convert.TryFromBase64String(signature, bytes, out int length))
        {
            return false;
        }

        using RSA rsa = RSA.Create(key);
        return rsa.VerifyData(text, bytes.AsSpan(0, length), hash.Value, RSASignaturePadding.Pkcs1);
    }
}
