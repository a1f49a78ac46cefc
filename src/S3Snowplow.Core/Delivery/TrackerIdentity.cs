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

    /// <summary>Adds a message for each value that is not allowed.</summary>
    /// <remarks>Lengths: the limits of atomic fields in Snowplow's Enrich (reference.conf); longer values make every event a bad row.</remarks>
    internal static void Validate(string? trackerNamespace, string? appId, ICollection<string> errors)
    {
        if (trackerNamespace is null or "" or { Length: > 128 } || trackerNamespace.AsSpan().ContainsAny(':', ';') || !IsPlainText(trackerNamespace))
        {
            errors.Add($"{nameof(RelayOptions.TrackerNamespace)} is '{trackerNamespace}'; allowed: 1 to 128 characters, no ':', no ';', no control characters, whole surrogate pairs.");
        }

        if (appId is null or "" or { Length: > 255 } || !IsPlainText(appId))
        {
            errors.Add($"{nameof(RelayOptions.AppId)} is '{appId}'; allowed: 1 to 255 characters, no control characters, whole surrogate pairs.");
        }
    }

    // Half of a surrogate pair has no UTF-8, so it cannot be sent; it reads as U+FFFD, which nobody writes on purpose.
    private static bool IsPlainText(string text) => text.EnumerateRunes().All(rune => !Rune.IsControl(rune) && rune != Rune.ReplacementChar);
}
