using System.Collections.ObjectModel;

namespace S3Snowplow.Testing.Tests.Layers;

/// <summary>
/// Arrows that go up today, each with its reason. The lists only shrink: an arrow that is gone fails the test until its line is taken out, and a new one has to be mended.
/// </summary>
internal static class KnownArrows
{
    /// <summary>Arrows that go up between the folders of Core's <c>Delivery</c>.</summary>
    public static IReadOnlyDictionary<string, string> UpInDelivery { get; } = new Dictionary<string, string>
    {
        ["Attempts -> .: BufferedEventEmitter"] = "only its name, in the exception of an emitter that is closed",
    };

    /// <summary>Arrows by which top-level folders of a package are on a circle; without them there is no circle.</summary>
    public static IReadOnlyDictionary<string, string> OnCircles(string package) => ByPackage.GetValueOrDefault(package, ReadOnlyDictionary<string, string>.Empty);

    private static readonly Dictionary<string, IReadOnlyDictionary<string, string>> ByPackage = [];
}
