namespace S3Snowplow.RabbitMq.Tests.Rig;

/// <summary>A test that talks to a real RabbitMQ. Without one on the machine it is skipped, and says so; with <c>S3SNOWPLOW_REQUIRE_BROKERS=1</c> it fails instead.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsBrokerFactAttribute : FactAttribute
{
    public NeedsBrokerFactAttribute() => Skip = RealBroker.WhyNot;
}

/// <summary>As <see cref="NeedsBrokerFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsBrokerTheoryAttribute : TheoryAttribute
{
    public NeedsBrokerTheoryAttribute() => Skip = RealBroker.WhyNot;
}
