using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace S3Snowplow.Hosting.Tests.Rig;

/// <summary>A source that gives and throws as the test says, and tells how often it was read and what its notifications were told.</summary>
internal sealed class ScriptedSource : IObjectEventSource
{
    private readonly Channel<object> _script = Channel.CreateUnbounded<object>();
    private readonly List<RelayResult> _settled = [];
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public IReadOnlyList<RelayResult> Settled
    {
        get { lock (_settled) return [.. _settled]; }
    }

    public void Give(byte[] body) => _script.Writer.TryWrite(new Notification(body, "n", result =>
    {
        lock (_settled) _settled.Add(result);
        return ValueTask.CompletedTask;
    }));

    public void Throw(Exception exception) => _script.Writer.TryWrite(exception);

    public void End() => _script.Writer.TryComplete();

    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        await foreach (object step in _script.Reader.ReadAllAsync(cancellationToken))
        {
            yield return step as Notification ?? throw (Exception)step;
        }
    }
}
