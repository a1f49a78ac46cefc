using System.Text;
using System.Text.Json;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Rig;

/// <summary>One POST as a <see cref="ScriptedCollector"/> got it.</summary>
internal sealed class ScriptedAttempt(int number, byte[] body, int announced, TimeSpan at, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<CollectorAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<Guid>? _eventIds;

    /// <summary>1 for the first.</summary>
    public int Number => number;

    public byte[] Body => body;

    public string Text => Encoding.UTF8.GetString(body);

    /// <summary>The number of events that the emitter said there are.</summary>
    public int Announced => announced;

    /// <summary>The manual time since the rig's start.</summary>
    public TimeSpan At => at;

    public CancellationToken Cancellation => cancellation;

    public IReadOnlyList<Guid> EventIds => _eventIds ??= Read();

    /// <summary>The numbers of the rig's events in it.</summary>
    public IEnumerable<int> Numbers => EventIds.Select(TestEvents.NumberOf);

    public Task<CollectorAnswer> Task => _answer.Task;

    public void Answer(CollectorAnswer answer) => _answer.TrySetResult(answer);

    public void Answer(int status, TimeSpan? retryAfter = null) => Answer(Answers.Status(status, retryAfter));

    public void Throw(Exception exception) => _answer.TrySetException(exception);

    private Guid[] Read()
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return [.. document.RootElement.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("eid").GetGuid())];
    }
}
