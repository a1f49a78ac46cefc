using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using S3Snowplow.Tests.Shared;

namespace S3Snowplow.Dashboard.Tests.Examples;

public sealed class PageApplicationTests
{
    [Fact]
    public async Task Build_TheExampleOfTheReadme_HasThePageAndItsData()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();

        // Built, not started: it would read its queue.
        await using WebApplication app = PageApplication.Build(builder);

        string?[] paths = [.. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText)];
        Assert.Contains("/", paths);
        Assert.Contains("/api/overview", paths);
        Assert.Contains("/index.html", paths);
    }

    [Fact]
    public void Readme_HasEveryMemberOfTheData()
    {
        string readme = System.Text.Encoding.UTF8.GetString(RepositoryFile.Read("src/S3Snowplow.Dashboard/README.md"));

        Assert.All(
            new[]
            {
                typeof(DashboardOverview), typeof(DashboardRelay), typeof(DashboardSource), typeof(DashboardChannel), typeof(DashboardPipeline), typeof(DashboardUnit), typeof(DashboardSeries), typeof(DashboardDetail),
                typeof(DashboardIncident), typeof(DashboardTold), typeof(DashboardJudged), typeof(DashboardOptions),
            },
            type =>
            {
                foreach (System.Reflection.PropertyInfo member in type.GetProperties())
                {
                    string name = type == typeof(DashboardOptions) ? member.Name : char.ToLowerInvariant(member.Name[0]) + member.Name[1..];
                    Assert.Contains($"`{name}`", readme, StringComparison.Ordinal);
                }
            });
    }
}
