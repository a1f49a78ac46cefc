using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>An authority of its own, and what it issues, as files in a folder that is removed in the end.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3snowplow-certificates");

    public TestCertificates(string name = "Acme test authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        Authority = request.CreateSelfSigned(Now.AddYears(-5), Now.AddYears(5));
        AuthorityFile = Write("authority.pem", Authority.ExportCertificatePem());
    }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public X509Certificate2 Authority { get; }

    public string AuthorityFile { get; }

    public string Folder => _folder.FullName;

    /// <summary>A certificate with its key; for 127.0.0.1 unless another name is given.</summary>
    public X509Certificate2 Issue(string? name = null, DateTimeOffset? until = null, DateTimeOffset? from = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name ?? "elasticsearch"}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name is null)
        {
            names.AddIpAddress(IPAddress.Loopback);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        byte[] serial = RandomNumberGenerator.GetBytes(8);
        serial[0] = 1;
        using X509Certificate2 issued = request.Create(Authority, from ?? Now.AddYears(-1), until ?? Now.AddYears(1), serial);
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);

        // A key in memory alone is no use to the TLS of Windows.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }

    public static string Pem(X509Certificate2 certificate, bool withKey = true, string? password = null)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        string text = certificate.ExportCertificatePem() + "\n";
        return !withKey ? text
            : password is null ? text + key.ExportPkcs8PrivateKeyPem() + "\n"
            : text + key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)) + "\n";
    }

    public string Write(string name, string text)
    {
        string file = Path.Combine(Folder, name);
        File.WriteAllText(file, text);
        return file;
    }

    public string Write(string name, byte[] bytes)
    {
        string file = Path.Combine(Folder, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
