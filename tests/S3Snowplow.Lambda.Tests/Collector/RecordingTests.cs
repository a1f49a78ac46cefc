using System.Text;
using S3Snowplow.Delivery;
using S3Snowplow.Lambda.Tests.Rig;

namespace S3Snowplow.Lambda.Tests.Collector;

/// <summary>What Snowplow's own software answered, byte for byte, and what both clients make of it.</summary>
public sealed class RecordingTests
{
    public static TheoryData<string, string> Answers
    {
        get
        {
            var answers = new TheoryData<string, string>();
            foreach ((string file, Exchange[] exchanges) in SnowplowRecordings.Exchanges)
            {
                // An answer to HEAD announces a body that does not come: no answer to a POST.
                foreach (Exchange exchange in exchanges.Where(exchange => !exchange.Line.StartsWith("HEAD ", StringComparison.Ordinal)))
                {
                    answers.Add(Clients.Http, $"{file} {exchange.Name}");
                    answers.Add(Clients.Socket, $"{file} {exchange.Name}");
                }
            }

            return answers;
        }
    }

    [Fact]
    public void Recordings_AreFound() => Assert.NotEmpty(Answers);

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_OfRealSoftware_MeansWhatItSays(string client, string name)
    {
        Exchange exchange = SnowplowRecordings.Exchanges.SelectMany(file => file.Exchanges.Where(one => $"{file.File} {one.Name}" == name)).First();
        await using var server = new ScriptedServer(Encoding.Latin1.GetBytes(string.Join("\r\n", exchange.Head) + "\r\n\r\n"), exchange.Answer);
        using ClientRig rig = Clients.To(client, server.Uri);

        CollectorAnswer answer = await rig.PostAsync();

        Assert.Equal(Meaning(exchange), answer.Kind);
    }

    // Written down once more, apart from the code: docs/delivery.md has the table.
    private static AnswerKind Meaning(Exchange exchange)
    {
        string answer = Encoding.Latin1.GetString(exchange.Answer);
        bool isOk = exchange.Status == 200 && (exchange.Answer.AsSpan().SequenceEqual("ok"u8) || answer.StartsWith("okHTTP/1.1 ", StringComparison.Ordinal));
        return isOk || (exchange.Status == 100 && answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) && answer.EndsWith("\r\n\r\nok", StringComparison.Ordinal)) ? AnswerKind.Delivered
            : exchange.Status is 400 or 413 or 422 ? AnswerKind.Suspect
            : exchange.Status is 408 or 429 or >= 500 ? AnswerKind.Retry
            : AnswerKind.Misdirected;
    }
}
