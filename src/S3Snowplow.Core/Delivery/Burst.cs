namespace S3Snowplow.Delivery;

/// <summary>
/// Word to an emitter that more events come at once, so that they share requests even while it is idle: ten messages that a queue gave together make
/// one request, and not one of the first and one of the others. Whoever is about to wait for anything ends it first. For one thread at a time.
/// </summary>
/// <param name="emitter">The emitter; nothing happens for one that is not ours.</param>
internal sealed class Burst(IEventEmitter emitter)
{
    private readonly BufferedEventEmitter? _emitter = emitter as BufferedEventEmitter;
    private bool _isOn;

    public void Begin()
    {
        if (!_isOn)
        {
            _isOn = true;
            _emitter?.BeginBurst();
        }
    }

    public void End()
    {
        if (_isOn)
        {
            _isOn = false;
            _emitter?.EndBurst();
        }
    }
}
