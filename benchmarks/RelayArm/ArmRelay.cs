namespace S3Snowplow.RelayArm;

/// <summary>The relay that is measured.</summary>
internal static class ArmRelay
{
    /// <summary>Makes it.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="arguments">What stands behind the collector's address on the command line.</param>
    public static ObjectEventRelay Create(RelayOptions options, string[] arguments) =>
        arguments.Length == 0 ? new ObjectEventRelay(options) : throw new ArgumentException($"'{arguments[0]}' means nothing here.", nameof(arguments));
}
