using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using S3Snowplow.Testing;
using S3Snowplow.Testing.Tests;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>The walk-through's commands as the real AWS command line interface carries them out, against a store on this machine.</summary>
public sealed class WalkthroughRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-stack-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [NeedsToolFact("bash", "aws")]
    public async Task Run_BucketNotificationUpload_SendsTheseRequests()
    {
        using LoopbackStore store = LoopbackStore.Start();

        ProcessResult run = await RunAsync(store, "bucket", "notification", "upload");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(["PUT /my-bucket", "PUT /my-bucket?notification", "PUT /my-bucket/any.txt"], store.Requests.Select(request => request.ToString()));
        Assert.Equal(
            "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CloudFunctionConfiguration><Id>s3_to_lambda</Id>"
            + "<CloudFunction>arn:aws:lambda:us-east-1:000000000000:function:s3-events</CloudFunction><Event>s3:ObjectCreated:*</Event>"
            + "</CloudFunctionConfiguration></NotificationConfiguration>",
            store.Requests[1].Body);
    }

    [NeedsToolFact("bash", "aws")]
    public async Task Run_ForAStoreWithTopics_SendsTheseRequests()
    {
        using LoopbackStore store = LoopbackStore.Start();

        ProcessResult run = await RunAsync(store, "topic", "notification");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal(["POST /", "PUT /my-bucket?notification"], store.Requests.Select(request => request.ToString()));
        Assert.Contains("Name=s3-events", store.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("push-endpoint", store.Requests[0].Body, StringComparison.Ordinal);
        Assert.Equal(
            "<NotificationConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TopicConfiguration><Id>s3_to_topic</Id>"
            + "<Topic>arn:aws:sns:default::s3-events</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>",
            store.Requests[1].Body);
    }

    [NeedsToolFact("bash", "aws")]
    public async Task Run_Deploy_CreatesTheFunctionWithItsSettingsAndWaitsForIt()
    {
        using LoopbackStore store = LoopbackStore.Start();
        string script = CopyWithFunction();

        ProcessResult run = await RunAsync(script, store.Address, "deploy");

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Equal("POST /2015-03-31/functions", store.Requests[0].ToString());
        Assert.Equal("GET /2015-03-31/functions/s3-events", store.Requests[1].ToString());
        using var sent = JsonDocument.Parse(store.Requests[0].Body);
        using var environment = JsonDocument.Parse(RepositoryTree.ReadText($"{Walkthrough.Folder}/config/environment.json")!);
        Assert.Equal("s3-events", sent.RootElement.GetProperty("FunctionName").GetString());
        Assert.Equal("bootstrap", sent.RootElement.GetProperty("Handler").GetString());
        Assert.True(JsonElement.DeepEquals(environment.RootElement, sent.RootElement.GetProperty("Environment")));
        using var zip = new ZipArchive(new MemoryStream(sent.RootElement.GetProperty("Code").GetProperty("ZipFile").GetBytesFromBase64()));
        Assert.Equal("bootstrap.dll", Assert.Single(zip.Entries).FullName);
    }

    [NeedsToolFact("bash", "dirname")]
    public async Task Run_WithoutTheCommandLineInterface_SaysWhatToInstall()
    {
        // A PATH on which there is nothing but what the script needs to look for the rest.
        foreach (string tool in new[] { "bash", "dirname" })
        {
            File.CreateSymbolicLink(Path.Combine(_folder, tool), NeedsToolFactAttribute.PathOf(tool)!);
        }

        ProcessStartInfo start = Start(Script, "bucket");
        start.Environment["PATH"] = _folder;
        ProcessResult run = await ChildProcess.RunAsync(start, "");

        Assert.Equal(127, run.ExitCode);
        Assert.Contains("The step 'bucket' needs 'aws'", run.Errors, StringComparison.Ordinal);
        Assert.Contains("apt-get install awscli", run.Errors, StringComparison.Ordinal);
    }

    [NeedsToolFact("bash", "aws")]
    public async Task Run_DeployBeforePackage_SaysSo()
    {
        ProcessResult run = await ChildProcess.RunAsync(Start(Copy(), "deploy"), "");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("run the step 'package' first", run.Errors, StringComparison.Ordinal);
    }

    [NeedsToolFact("bash", "curl")]
    public async Task Run_TemplateAndDocuments_AskElasticsearchForTheSame()
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync();
        ProcessStartInfo start = Start(Script, "template");
        start.Environment["ELASTICSEARCH"] = cluster.Uri.AbsoluteUri.TrimEnd('/');
        ProcessResult template = await ChildProcess.RunAsync(start, "");
        using var document = JsonDocument.Parse("""{ "contexts_io_s3snowplow_pipeline_1": [{ "name": "ops1" }] }""");
        cluster.Put("snowplow", "1", document.RootElement);

        start = Start(Script, "documents");
        start.Environment["ELASTICSEARCH"] = cluster.Uri.AbsoluteUri.TrimEnd('/');
        ProcessResult documents = await ChildProcess.RunAsync(start, "");

        Assert.True(template.ExitCode == 0, template.ToString());
        Assert.True(documents.ExitCode == 0, documents.ToString());
        Assert.Equal("""{"acknowledged":true}{"acknowledged":true}""", template.Output);
        Assert.Contains("ops1", documents.Output, StringComparison.Ordinal);
        Assert.Equal(["PUT /_component_template/s3snowplow-mappings", "PUT /_index_template/s3snowplow", "GET /snowplow/_search"], cluster.Requests.Select(request => $"{request.Method} {request.Path}"));
    }

    [NeedsToolFact("bash")]
    public async Task Run_OfAStepThatIsNotThere_NamesThoseThatAre()
    {
        ProcessResult run = await ChildProcess.RunAsync(Start(Script, "buckets"), "");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("There is no step 'buckets': up package deploy bucket", run.Errors, StringComparison.Ordinal);
    }

    private static string Script => Path.Combine(RepositoryTree.Root, Walkthrough.Script);

    private Task<ProcessResult> RunAsync(LoopbackStore store, params string[] steps) => RunAsync(Script, store.Address, steps);

    private Task<ProcessResult> RunAsync(string script, string endpoint, params string[] steps)
    {
        ProcessStartInfo start = Start(script, steps);
        start.Environment["ENDPOINT"] = endpoint;
        start.Environment["PUSH_ENDPOINT"] = "http://127.0.0.1:8080/";
        if (steps.Contains("topic")) start.Environment["NOTIFICATION"] = "config/notification-topic.json";
        return ChildProcess.RunAsync(start, "");
    }

    // Nothing of the user's own settings and accounts, and no second try that would hide a first one.
    private ProcessStartInfo Start(string script, params string[] steps)
    {
        var start = new ProcessStartInfo(NeedsToolFactAttribute.PathOf("bash")!, [script, .. steps]) { WorkingDirectory = _folder };
        foreach (string name in start.Environment.Keys.Where(IsAboutTheStore).ToArray()) start.Environment.Remove(name);
        start.Environment["AWS_CONFIG_FILE"] = Path.Combine(_folder, "no-config");
        start.Environment["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(_folder, "no-credentials");
        start.Environment["AWS_MAX_ATTEMPTS"] = "1";
        start.Environment["NO_PROXY"] = "127.0.0.1";
        return start;
    }

    private static bool IsAboutTheStore(string name) =>
        name.StartsWith("AWS_", StringComparison.Ordinal) || name is "ENDPOINT" or "MICRO" or "ELASTICSEARCH" or "NOTIFICATION" or "PUSH_ENDPOINT";

    // The walk-through in a tree of its own, so that what the step before builds can be there or not.
    private string Copy()
    {
        foreach (string file in RepositoryTree.Files.Where(file => file.StartsWith(Walkthrough.Folder, StringComparison.Ordinal)))
        {
            string target = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(RepositoryTree.Root, file), target);
        }

        return Path.Combine(_folder, Walkthrough.Script);
    }

    private string CopyWithFunction()
    {
        using ZipArchive zip = ZipFile.Open(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "artifacts", "stack")).FullName, "function.zip"), ZipArchiveMode.Create);
        zip.CreateEntry("bootstrap.dll");
        return Copy();
    }
}
