using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace S3Snowplow.AspNetCore.Sns;

/// <summary>Which addresses of a message may be asked: those of SNS itself. All else would let a stranger choose whom this process talks to, and whose certificate it believes.</summary>
/// <remarks>The rule for hosts is that of Amazon's own validators (aws-sdk-net, <c>Message.cs</c>; aws-js-sns-message-validator, <c>index.js</c>).</remarks>
internal static partial class SnsAddress
{
    public static bool IsOfCertificate(string? text, [NotNullWhen(true)] out Uri? address) =>
        IsOfSns(text, out address) && address.AbsolutePath.EndsWith(".pem", StringComparison.Ordinal) && address.Query.Length == 0;

    public static bool IsOfSns(string? text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address)
        && address.Scheme == Uri.UriSchemeHttps
        && address.IsDefaultPort
        && address.UserInfo.Length == 0
        && Host().IsMatch(address.Host);

    [GeneratedRegex(@"^sns\.[a-zA-Z0-9\-]{3,}\.amazonaws\.com(\.cn)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Host();
}
