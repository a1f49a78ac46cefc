using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

public sealed class CollectorAddressTests
{
    [Theory]
    [InlineData("https://collector.acme.com")]
    [InlineData("https://collector.acme.com/")]
    [InlineData("https://collector.acme.com:8443")]
    [InlineData("HTTPS://Collector.Acme.Com")]
    [InlineData("https://192.0.2.1")]
    [InlineData("https://[2001:db8::1]:8443")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:9090")]
    [InlineData("http://127.0.0.1:9090")]
    [InlineData("http://[::1]:9090")]
    public void Validate_AddressOfACollector_IsFine(string address) => Assert.Empty(Errors(address));

    [Theory]
    [InlineData("http://collector.acme.com", "http://collector.acme.com")]
    [InlineData("http://192.0.2.1:9090", "http://192.0.2.1:9090")]
    [InlineData("http://localhost.acme.com", "http://localhost.acme.com")]
    [InlineData("http://128.0.0.1", "http://128.0.0.1")]
    [InlineData("http://[2001:db8::1]", "http://[2001:db8::1]")]
    public void Validate_HttpToAnotherMachine_NeedsToBeAllowed(string address, string named)
    {
        string error = Assert.Single(Errors(address));

        Assert.StartsWith("CollectorUri is ", error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains("AllowHttp", error, StringComparison.Ordinal);
        Assert.Empty(Errors(address, allowHttp: true));
    }

    [Theory]
    [InlineData("https://collector.acme.com/com.snowplowanalytics.snowplow/tp2", "/com.snowplowanalytics.snowplow/tp2")]
    [InlineData("https://collector.acme.com/i", "/i")]
    [InlineData("https://collector.acme.com//", "//")]
    [InlineData("http://localhost:9090/micro", "/micro")]
    public void Validate_Path_IsNamed(string address, string path)
    {
        string error = Assert.Single(Errors(address));

        Assert.StartsWith("CollectorUri is ", error, StringComparison.Ordinal);
        Assert.Contains($"'{path}'", error, StringComparison.Ordinal);
        Assert.Contains("https://HOST", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://collector.acme.com", "ftp://collector.acme.com")]
    [InlineData("ws://collector.acme.com", "ws://collector.acme.com")]
    public void Validate_AnotherScheme_IsNamed(string address, string named)
    {
        string error = Assert.Single(Errors(address, allowHttp: true));

        Assert.StartsWith("CollectorUri is ", error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.Contains("https://HOST", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("collector.acme.com")]
    [InlineData("collector.acme.com/i")]
    [InlineData("//collector.acme.com")]
    [InlineData("")]
    [InlineData("collector.acme.com:8443")]
    [InlineData("file:///etc/collector")]
    public void Validate_AddressWithoutHost_IsRefused(string address)
    {
        string error = Assert.Single(Errors(address, allowHttp: true));

        Assert.StartsWith("CollectorUri is ", error, StringComparison.Ordinal);
        Assert.Contains("https://HOST", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NoAddress_IsRefused() => Assert.Equal("CollectorUri is not set; allowed: https://HOST or https://HOST:PORT.", Assert.Single(Errors(null)));

    // In each, what must not be read by anybody is called SECRET.
    [Theory]
    [InlineData("https://user:SECRET@collector.acme.com")]
    [InlineData("https://SECRET@collector.acme.com/")]
    [InlineData("https://:SECRET@collector.acme.com/")]
    [InlineData("https://user:SECRET@collector.acme.com/path?q=SECRET#SECRET")]
    [InlineData("http://user:SECRET@collector.acme.com")]
    [InlineData("ftp://user:SECRET@collector.acme.com")]
    [InlineData("https://collector.acme.com?token=SECRET")]
    [InlineData("https://collector.acme.com/i?token=SECRET")]
    [InlineData("https://collector.acme.com#SECRET")]
    [InlineData("user:SECRET@collector.acme.com")]
    [InlineData("mailto:SECRET@collector.acme.com")]
    [InlineData("data:SECRET")]
    [InlineData("//user:SECRET@collector.acme.com")]
    [InlineData("user:SECRET@collector.acme.com/i")]
    public void Validate_AddressWithASecret_IsRefusedWithoutIt(string address)
    {
        string error = Assert.Single(Errors(address));

        Assert.StartsWith("CollectorUri ", error, StringComparison.Ordinal);
        Assert.Contains("https://HOST", error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("SECRET", CollectorAddress.WithoutSecrets(new Uri(address, UriKind.RelativeOrAbsolute)), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("https://user:SECRET@collector.acme.com:8443/p?q#f", "https://collector.acme.com:8443/p")]
    [InlineData("http://localhost:9090", "http://localhost:9090/")]
    public void WithoutSecrets_Address_IsSchemeHostPortAndPath(string address, string expected) =>
        Assert.Equal(expected, CollectorAddress.WithoutSecrets(new Uri(address)));

    private static List<string> Errors(string? address, bool allowHttp = false)
    {
        var errors = new List<string>();
        CollectorAddress.Validate(address is null ? null : new Uri(address, UriKind.RelativeOrAbsolute), allowHttp, errors);
        return errors;
    }
}
