using System.Diagnostics;
using System.Text;
using S3Snowplow.Testing;

namespace S3Snowplow.IntegrationTests.Roles;

/// <summary>The worker reads a queue with the credentials of a role, which it gets from a Security Token Service on loopback: as a process, since Amazon's chain reads the environment.</summary>
/// <remarks><c>S3SNOWPLOW_WORKER</c> names the program to run, for example a native one; without it the sample as built is run.</remarks>
public sealed class RoleTests : IDisposable
{
    private const string Role = "arn:aws:iam::123456789012:role/relay";
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-roles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WebIdentity_OfAPod_ReadsTheQueueAsItsRole()
    {
        string token = Write("token", "token-of-the-pod");

        RoleRequest asked = await RelayAsync(("AWS_WEB_IDENTITY_TOKEN_FILE", token), ("AWS_ROLE_ARN", Role));

        Assert.Equal(new RoleRequest("AssumeRoleWithWebIdentity", Role, "token-of-the-pod", ""), asked);
    }

    [Fact]
    public async Task Profile_WithARoleAndASource_ReadsTheQueueAsItsRole()
    {
        string config = Write("config", $"""
            [profile relay]
            role_arn = {Role}
            source_profile = base

            [profile base]
            aws_access_key_id = AKIABASE
            aws_secret_access_key = secret-of-the-base
            """);

        RoleRequest asked = await RelayAsync(("AWS_CONFIG_FILE", config), ("AWS_PROFILE", "relay"));

        Assert.Equal(("AssumeRole", Role), (asked.Action, asked.Role));
        Assert.Contains("Credential=AKIABASE/", asked.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_WithAWebIdentity_ReadsTheQueueAsItsRole()
    {
        string config = Write("config", $"[profile relay]\nrole_arn = {Role}\nweb_identity_token_file = {Write("token", "token-of-a-profile")}\n");

        RoleRequest asked = await RelayAsync(("AWS_CONFIG_FILE", config), ("AWS_PROFILE", "relay"));

        Assert.Equal(("AssumeRoleWithWebIdentity", "token-of-a-profile"), (asked.Action, asked.Token));
    }

    [Fact]
    public async Task Profile_OfSingleSignOn_WhoIsNotSignedIn_IsToldSo()
    {
        string config = Write("config", "[profile relay]\nsso_start_url = https://sso.example/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = relay\n");
        await using RoleService roles = await RoleService.StartAsync();
        await using QueueService queue = await QueueService.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        using Process worker = Start(roles, queue, collector, ("AWS_CONFIG_FILE", config), ("AWS_PROFILE", "relay"));
        try
        {
            string said = await LineAsync(worker, "source sqs failed").Within("what the worker says of its credentials");

            Assert.DoesNotContain("could not be found or loaded", said, StringComparison.Ordinal);
            Assert.Contains("SSO", said, StringComparison.Ordinal);
        }
        finally
        {
            await EndAsync(worker);
        }
    }

    private async Task<RoleRequest> RelayAsync(params (string Name, string Value)[] environment)
    {
        await using RoleService roles = await RoleService.StartAsync();
        await using QueueService queue = await QueueService.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        queue.Queue.Send(Encoding.UTF8.GetString(NotificationSamples.S3Put.Body.Span));
        using Process worker = Start(roles, queue, collector, environment);
        var wrote = new StringBuilder();
#pragma warning disable CA2025 // It ends with the process, which is waited for below.
        Task ended = ReadAll(worker, wrote);
#pragma warning restore CA2025
        try
        {
            Task first = await Task.WhenAny(queue.Deleted, ended).Within($"the message to be deleted; the worker wrote\n{wrote}");

            Assert.True(first == queue.Deleted, $"The worker ended. It wrote\n{wrote}");
            await collector.WaitForAsync(1, Timeout.InfiniteTimeSpan, CancellationToken.None).Within("the event at the collector");
            return Assert.Single(roles.Requests);
        }
        finally
        {
            await EndAsync(worker);
        }
    }

    private Process Start(RoleService roles, QueueService queue, LocalCollector collector, params (string Name, string Value)[] environment)
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string built = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Worker", configuration, "Worker.dll"));
        string[] arguments =
        [
            "--urls", "http://127.0.0.1:0", "--S3Snowplow:Spool:Directory", Path.Combine(_folder, "spool"),
            "--S3Snowplow:Sqs:QueueUrl", queue.Queue.Url.AbsoluteUri, "--S3Snowplow:Sqs:Endpoint", queue.Uri.AbsoluteUri,
        ];
        ProcessStartInfo start = Environment.GetEnvironmentVariable("S3SNOWPLOW_WORKER") is { Length: > 0 } program
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("dotnet", ["exec", built, .. arguments]);
        (start.WorkingDirectory, start.UseShellExecute, start.RedirectStandardOutput, start.RedirectStandardError) = (_folder, false, true, true);

        // Nothing of the machine's own: what it is, and what is signed in on it.
        foreach (string variable in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["COLLECTOR_URI"] = collector.Uri.AbsoluteUri;
        start.Environment["HOME"] = _folder;
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_REGION"] = "eu-west-1";
        start.Environment["AWS_ENDPOINT_URL_STS"] = roles.Uri.AbsoluteUri;
        start.Environment["AWS_CONFIG_FILE"] = Path.Combine(_folder, "none");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "none");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Keeps what a process writes; the task completes with the process.</summary>
    private static Task ReadAll(Process process, StringBuilder wrote)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (wrote)
            {
                wrote.AppendLine(line.Data);
            }
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Exited += (_, _) => ended.TrySetResult();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.EnableRaisingEvents = true;
        return ended.Task;
    }

    private static async Task<string> LineAsync(Process process, string part)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"The worker ended before it wrote '{part}'.");
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }
}
