using System.Collections.Concurrent;
using System.Text;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>Takes what the AWS command line interface sends to S3, SNS and Lambda, keeps it, and answers that all went well.</summary>
internal sealed class LoopbackStore : IDisposable
{
    private readonly ConcurrentQueue<LoopbackRequest> _requests = new();
    private readonly LoopbackListener _listener;

    private LoopbackStore() => _listener = new LoopbackListener(request =>
    {
        _requests.Enqueue(request);
        return new LoopbackAnswer(Encoding.UTF8.GetBytes(Answer(request.PathAndQuery, request.Body)));
    });

    public string Address => _listener.Address;

    /// <summary>Everything received, in order.</summary>
    public LoopbackRequest[] Requests => [.. _requests];

    public static LoopbackStore Start() => new();

    public void Dispose() => _listener.Dispose();

    // The least that the command line interface reads as success: nothing from S3, XML from SNS, and a function that is ready from Lambda.
    private static string Answer(string path, string body) =>
        path.Contains("/functions", StringComparison.Ordinal) ? """{"FunctionName":"s3-events","Configuration":{"State":"Active"}}"""
        : body.Contains("Action=CreateTopic", StringComparison.Ordinal)
            ? "<CreateTopicResponse><CreateTopicResult><TopicArn>arn:aws:sns:default::s3-events</TopicArn></CreateTopicResult></CreateTopicResponse>"
            : "";
}
