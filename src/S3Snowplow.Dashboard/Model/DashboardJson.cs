using System.Text.Json;
using System.Text.Json.Serialization;

namespace S3Snowplow.Dashboard;

/// <summary>The form of the page's data: RFC 3339 times, camel case, no members that are null.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DashboardOverview))]
[JsonSerializable(typeof(DashboardStatus))]
[JsonSerializable(typeof(DashboardJudged))]
[JsonSerializable(typeof(IReadOnlyList<DashboardPipeline>))]
[JsonSerializable(typeof(DashboardDetail))]
[JsonSerializable(typeof(DashboardReport))]
internal sealed partial class DashboardJson : JsonSerializerContext;
