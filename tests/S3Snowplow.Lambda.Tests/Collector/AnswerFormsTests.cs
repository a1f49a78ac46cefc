using S3Snowplow.Delivery;
using S3Snowplow.Lambda.Tests.Rig;

namespace S3Snowplow.Lambda.Tests.Collector;

/// <summary>What comes over the wire, and whether it says that a collector has the events: the same for both clients.</summary>
public sealed class AnswerFormsTests
{
    private const string Page = "<html><body>We will be back soon.</body></html>";

    /// <summary>Client, answer, what it means, and what is said of it.</summary>
    public static TheoryData<string, string, string, string> Answers
    {
        get
        {
            var answers = new TheoryData<string, string, string, string>();
            foreach (string client in Clients.Names)
            {
                // Whole, in every form that HTTP has.
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "Delivered", "HTTP 200");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n ok\r\n\t", "Delivered", "HTTP 200");
                answers.Add(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n", "Delivered", "HTTP 200");
                answers.Add(client, "HTTP/1.1 200 OK\r\n\r\nok" + ScriptedServer.Close, "Delivered", "HTTP 200");
                answers.Add(client, "HTTP/1.0 200 OK\r\n\r\nok" + ScriptedServer.Close, "Delivered", "HTTP 200");
                answers.Add(client, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "Delivered", "HTTP 200");

                // 200 from somebody else.
                answers.Add(client, $"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {Page.Length}\r\n\r\n{Page}", "Misdirected", "HTTP 200 with another body than ok, text/html");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "Misdirected", "HTTP 200 with another body than ok, no content type");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK", "Misdirected", "HTTP 200 with another body than ok, no content type");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok.", "Misdirected", "HTTP 200 with another body than ok, no content type");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"message\":\"ok\"}", "Misdirected", "HTTP 200 with another body than ok, application/json");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Type: a\x01/b\r\nContent-Length: 1\r\n\r\nx", "Misdirected", "HTTP 200 with another body than ok, an unreadable content type");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f?", "Misdirected", "HTTP 200 with another body than ok, text/plain, encoded");
                answers.Add(client, "HTTP/1.1 204 No Content\r\n\r\n", "Misdirected", "HTTP 204, no content type");
                answers.Add(client, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok", "Misdirected", "HTTP 201, no content type");

                // Longer than any that is accepted: no more of it is read, though it never ends.
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nok" + new string(' ', 63), "Misdirected", "HTTP 200 with another body than ok, no content type");
                answers.Add(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n" + new string('x', 65), "Misdirected", "HTTP 200 with another body than ok, no content type");
                answers.Add(client, "HTTP/1.1 200 OK\r\n\r\n" + new string('x', 65), "Misdirected", "HTTP 200 with another body than ok, no content type");

                // A status is enough where the body decides nothing.
                answers.Add(client, "HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\nab" + ScriptedServer.Close, "Retry", "HTTP 503");
                answers.Add(client, "HTTP/1.1 413 Large\r\nContent-Length: 5\r\n\r\nab" + ScriptedServer.Close, "Suspect", "HTTP 413");

                // Cut off: nobody knows what it was going to be.
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nok" + ScriptedServer.Close, "Retry", "no answer (*)");
                answers.Add(client, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no" + ScriptedServer.Reset, "Retry", "no answer (*)");
                answers.Add(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n" + ScriptedServer.Close, "Retry", "no answer (*)");

                // None at all.
                answers.Add(client, "HTTP/1.1 2000\r\nContent-Length: 2\r\n\r\nok" + ScriptedServer.Close, "Retry", "no answer (*)");
                answers.Add(client, "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok" + ScriptedServer.Close, "Retry", "no answer (*)");
                answers.Add(client, "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok" + ScriptedServer.Close, "Retry", "no answer (*)");
                answers.Add(client, "HTTP/1.1 +20 OK\r\nContent-Length: 2\r\n\r\nok" + ScriptedServer.Close, "Retry", "no answer (*)");
            }

            return answers;
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_OnTheWire_MeansThis(string client, string answer, string kind, string says)
    {
        await using var server = new ScriptedServer(answer);
        using ClientRig rig = Clients.To(client, server.Uri);

        CollectorAnswer read = await rig.PostAsync();

        Assert.Equal(kind, read.Kind.ToString());
        if (says.EndsWith("(*)", StringComparison.Ordinal))
        {
            Assert.StartsWith(says[..^2], read.ToString(), StringComparison.Ordinal);
            Assert.NotEqual("timeout", read.ErrorType);
        }
        else
        {
            Assert.Equal(says, read.ToString());
        }

        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(Clients.Http, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")]
    [InlineData(Clients.Socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")]
    [InlineData(Clients.Http, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")]
    [InlineData(Clients.Socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")]
    public async Task Body_ThatNeverComes_IsATimeout(string client, string answer)
    {
        await using var server = new ScriptedServer(answer);

        // Real time, but nothing rests on how long it is: the request ends by it or not at all.
        using ClientRig rig = Clients.To(client, server.Uri, timeout: TimeSpan.FromSeconds(1));

        Assert.Equal((AnswerKind.Retry, "timeout"), Of(await rig.PostAsync()));
    }

    [Theory]
    [InlineData(Clients.Http)]
    [InlineData(Clients.Socket)]
    public async Task Accepted_ByTheSettings_IsDelivered(string client)
    {
        await using var server = new ScriptedServer(
            "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{\"message\":\"ok\"}\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n");
        using ClientRig rig = Clients.To(client, server.Uri, accepted: ["204", " {\"message\":\"ok\"} "]);
        List<string> answers = [];

        for (int i = 0; i < 5; i++)
        {
            CollectorAnswer answer = await rig.PostAsync();
            answers.Add($"{answer.Kind} {answer}");
        }

        Assert.Equal(["Delivered HTTP 200", "Delivered HTTP 204", "Delivered HTTP 200", "Misdirected HTTP 202, no content type", "Delivered HTTP 204"], answers);
        Assert.Equal(1, server.Connections);
    }

    private static (AnswerKind Kind, string? Error) Of(CollectorAnswer answer) => (answer.Kind, answer.ErrorType);
}
