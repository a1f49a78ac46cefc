using System.Text;
using System.Text.Json;
using S3Snowplow.Diagnostics;

namespace S3Snowplow.Delivery;

/// <summary>Who sends: the tp2 parameters that are the same for every event of an emitter.</summary>
/// <param name="Namespace"><c>tna</c>: the tracker's name, at most 128 characters, without <c>:</c> and <c>;</c>.</param>
/// <param name="AppId"><c>aid</c>: the application's id, at most 255 characters.</param>
public sealed record TrackerIdentity(string Namespace, string AppId)
{
    /// <summary>
    /// <c>tv</c>: the tracker's version, <c>s3snowplow-</c> and this package's version. It is part of an event's fingerprint, so it changes with
    /// the package only.
    /// </summary>
    public static string Version { get; } = "s3snowplow-" + RelayTelemetry.Version;

    /// <summary>The members that stand in every event after <c>stm</c>, in JSON, with the comma that leads to the event's own.</summary>
    internal byte[] Parameters() => Encoding.UTF8.GetBytes(
        $"\"e\":\"ue\",\"p\":\"srv\",\"tv\":\"{JsonEncodedText.Encode(Version)}\",\"tna\":\"{JsonEncodedText.Encode(Namespace)}\",\"aid\":\"{JsonEncodedText.Encode(AppId)}\",");
}
