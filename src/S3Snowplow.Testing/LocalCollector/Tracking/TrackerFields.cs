using System.Collections.Frozen;

namespace S3Snowplow.Testing;

/// <summary>The names and the closed lists of values of the tracker protocol.</summary>
/// <remarks>Source: the constraints of payload_data 1-0-0 to 1-0-4 and Enrich's extraction rules, as collected in the Snowplow tracker protocol reference.</remarks>
internal static class TrackerFields
{
    /// <summary>The columns that a parameter fills as text, with the length that Enrich allows by default (its <c>atomicFieldsLimits</c>).</summary>
    public static readonly IReadOnlyList<AtomicField> Texts =
    [
        new("aid", "app_id", 255),
        new("p", "platform", 255),
        new("tna", "name_tracker", 128),
        new("tv", "v_tracker", 100),
        new("uid", "user_id", 255),
        new("ip", "user_ipaddress", 128),
        new("ua", "useragent", 1000),
        new("lang", "br_lang", 255),
        new("tz", "os_timezone", 255),
        new("duid", "domain_userid", 128),
        new("sid", "domain_sessionid", 128),
        new("nuid", "network_userid", 128),
        new("tnuid", "network_userid", 128),
    ];

    /// <summary>The platforms that Enrich knows.</summary>
    public static readonly FrozenSet<string> Platforms =
        new[] { "web", "iot", "app", "mob", "pc", "cnsl", "tv", "srv", "headset" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The codes of <c>e</c> and the kinds of event that they mean.</summary>
    public static readonly FrozenDictionary<string, string> EventTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ue"] = "unstruct",
        ["se"] = "struct",
        ["ad"] = "ad_impression",
        ["tr"] = "transaction",
        ["ti"] = "transaction_item",
        ["pv"] = "page_view",
        ["pp"] = "page_ping",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The members that every event of a POST must have.</summary>
    public static readonly IReadOnlyList<string> Required = ["tv", "p", "e"];

    // What revisions of payload_data before 1-0-4 do not know. Source: Iglu Central.
    private static readonly FrozenDictionary<string, string[]> Unknown = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["1-0-0"] = ["ua", "tnuid", "stm", "sid", "ttm"],
        ["1-0-1"] = ["tr_cu", "ti_na", "ti_cu", "tnuid", "stm", "sid", "ttm"],
        ["1-0-2"] = ["stm", "sid", "ttm"],
        ["1-0-3"] = ["ttm"],
        ["1-0-4"] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Allowed = new[]
    {
        // Application, time and identity.
        "tna", "aid", "p", "dtm", "tz", "e", "tid", "eid", "tv", "duid", "nuid", "uid", "vid", "ip", "tnuid", "stm", "sid", "ttm", "ua",
        // Page, browser and device.
        "res", "url", "page", "refr", "fp", "ctype", "cookie", "lang", "f_pdf", "f_qt", "f_realp", "f_wma", "f_dir", "f_fla", "f_java",
        "f_gears", "f_ag", "cd", "ds", "cs", "vp", "mac", "pp_mix", "pp_max", "pp_miy", "pp_may",
        // Events of fixed shape.
        "ad_ba", "ad_ca", "ad_ad", "ad_uid", "tr_id", "tr_af", "tr_tt", "tr_tx", "tr_sh", "tr_ci", "tr_st", "tr_co", "tr_cu", "ti_id",
        "ti_sk", "ti_nm", "ti_na", "ti_ca", "ti_pr", "ti_qu", "ti_cu", "sa", "sn", "st", "sp", "se_ca", "se_ac", "se_la", "se_pr", "se_va",
        // Self-describing events and entities.
        "ue_na", "ue_pr", "ue_px", "co", "cx",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, FrozenSet<string>> AllowedByRevision =
        Unknown.ToFrozenDictionary(pair => pair.Key, pair => Allowed.Except(pair.Value).ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The only members that an event of a POST may have; one other fails the whole body.</summary>
    /// <param name="revision">The revision of payload_data.</param>
    /// <returns>Their names; <see langword="null"/> for a revision that does not exist.</returns>
    public static FrozenSet<string>? AllowedIn(string revision) => AllowedByRevision.GetValueOrDefault(revision);

    /// <summary>The schema that the pipeline gives an event of fixed shape; <see langword="null"/> for a self-describing one.</summary>
    /// <remarks>Source: Enrich's schema enrichment.</remarks>
    public static string? SchemaOf(string eventType) => eventType switch
    {
        "unstruct" => null,
        "struct" => "iglu:com.google.analytics/event/jsonschema/1-0-0",
        _ => $"iglu:{CollectorIdentity.TrackerVendor}/{eventType}/jsonschema/1-0-0",
    };
}
