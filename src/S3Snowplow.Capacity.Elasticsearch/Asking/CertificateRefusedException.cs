using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Capacity;

/// <summary>The server's certificate was not accepted; the message says why, in words that go on after "its certificate".</summary>
internal sealed class CertificateRefusedException : AuthenticationException
{
    private const int MaxNames = 5;

    /// <summary>Makes the exception without a reason.</summary>
    public CertificateRefusedException()
    {
    }

    /// <summary>Makes the exception.</summary>
    public CertificateRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public CertificateRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Throws for a certificate that is not valid, trusted and for the host that was asked for; what .NET itself says of it is in no version a text to rely on.</summary>
    public static bool ThrowUnlessValid(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
            ? true
            : throw new CertificateRefusedException(certificate is null ? "is missing: the server shows none" : Reason(new X509Certificate2(certificate), chain, errors, (sender as SslStream)?.TargetHostName));

    private static string Reason(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, string? host)
    {
        using (certificate)
        {
            X509ChainStatusFlags flags = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            if (CertificateFiles.OutOfTime(certificate, now) is { } time)
            {
                return time;
            }

            string issuer = Name(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true));
            if (flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
            {
                return $"was issued by '{issuer}', whose own certificate is not valid now";
            }

            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                return $"is for {Names(certificate)}, not for '{host}'";
            }

            return flags.HasFlag(X509ChainStatusFlags.Revoked) ? "was revoked"
                : (flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError ? $"is not trusted: it was issued by '{issuer}', which is none of the trusted authorities"
                : $"is not accepted ({flags})";
        }
    }

    private static string Names(X509Certificate2 certificate)
    {
        List<string> names = [];
        foreach (X509SubjectAlternativeNameExtension extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            names.AddRange(extension.EnumerateDnsNames());
            names.AddRange(extension.EnumerateIPAddresses().Select(address => address.ToString()));
        }

        return names.Count == 0 ? "no name" : string.Join(", ", names.Take(MaxNames).Select(name => $"'{Name(name)}'")) + (names.Count > MaxNames ? " and others" : "");
    }

    private static string Name(string text) => string.Concat(text.Take(100).Select(letter => char.IsControl(letter) ? ' ' : letter));
}
