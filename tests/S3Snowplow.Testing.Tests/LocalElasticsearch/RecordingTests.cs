using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>
/// The local Elasticsearch against what real servers answered: the recordings of the folder that <c>S3SNOWPLOW_RECORDINGS</c> names, else of the one beside the repository,
/// else of the copies in it. A folder <c>elasticsearch-VERSION</c> or <c>opensearch-VERSION</c> has a file for each request; they were asked in the order of the files' names, and so they
/// are here, each after what its prelude does.
/// </summary>
public sealed class RecordingTests
{
    private static readonly string Root = DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings");

    // What a server's whole sequence came to, asked once for all of its cases.
    private static readonly ConcurrentDictionary<string, Lazy<Task<Dictionary<string, (int Status, JsonNode? Answer)>>>> Given = new(StringComparer.Ordinal);

    public static TheoryData<string> Recordings => [.. Servers().SelectMany(Files).Where(file => Recording.Read(file) is not null).Select(NameOf)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Request_IsAnsweredAsRecorded(string recording)
    {
        string file = Path.Combine(Root, recording);
        string server = Path.GetDirectoryName(file)!;
        Recording recorded = Recording.Read(file)!;

        (int status, JsonNode? answer) = (await Given.GetOrAdd(server, folder => new(() => AskAllAsync(folder))).Value.Within())[file];

        List<string> differences = status == recorded.Status ? [] : [$"status: {recorded.Status} is recorded, {status} is given: {answer?.ToJsonString()}"];
        differences.AddRange(RecordingComparison.Differences(recorded, answer).Take(5));
        if (RecordingKnownFailures.ReasonFor(Path.GetFileName(server), NumberOf(file)) is { } reason)
        {
            Assert.True(differences.Count > 0, $"{recording} passes; take it out of the known failures, where it stood because: {reason}");
            return;
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public void Folder_HasRecordings() => Assert.NotEmpty(Servers());

    private static string[] Servers() =>
    [
        .. Directory.EnumerateDirectories(Root, "*search-*", SearchOption.AllDirectories)
            .Where(folder => Path.GetFileName(folder).Split('-') is ["elasticsearch" or "opensearch", _] && Files(folder).Any(file => Recording.Read(file) is not null))
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Files(string server) => Directory.EnumerateFiles(server, "*.json").Order(StringComparer.Ordinal);

    private static string NumberOf(string file) => Path.GetFileName(file).Split('-')[0];

    private static string NameOf(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static async Task<Dictionary<string, (int Status, JsonNode? Answer)>> AskAllAsync(string server)
    {
        var answers = new Dictionary<string, (int Status, JsonNode? Answer)>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> files in Files(server).GroupBy(file => RecordingPreludes.ClusterOf(NumberOf(file))))
        {
            string[] named = Path.GetFileName(server).Split('-');
            var options = new LocalElasticsearchOptions
            {
                Distribution = named[0] == "opensearch" ? SearchDistribution.OpenSearch : SearchDistribution.Elasticsearch,
                MajorVersion = int.Parse(named[1].Split('.')[0]),

                // The day on which they were asked: it is in the names of a data stream's indices.
                TimeProvider = new ManualTimeProvider(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero)),
            };
            await using LocalElasticsearch cluster = await LocalElasticsearch.StartAsync(options);
            foreach (string file in files)
            {
                if (Recording.Read(file) is { } recording)
                {
                    await RecordingPreludes.PlayAsync(cluster, NumberOf(file), server, options);
                    (int status, JsonNode body) = await cluster.SendAsync(recording.Method, recording.Target, recording.Body, recording.MediaType);
                    answers[file] = (status, body);
                }
            }
        }

        return answers;
    }
}
