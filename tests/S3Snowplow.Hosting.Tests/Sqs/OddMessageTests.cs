using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace S3Snowplow.Hosting.Tests.Sqs;

/// <summary>One odd message of an answer goes the way of what cannot be read; those beside it are relayed and deleted.</summary>
public sealed class OddMessageTests
{
    [Theory]
    [InlineData("\"Body\":\"ODD\"", "\"Body\":null")]
    [InlineData("\"Body\":\"ODD\"", "\"Body\":7")]
    [InlineData("\"Body\":\"ODD\"", "\"Body\":{\"MessageId\":[\"x\"]}")]
    [InlineData("\"Body\":\"ODD\"", "\"Body\":\"\\ud800\"")]
    [InlineData("\"Body\":\"ODD\"", "\"Bod\":0")]
    [InlineData("\"Body\":\"ODD\"", "\"Attributes\":null")]
    [InlineData("\"Body\":\"ODD\"", "\"MessageAttributes\":{\"traceparent\":null,\"tracestate\":{\"StringValue\":\"\\udc00\"}}")]
    [InlineData("\"Body\":\"ODD\"", "\"MessageId\":null")]
    [InlineData("\"Messages\":[", "\"Messages\":[null,7,{},[{\"Body\":\"x\"}],")]
    public async Task Receive_AnOddMessageAmongOthers_LeavesTheOthers(string sent, string odd)
    {
        SqsRig rig = null!;
        rig = new SqsRig(
            queue => queue.MaxReceiveCount = 2,
            services: services => services.AddHttpClient("S3Snowplow.Sqs").ConfigurePrimaryHttpMessageHandler(() => new OddAnswers(rig.Queue.CreateHandler(), sent, odd)));
        await using (rig)
        {
            rig.Send(1);
            rig.Queue.Send("ODD");
            rig.Send(2, from: 1);
            await rig.StartAsync();

            await rig.PassUntilAsync(() => rig.Queue is { Deleted: 3, DeadLetters.Count: 1 }, "others deleted, the odd one in the dead letter queue", TimeSpan.FromMinutes(30));

            Assert.Equal(3, rig.Collector.EventIds.Count);
            Assert.Equal(["ODD"], rig.Queue.DeadLetters);
            await rig.StopWhileTimePassesAsync();
        }
    }

    /// <summary>Puts another text in the place of one in what the queue answers.</summary>
    private sealed class OddAnswers(HttpMessageHandler queue, string sent, string odd) : DelegatingHandler(queue)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            using var sentText = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            string text = await sentText.ReadToEndAsync(cancellationToken);
            answer.Content = new StringContent(text.Replace(sent, odd, StringComparison.Ordinal), Encoding.UTF8, "application/x-amz-json-1.0");
            return answer;
        }
    }
}
