namespace S3Snowplow.Delivery;

/// <summary>Hears that a scope was closed before all its events had settled.</summary>
internal interface IScopeListener
{
    /// <param name="scope">The scope.</param>
    /// <param name="abandoned">How many events became abandoned by it.</param>
    void OnScopeClosed(DeliveryScope scope, int abandoned);
}
