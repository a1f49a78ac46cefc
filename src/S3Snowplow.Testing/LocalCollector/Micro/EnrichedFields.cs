using System.Globalization;
using System.Text.Json;

namespace S3Snowplow.Testing;

/// <summary>The flat fields of an enriched event, all of them, empty ones as null.</summary>
/// <remarks>Most stay empty for a server-side sender, and without enrichments. Source of names and order: Snowplow documentation, "Canonical event".</remarks>
internal static class EnrichedFields
{
    /// <summary>The names in the order of the enriched event; the three that hold self-describing data stand among them.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "app_id", "platform", "etl_tstamp", "collector_tstamp", "dvce_created_tstamp", "event", "event_id", "txn_id", "name_tracker",
        "v_tracker", "v_collector", "v_etl", "user_id", "user_ipaddress", "user_fingerprint", "domain_userid", "domain_sessionidx",
        "network_userid", "geo_country", "geo_region", "geo_city", "geo_zipcode", "geo_latitude", "geo_longitude", "geo_region_name",
        "ip_isp", "ip_organization", "ip_domain", "ip_netspeed", "page_url", "page_title", "page_referrer", "page_urlscheme", "page_urlhost",
        "page_urlport", "page_urlpath", "page_urlquery", "page_urlfragment", "refr_urlscheme", "refr_urlhost", "refr_urlport",
        "refr_urlpath", "refr_urlquery", "refr_urlfragment", "refr_medium", "refr_source", "refr_term", "mkt_medium", "mkt_source",
        "mkt_term", "mkt_content", "mkt_campaign", Entities, "se_category", "se_action", "se_label", "se_property", "se_value",
        SelfDescribing, "tr_orderid", "tr_affiliation", "tr_total", "tr_tax", "tr_shipping", "tr_city", "tr_state", "tr_country",
        "ti_orderid", "ti_sku", "ti_name", "ti_category", "ti_price", "ti_quantity", "pp_xoffset_min", "pp_xoffset_max", "pp_yoffset_min",
        "pp_yoffset_max", "useragent", "br_name", "br_family", "br_version", "br_type", "br_renderengine", "br_lang", "br_features_pdf",
        "br_features_flash", "br_features_java", "br_features_director", "br_features_quicktime", "br_features_realplayer",
        "br_features_windowsmedia", "br_features_gears", "br_features_silverlight", "br_cookies", "br_colordepth", "br_viewwidth",
        "br_viewheight", "os_name", "os_family", "os_manufacturer", "os_timezone", "dvce_type", "dvce_ismobile", "dvce_screenwidth",
        "dvce_screenheight", "doc_charset", "doc_width", "doc_height", "tr_currency", "tr_total_base", "tr_tax_base", "tr_shipping_base",
        "ti_currency", "ti_price_base", "base_currency", "geo_timezone", "mkt_clickid", "mkt_network", "etl_tags", "dvce_sent_tstamp",
        "refr_domain_userid", "refr_dvce_tstamp", DerivedEntities, "domain_sessionid", "derived_tstamp", "event_vendor", "event_name",
        "event_format", "event_version", "event_fingerprint", "true_tstamp",
    ];

    /// <summary>The entities that came with the event.</summary>
    public const string Entities = "contexts";

    /// <summary>The self-describing event.</summary>
    public const string SelfDescribing = "unstruct_event";

    /// <summary>The entities that enrichments add; always empty here.</summary>
    public const string DerivedEntities = "derived_contexts";

    /// <summary>Writes the fields as members of the object that is open.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="good">The event.</param>
    /// <param name="writeData">Writes a member with self-describing data, given its name; <see langword="null"/> to leave those out.</param>
    public static void Write(Utf8JsonWriter writer, GoodEvent good, Action<string>? writeData)
    {
        Dictionary<string, AtomicValue> values = Values(good);
        foreach (string name in Names)
        {
            if (name is Entities or SelfDescribing or DerivedEntities)
                writeData?.Invoke(name);
            else if (!values.TryGetValue(name, out AtomicValue value) || value.Text is null)
                writer.WriteNull(name);
            else if (value.IsNumber)
                writer.WriteNumber(name, long.Parse(value.Text, CultureInfo.InvariantCulture));
            else
                writer.WriteString(name, value.Text);
        }
    }

    private static Dictionary<string, AtomicValue> Values(GoodEvent good)
    {
        _ = SchemaKey.TryParse(good.Schema, out var schema);
        var values = good.Atomic.ToDictionary(value => value.Column, StringComparer.Ordinal);
        Set("event", good.EventType);
        Set("event_id", good.EventId);
        Set("event_vendor", schema?.Vendor);
        Set("event_name", schema?.Name);
        Set("event_format", schema?.Format);
        Set("event_version", schema?.Version);
        Set("v_collector", $"{CollectorIdentity.Artifact}-{CollectorIdentity.Version}");
        Set("v_etl", $"{CollectorIdentity.Artifact}-{CollectorIdentity.Version}");
        SetTime("etl_tstamp", good.CollectorTimestamp);
        SetTime("collector_tstamp", good.CollectorTimestamp);
        SetTime("dvce_created_tstamp", good.CreatedTimestamp);
        SetTime("dvce_sent_tstamp", good.SentTimestamp);
        SetTime("true_tstamp", good.TrueTimestamp);
        SetTime("derived_tstamp", good.DerivedTimestamp);
        return values;

        void Set(string column, string? text) => values[column] = new AtomicValue(column, text);

        void SetTime(string column, DateTimeOffset? time) => Set(column, time is { } value ? Timestamps.Format(value) : null);
    }
}
