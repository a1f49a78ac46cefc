using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Capacity;

/// <summary>Reads the files with the client's certificate and with the authorities, and says what is wrong with one.</summary>
internal static class CertificateFiles
{
    /// <summary>What is wrong with a file of the client's certificate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">Its password.</param>
    /// <param name="setting">How the setting is called.</param>
    /// <param name="names">How others are called.</param>
    /// <param name="now">The time now.</param>
    public static IReadOnlyList<string> Problems(string path, string? password, string setting, SettingNames names, DateTimeOffset now)
    {
        try
        {
            (X509Certificate2 certificate, X509Certificate2Collection others) = ReadClient(path, password);
            using (certificate)
            {
                Dispose(others);
                return !certificate.HasPrivateKey
                    ? [$"{setting}: the file '{path}' has a certificate, but not its private key; a PEM file with both, or a PFX file, is allowed."]
                    : OutOfTime(certificate, now) is { } time ? [$"{setting}: the certificate in '{path}' {time}; one that is valid now is needed."] : [];
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [$"{setting}: the file '{path}' cannot be read ({Why(exception)})."];
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            string more = names.Has(nameof(ElasticsearchOptions.ClientCertificatePassword)) ? $", with its password in {names.Of(nameof(ElasticsearchOptions.ClientCertificatePassword))} if it has one" : "";
            return [$"{setting}: the file '{path}' has no usable certificate and private key, or its password is another; a PEM file with both, or a PFX file, is allowed{more}."];
        }
    }

    /// <summary>What is wrong with a file of authorities.</summary>
    public static IReadOnlyList<string> AuthorityProblems(string path, string setting, DateTimeOffset now)
    {
        try
        {
            X509Certificate2Collection authorities = ReadAuthorities(path);
            string? problem = authorities.Count == 0
                ? $"{setting}: the file '{path}' has no certificate; a PEM file with the certificates of authorities is allowed."
                : authorities.All(one => OutOfTime(one, now) is not null) ? $"{setting}: the certificate in '{path}' {OutOfTime(authorities[0], now)}; one that is valid now is needed." : null;
            Dispose(authorities);
            return problem is null ? [] : [problem];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [$"{setting}: the file '{path}' cannot be read ({Why(exception)})."];
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return [$"{setting}: the file '{path}' is no PEM file with certificates."];
        }
    }

    /// <summary>Reads the client's certificate with its key, and the certificates between it and its authority.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Others) ReadClient(string path, string? password)
    {
        if (Path.GetExtension(path) is ".pfx" or ".p12")
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, password);
            X509Certificate2? own = all.FirstOrDefault(one => one.HasPrivateKey) ?? all.FirstOrDefault();
            if (own is not null)
            {
                all.Remove(own);
            }

            return (own ?? throw new CryptographicException("There is no certificate."), all);
        }

        string pem = File.ReadAllText(path);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        if (certificates.Count == 0)
        {
            throw new CryptographicException("There is no certificate.");
        }

        X509Certificate2 first = certificates[0];
        certificates.RemoveAt(0);
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return (first, certificates);
        }

        first.Dispose();
        X509Certificate2 certificate = password is null ? X509Certificate2.CreateFromPem(pem, pem) : X509Certificate2.CreateFromEncryptedPem(pem, pem, password);
        if (!OperatingSystem.IsWindows())
        {
            return (certificate, certificates);
        }

        // The TLS of Windows takes no key that is in memory alone.
        using (certificate)
        {
            return (X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null), certificates);
        }
    }

    /// <summary>Reads the certificates of authorities.</summary>
    public static X509Certificate2Collection ReadAuthorities(string path)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(File.ReadAllText(path));
        return authorities;
    }

    /// <summary>In which way a certificate is not valid now; <see langword="null"/>: it is.</summary>
    public static string? OutOfTime(X509Certificate2 certificate, DateTimeOffset now)
    {
        var from = new DateTimeOffset(certificate.NotBefore);
        var until = new DateTimeOffset(certificate.NotAfter);
        return now > until ? $"expired on {until.ToUniversalTime():yyyy-MM-dd HH:mm} UTC" : now < from ? $"is valid only from {from.ToUniversalTime():yyyy-MM-dd HH:mm} UTC on" : null;
    }

    private static string Why(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        UnauthorizedAccessException => "this process may not read it",
        _ => exception.GetType().Name,
    };

    private static void Dispose(X509Certificate2Collection certificates)
    {
        foreach (X509Certificate2 certificate in certificates)
        {
            certificate.Dispose();
        }
    }
}
