using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>
/// The local Elasticsearch against what real servers answered: the recordings of the folder that <c>S3SNOWPLOW_RECORDINGS</c> names, else of the one beside the repository,
/// else of the copies in it. A folder <c>elasticsearch-VERSION</c> has a file for each request; they were asked in the order of the files' names, and so they are here.
/// </summary>
/// <remarks>Requests that the local one does not say to know are asked too, for what they do to the next ones, and are no cases.</remarks>
public sealed class RecordingTests
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings");

    // What it wrote was deleted again before the next recording, which is not recorded: asked after all others.
    private static readonly string[] Deleted = ["08-bulk-100"];

    // What a server's whole sequence came to, asked once for all of its cases.
    private static readonly ConcurrentDictionary<string, Lazy<Task<Dictionary<string, (int Status, JsonNode? Answer)>>>> Given = new(StringComparer.Ordinal);

    public static TheoryData<string> Recordings =>
        [.. Servers().SelectMany(Files).Where(file => Recording.Read(file) is { IsClaimed: true }).Select(NameOf)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Request_IsAnsweredAsRecorded(string recording)
    {
        string file = Path.Combine(Root, recording);
        string server = Path.GetDirectoryName(file)!;
        Recording recorded = Recording.Read(file)!;

        (int status, JsonNode? answer) = (await Given.GetOrAdd(server, folder => new(() => AskAllAsync(folder))).Value.Within())[file];

        List<string> differences = status == recorded.Status ? [] : [$"status: {recorded.Status} is recorded, {status} is given: {answer?.ToJsonString()}"];
        differences.AddRange(RecordingComparison.Differences(recorded.Answer, answer).Take(5));
        if (RecordingKnownFailures.ReasonFor($"{MajorOf(server)}", Path.GetFileName(file).Split('-')[0]) is { } reason)
        {
            Assert.True(differences.Count > 0, $"{recording} passes; take it out of the known failures, where it stood because: {reason}");
            return;
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void Folder_HasRecordings() => Assert.NotEmpty(Servers());

    private static string[] Servers() =>
    [
        .. Directory.EnumerateDirectories(Root, "elasticsearch-*", SearchOption.AllDirectories).Where(folder => Files(folder).Any(file => Recording.Read(file) is not null)).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Files(string server) => Directory.EnumerateFiles(server, "*.json").Order(StringComparer.Ordinal);

    private static int MajorOf(string server) => int.Parse(Path.GetFileName(server)["elasticsearch-".Length..].Split('.')[0]);

    private static string NameOf(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static async Task<Dictionary<string, (int Status, JsonNode? Answer)>> AskAllAsync(string server)
    {
        await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(new LocalElasticsearchOptions { MajorVersion = MajorOf(server) });
        var answers = new Dictionary<string, (int Status, JsonNode? Answer)>(StringComparer.Ordinal);
        foreach (string file in Files(server).OrderBy(file => Deleted.Contains(Path.GetFileNameWithoutExtension(file))))
        {
            if (Recording.Read(file) is { } recording)
            {
                (int status, JsonNode body) = await cluster.SendAsync(recording.Method, recording.Target, recording.Body, recording.MediaType);
                answers[file] = (status, body);
            }
        }

        return answers;
    }
}
