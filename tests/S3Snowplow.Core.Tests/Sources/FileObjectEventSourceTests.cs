using System.Text;
using S3Snowplow.Reading;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Sources;

public sealed class FileObjectEventSourceTests
{
    [Fact]
    public async Task ReadAsync_FilesOfOneDocumentAndOfLines_GivesEachWithIdAndOffset()
    {
        string samples = Encoding.UTF8.GetString(NotificationSamples.S3Put.Body.Span);
        var source = new FileObjectEventSource([Input("pretty", "{\n}"), Input("lines", samples + "\n\n{}\n"), Input("empty", ""), Input("compact", "[]")]);

        List<Notification> notifications = await ReadAsync(source);

        Assert.Equal(
            [("pretty", 0), ("lines:1", 0), ("lines:3", samples.Length + 2), ("compact:1", 0L)],
            notifications.Select(notification => (notification.Id, notification.BodyOffset)));
        Assert.Equal(NotificationReader.Read(NotificationSamples.S3Put.Body)[0], NotificationReader.Read(notifications[1].Body)[0]);
    }

    [Fact]
    public async Task ReadAsync_FaultInALine_IsFoundAgainInTheFile()
    {
        const string File = "\uFEFF{\"Records\":[]}\r\n\r\n{\"Records\":[],\"x\":#}\r\n";

        List<Notification> notifications = await ReadAsync(new FileObjectEventSource([Input("file", File)]));

        NotificationProblem problem = Assert.Single(NotificationReader.Read(notifications[1].Body).Problems);
        Assert.Equal((byte)'#', Encoding.UTF8.GetBytes(File)[notifications[1].BodyOffset + problem.Offset]);
        Assert.Empty(NotificationReader.Read(notifications[0].Body).Problems);
    }

    [Fact]
    public async Task ReadAsync_FaultInAPrettyDocument_IsFoundAgainInTheFile()
    {
        const string File = "\n\n{\r\n\r\n  \"Records\": [],\r\n  \"x\": #\r\n}\r\n";

        Notification notification = Assert.Single(await ReadAsync(new FileObjectEventSource([Input("file", File)])));

        NotificationProblem problem = Assert.Single(NotificationReader.Read(notification.Body).Problems);
        Assert.Equal(File.IndexOf('#', StringComparison.Ordinal), notification.BodyOffset + problem.Offset);
    }

    [Fact]
    public async Task ReadAsync_Paths_ReadsTheFilesAndClosesThem()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(path, "{}\n{}");

            List<Notification> notifications = await ReadAsync(new FileObjectEventSource([path]));

            Assert.Equal([$"{path}:1", $"{path}:2"], notifications.Select(notification => notification.Id));
            await using FileStream exclusive = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task ReadAsync_SecondFileMissing_ThrowsBehindTheFirst()
    {
        var source = new FileObjectEventSource([Input("first", "{}"), ("second", () => throw new FileNotFoundException("gone"))]);
        var notifications = new List<Notification>();

        await Assert.ThrowsAsync<FileNotFoundException>(async () =>
        {
            await foreach (Notification notification in source.ReadAsync())
            {
                notifications.Add(notification);
            }
        });

        Assert.Equal("first:1", Assert.Single(notifications).Id);
    }

    [Fact]
    public async Task ReadAsync_LineOverTheLimit_IsGivenSoThatItIsFoundTooLarge()
    {
        var source = new FileObjectEventSource([Input("file", "{}\n{\"a\":123456789}\n{}")], maxDocumentBytes: 10);

        Assert.Equal([2, 11, 2], (await ReadAsync(source)).Select(notification => notification.Body.Length));
    }

    [Fact]
    public async Task Settle_EachNotification_TellsItsResultOnce()
    {
        var settled = new List<string>();
        var source = new FileObjectEventSource([Input("file", "{}\n[]")], (notification, result) =>
        {
            settled.Add($"{notification.Id} {result is null}");
            return ValueTask.CompletedTask;
        });

        foreach (Notification notification in await ReadAsync(source))
        {
            await notification.SettleAsync(null!);
            await notification.SettleAsync(null!);
        }

        Assert.Equal(["file:1 True", "file:2 True"], settled);
    }

    [Fact]
    public void Constructor_WithoutInputsOrLimit_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => new FileObjectEventSource((IEnumerable<string>)null!));
        Assert.Throws<ArgumentNullException>(() => new FileObjectEventSource((IEnumerable<(string, Func<Stream>)>)null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FileObjectEventSource(["a"], maxDocumentBytes: 0));
    }

    private static (string Name, Func<Stream> Open) Input(string name, string text) => (name, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static async Task<List<Notification>> ReadAsync(FileObjectEventSource source)
    {
        var notifications = new List<Notification>();
        await foreach (Notification notification in source.ReadAsync())
        {
            notifications.Add(notification);
        }

        return notifications;
    }
}
