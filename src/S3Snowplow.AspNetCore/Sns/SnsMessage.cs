using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>A message as Amazon SNS posts it. Texts are as they were sent, for the signature is over them.</summary>
/// <remarks>Source: Amazon SNS Developer Guide, "Parsing message formats". SNS says <c>text/plain</c>; so it is known by its members.</remarks>
internal sealed class SnsMessage
{
    public const string Notification = "Notification";
    public const string SubscriptionConfirmation = "SubscriptionConfirmation";
    public const string UnsubscribeConfirmation = "UnsubscribeConfirmation";

    /// <summary>A message of SNS has 256 KiB at most; in its envelope quotes and line ends take two bytes.</summary>
    public const int LargestBytes = 512 * 1024;

    private const int LongestId = 100;

    private readonly Dictionary<string, string> _members;

    private SnsMessage(Dictionary<string, string> members, bool isSound) => (_members, IsSound) = (members, isSound);

    public string Type => _members["Type"];

    public string TopicArn => _members["TopicArn"];

    /// <summary>The same for each try; for logs.</summary>
    public string MessageId => this["MessageId"] is { Length: <= LongestId } id && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') ? id : "sns";

    /// <summary>Whether every member stands there once. Of two, this reader and another one might see different ones.</summary>
    public bool IsSound { get; }

    /// <summary>A member that is a string, or <see langword="null"/>.</summary>
    public string? this[string member] => _members.GetValueOrDefault(member);

    /// <summary>Whether the document is an object with a topic and one of the three types.</summary>
    public static bool TryRead(ReadOnlySpan<byte> document, [NotNullWhen(true)] out SnsMessage? message)
    {
        message = null;
        if (!MayHaveTopic(document))
        {
            return false;
        }

        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        bool isSound = true;
        var reader = new Utf8JsonReader(document);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string? known = KnownMember(ref reader);
                reader.Read();
                if (known is not null)
                {
                    isSound &= reader.TokenType == JsonTokenType.String && members.TryAdd(known, reader.GetString()!);
                }

                reader.Skip();
            }

            // Throws where anything but white space follows.
            reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is no text. What it is then is for the relay to say.
            return false;
        }

        if (!members.ContainsKey("TopicArn") || members.GetValueOrDefault("Type") is not (Notification or SubscriptionConfirmation or UnsubscribeConfirmation))
        {
            return false;
        }

        message = new SnsMessage(members, isSound);
        return true;
    }

    // Most bodies are no messages of SNS, and need no second reading for that. The name might be written with escapes.
    private static bool MayHaveTopic(ReadOnlySpan<byte> document) => document.IndexOf("TopicArn"u8) >= 0 || document.Contains((byte)'\\');

    // A notification is seldom one of SNS; its members' names make no strings.
    private static string? KnownMember(ref Utf8JsonReader name) =>
        name.ValueTextEquals("Type"u8) ? "Type"
        : name.ValueTextEquals("MessageId"u8) ? "MessageId"
        : name.ValueTextEquals("Token"u8) ? "Token"
        : name.ValueTextEquals("TopicArn"u8) ? "TopicArn"
        : name.ValueTextEquals("Subject"u8) ? "Subject"
        : name.ValueTextEquals("Message"u8) ? "Message"
        : name.ValueTextEquals("SubscribeURL"u8) ? "SubscribeURL"
        : name.ValueTextEquals("Timestamp"u8) ? "Timestamp"
        : name.ValueTextEquals("SignatureVersion"u8) ? "SignatureVersion"
        : name.ValueTextEquals("Signature"u8) ? "Signature"

        // Lambda's spelling of it occurs too.
        : name.ValueTextEquals("SigningCertURL"u8) || name.ValueTextEquals("SigningCertUrl"u8) ? "SigningCertURL"
        : null;
}
