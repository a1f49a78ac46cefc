using S3Snowplow.IntegrationTests;
using System.Collections.Concurrent;
using System.Text;

namespace S3Snowplow.Tool.Tests;

/// <summary>Answers as one version of Snowplow Micro does, with given bytes; what it is not given is a path that it does not know, told in the words of the version.</summary>
internal sealed class ScriptedMicro : IDisposable
{
    private readonly LoopbackListener _listener;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly string _unknown;
    private readonly Dictionary<string, Func<string, byte[]>> _answers = new(StringComparer.Ordinal);

    private ScriptedMicro(string unknown)
    {
        _unknown = unknown;
        _listener = new LoopbackListener(Answer);
    }

    public string Address => _listener.Address;

    /// <summary>Methods and paths, in order.</summary>
    public string[] Requests => [.. _requests];

    /// <summary>Micro 1.7.2.</summary>
    public static ScriptedMicro One(byte[] good) => new ScriptedMicro("\"Path for micro has to be one of: /all /good /bad /reset /iglu\"").Answering("GET /micro/good", good);

    /// <summary>Micro 3.</summary>
    public static ScriptedMicro Three(byte[] events) => new ScriptedMicro("Path for micro has to be one of: /events /all /good /bad /reset /iglu").Answering("GET /micro/events", events);

    /// <summary>Micro 4; the answer of a page is made of the request's body.</summary>
    public static ScriptedMicro Four(Func<string, byte[]> page)
    {
        ScriptedMicro micro = new("Supported endpoints: /micro/all, /micro/good, /micro/bad, /micro/events, /micro/reset");
        micro._answers["POST /micro/events"] = page;
        return micro;
    }

    /// <summary>Something else, which says this to every path.</summary>
    public static ScriptedMicro Other(string text) => new(text);

    public void Dispose() => _listener.Dispose();

    private ScriptedMicro Answering(string request, byte[] body)
    {
        _answers[request] = _ => body;
        return this;
    }

    private LoopbackAnswer Answer(LoopbackRequest request)
    {
        _requests.Enqueue(request.ToString());
        return _answers.TryGetValue(request.ToString(), out Func<string, byte[]>? answer)
            ? new LoopbackAnswer(answer(request.Body), ContentType: "application/json")
            : new LoopbackAnswer(Encoding.UTF8.GetBytes(_unknown), 404, _unknown.StartsWith('"') ? "application/json" : "text/plain; charset=UTF-8");
    }
}
