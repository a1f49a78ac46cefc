using System.Text.Json.Nodes;

namespace S3Snowplow.Benchmarks.SecondDesign;

/// <summary>What an arm's <c>runtimeconfig.json</c> says about the just-in-time compiler, as a program's project file would have it written.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Compiled">Whether the arm is published with ReadyToRun.</param>
/// <param name="Properties">The properties, by name.</param>
internal sealed record RuntimeSetting(string Name, bool Compiled, params (string Name, JsonNode Value)[] Properties)
{
    private static readonly (string, JsonNode) NoProfile = ("System.Runtime.TieredPGO", false);
    private static readonly (string, JsonNode) NoDelay = ("System.Runtime.TieredCompilation.CallCountingDelayMs", 0);

    /// <summary>All that are compared.</summary>
    public static RuntimeSetting[] All { get; } =
    [
        new("default", Compiled: false),
        new("`TieredPGO` off", Compiled: false, NoProfile),
        new("`TieredPGO` off, no delay of call counting", Compiled: false, NoProfile, NoDelay),
        new("no delay of call counting", Compiled: false, NoDelay),
        new("ReadyToRun", Compiled: true),
        new("ReadyToRun, `TieredPGO` off, no delay of call counting", Compiled: true, NoProfile, NoDelay),
    ];

    /// <summary>Those of a short run: what there was, and the two that may be recommended.</summary>
    public static RuntimeSetting[] Few { get; } = [All[0], All[2], All[5]];

    /// <summary>Writes a configuration with these properties beside <paramref name="program"/>, and gives its file.</summary>
    public string WriteFor(string program)
    {
        string file = Path.ChangeExtension(program, ".runtimeconfig.json");
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(file))!;
        JsonObject properties = configuration["runtimeOptions"]!["configProperties"]!.AsObject();
        foreach ((string name, JsonNode value) in Properties)
        {
            properties[name] = value.DeepClone();
        }

        string written = Path.Combine(Path.GetDirectoryName(program)!, $"setting-{Array.IndexOf(All, this)}.runtimeconfig.json");
        File.WriteAllText(written, configuration.ToJsonString());
        return written;
    }
}
