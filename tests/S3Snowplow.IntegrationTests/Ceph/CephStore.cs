using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using S3Snowplow.Capacity.Aws;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Ceph;

/// <summary>A Ceph object store of these tests' own, and a client of it. Where Ceph is absent it is not started, and the tests that need it are skipped.</summary>
public sealed class CephStore : IAsyncLifetime
{
    // Another one for each store and each process, since a store takes a moment to listen.
    private static int _nextPort = 20_000 + (Environment.ProcessId % 500 * 20);

    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-ceph-").FullName;
    private int _port;
    private AmazonS3Client? _s3;
    private Uri? _endpoint;
    private BasicAWSCredentials? _credentials;

    /// <summary>The client. It tries once, so that an object is put once.</summary>
    public AmazonS3Client S3 => _s3 ?? throw new InvalidOperationException("The store was not started.");

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => _endpoint ?? throw new InvalidOperationException("The store was not started.");

    /// <summary>Who asks: the access key, and the secret one.</summary>
    public (string Access, string Secret) Keys => (_credentials!.GetCredentials().AccessKey, _credentials.GetCredentials().SecretKey);

    /// <summary>How this project's own client asks for an object of the store.</summary>
    public S3ObjectOptions ObjectAt(string bucket, string key) => new() { Bucket = bucket, Key = key, Endpoint = _endpoint, Credentials = _credentials };

    public async Task InitializeAsync()
    {
        if (NeedsCephFactAttribute.WhyNot() is not null)
        {
            return;
        }

        _port = TwoFreePorts();
        string[] settings = (await ScriptAsync("start")).Split('\n');
        string Setting(string name) => settings.Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

        (_endpoint, _credentials) = (new Uri(Setting("CEPH_S3_ENDPOINT")), new BasicAWSCredentials(Setting("CEPH_S3_ACCESS_KEY"), Setting("CEPH_S3_SECRET_KEY")));

        // 16.2 knows no trailing checksums, which this client sends by default.
        _s3 = new AmazonS3Client(_credentials, new AmazonS3Config
        {
            ServiceURL = _endpoint.AbsoluteUri,
            AuthenticationRegion = Setting("CEPH_S3_REGION"),
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            MaxErrorRetry = 0,
            Timeout = TimeSpan.FromMinutes(1),
        });
    }

    public async Task DisposeAsync()
    {
        if (_port != 0)
        {
            _s3?.Dispose();
            await ScriptAsync("stop");
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Makes a bucket of which every creation and removal is told to an endpoint.</summary>
    /// <param name="bucket">The bucket, also the topic's name.</param>
    /// <param name="pushEndpoint">Where Ceph sends to: <c>http://…</c> or <c>amqp://…</c>.</param>
    /// <param name="attributes">Of the topic, <c>NAME=VALUE</c>.</param>
    public async Task AddBucketAsync(string bucket, Uri pushEndpoint, params string[] attributes)
    {
        string topic = await ScriptAsync(["topic", bucket, pushEndpoint.OriginalString, .. attributes]);
        await ScriptAsync("notify", bucket, "relay", topic.Trim());
    }

    private async Task<string> ScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["eng/ceph-s3.sh", .. arguments]) { WorkingDirectory = RepositoryTree.Root };
        start.Environment["CEPH_S3_DIR"] = Path.Combine(_folder, "store");
        start.Environment["CEPH_S3_PORT"] = $"{_port}";
        ProcessResult run = await ChildProcess.RunAsync(start, "");
        return run.ExitCode == 0 ? run.Output : throw new InvalidOperationException(run.ToString());
    }

    // The monitor's is the one after the gateway's. Below the ports that systems give to clients, so that none of those takes one meanwhile.
    private static int TwoFreePorts()
    {
        while (Interlocked.Add(ref _nextPort, 2) is < 32_000 and var port)
        {
            if (IsFree(port) && IsFree(port + 1))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No two ports in a row are free below 32000.");
    }

    private static bool IsFree(int port)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
