using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace S3Snowplow.Capacity.Tests.Examples;

public sealed class HostExampleTests
{
    [Fact]
    public void Build_OfTheReadme_HasSettingsThatAreAllowed()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["COLLECTOR_URI"] = "https://collector.example";
        builder.Configuration["ALERT_URL"] = "https://hooks.example/alerts";
        builder.Configuration["S3Snowplow:Sqs:Region"] = "eu-west-1";
        using IHost host = HostExample.Build(builder);

        // Built and validated, not started: it would ask Amazon.
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(3, host.Services.GetKeyedServices<IAlertChannel>("").Count());
    }
}
