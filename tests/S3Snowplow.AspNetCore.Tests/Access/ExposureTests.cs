using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.AspNetCore.Access;
using S3Snowplow.AspNetCore.Tests.Rig;

namespace S3Snowplow.AspNetCore.Tests.Access;

public sealed class ExposureTests
{
    [Theory]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://[::1]:5000", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://unix:/run/webhook.sock", true)]
    [InlineData("http://0.0.0.0:5000", false)]
    [InlineData("http://[::]:5000", false)]
    [InlineData("http://*:5000", false)]
    [InlineData("https://webhook.example", false)]
    public void IsLocal_Address_SaysWhetherOthersReachIt(string address, bool expected) => Assert.Equal(expected, Exposure.IsLocal(address));

    [Fact]
    public async Task Start_OnAllAddressesWithoutProof_IsRefused()
    {
        // The address is loopback's; what a server says it listens on is what counts, and no test listens on another one.
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WebhookRig.StartAsync(webhook => { }, services: PretendToListenEverywhere));

        Assert.Contains("'/s3'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("http://0.0.0.0:80", refused.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(WebhookOptions.AllowUnauthenticated), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutAddWebhook_IsStoppedAndSaid()
    {
        int before = Environment.ExitCode;
        try
        {
            await using WebhookRig rig = await WebhookRig.StartAsync(services: PretendToListenEverywhere);

            Assert.True(rig.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
            Assert.Single(rig.Logged(3500));
            Assert.Equal(2, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = before;
        }
    }

    [Fact]
    public async Task Start_OnAllAddressesWithProof_Listens()
    {
        await using WebhookRig secret = await WebhookRig.StartAsync(webhook => webhook.Secrets.Add("sixteen-characters-or-more"), services: PretendToListenEverywhere);
        await using WebhookRig topic = await WebhookRig.StartAsync(webhook => webhook.SnsTopics.Add(AmazonSns.Topic), services: PretendToListenEverywhere);
        await using WebhookRig told = await WebhookRig.StartAsync(webhook => webhook.AllowUnauthenticated = true, services: PretendToListenEverywhere);

        Assert.Equal(401, (await secret.PostAsync("{}")).Status);
        Assert.Equal(403, (await topic.PostAsync("{}")).Status);
        Assert.Equal(400, (await told.PostAsync("{}")).Status);
    }

    [Fact]
    public async Task Start_WithTheApplicationsOwnAuthorization_Listens()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(
            webhook => { },
            endpoint: endpoint => endpoint.RequireAuthorization(policy => policy.RequireAssertion(_ => true)),
            services: services =>
            {
                PretendToListenEverywhere(services);
                services.AddAuthorization();
            });

        Assert.Empty(rig.Logged(3500));
    }

    [Theory]
    [InlineData("Secrets:0", "short", "Secrets")]
    [InlineData("Secrets:0", "sixteen characters\u0007or more", "Secrets")]
    [InlineData("SecretHeader", "no header", "SecretHeader")]
    [InlineData("UserName", "s3", "Password")]
    [InlineData("SnsTopics:0", "arn:aws:sns:eu-central-1:111122223333:*", "SnsTopics")]
    [InlineData("HandshakeOrigins:0", "https://eventgrid.azure.net", "HandshakeOrigins")]
    [InlineData("MaxBodyBytes", "0", "MaxBodyBytes")]
    [InlineData("Deadline", "00:00:00", "Deadline")]
    [InlineData("RetryAfter", "00:00:00", "RetryAfter")]
    [InlineData("MaxOpenRequests", "0", "MaxOpenRequests")]
    public async Task Start_WithAWrongSetting_NamesIt(string setting, string value, string named)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => WebhookRig.StartAsync(settings: ("S3Snowplow:Webhook:" + setting, value)));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_OfTheConfiguration_AreRead()
    {
        await using WebhookRig rig = await WebhookRig.StartAsync(settings: ("S3Snowplow:Webhook:Secrets:0", "sixteen-characters-or-more"));

        Assert.Equal(401, (await rig.PostAsync("{}")).Status);
    }

    [Fact]
    public void Map_SettingsThatNobodyReads_IsRefused()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddS3SnowplowRelay();
        builder.Configuration["S3Snowplow:Webhook:Secrets:0"] = "sixteen-characters-or-more";
        WebApplication app = builder.Build();

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => app.MapS3Notifications("/s3"));

        Assert.Contains("AddWebhook()", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_ARelayThatIsNotThere_NamesIt()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddS3SnowplowRelay();
        WebApplication app = builder.Build();

        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => app.MapS3Notifications("/s3", "second"));

        Assert.Contains("'second'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Defaults_AreThese()
    {
        var options = new WebhookOptions();

        Assert.Empty(options.Secrets);
        Assert.Empty(options.SnsTopics);
        Assert.Empty(options.HandshakeOrigins);
        Assert.Equal("X-Api-Key", options.SecretHeader);
        Assert.Null(options.UserName);
        Assert.Null(options.Password);
        Assert.False(options.AllowUnauthenticated);
        Assert.Equal(1_048_576, options.MaxBodyBytes);
        Assert.Equal(TimeSpan.FromSeconds(4), options.Deadline);
        Assert.Equal(TimeSpan.FromSeconds(30), options.RetryAfter);
        Assert.Equal(1024, options.MaxOpenRequests);
    }

    private static void PretendToListenEverywhere(IServiceCollection services) => services.AddSingleton<IHostedService, EverywhereService>();
}
