namespace S3Snowplow.Delivery;

/// <summary>
/// Word to an emitter that more events come at once, so that they share requests even while it is idle: ten messages that a queue gave together make
/// one request, and not one of the first and one of the others. Whoever is about to wait for anything ends it first. For one thread at a time.
/// </summary>
/// <param name="delivery">The delivery.</param>
internal sealed class Burst(IScopedDelivery delivery)
{
    private bool _isOn;

    public void Begin()
    {
        if (!_isOn)
        {
            _isOn = true;
            delivery.BeginBurst();
        }
    }

    public void End()
    {
        if (_isOn)
        {
            _isOn = false;
            delivery.EndBurst();
        }
    }
}
