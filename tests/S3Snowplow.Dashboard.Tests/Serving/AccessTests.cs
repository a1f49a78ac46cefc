using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.AspNetCore.Tests.Access;
using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Serving;

/// <summary>This machine may look; others only with a proof, and no foreign site by a name of its own.</summary>
public sealed class AccessTests
{
    private const string Password = "sixteen characters or more";

    private static readonly string[] Addresses = ["/", "/index.html", "/api/overview", "/api/pipelines/ops1", "/api/stream"];

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("localhost:1234", 200)]
    [InlineData("LOCALHOST", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("127.8.9.10", 200)]
    [InlineData("page.example", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("192.0.2.1", 421)]
    [InlineData("127.0.0.1.nip.example", 421)]
    public async Task Local_HasToBeAskedByANameOfThisMachine(string host, int status)
    {
        await using PageRig page = await StartAsync(options => options.AllowedHosts.Add("page.example"));

        PageAnswer answer = await page.GetAsync("/api/overview", ("Host", host));

        Assert.Equal(status, answer.Status);
        if (status == 421)
        {
            Assert.Contains("AllowedHosts", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Remote_WithoutCredentials_IsAskedForThem_ByEveryAddress()
    {
        await using PageRig page = await StartAsync(WithPassword, localAddress: "192.0.2.1");

        foreach (string address in Addresses)
        {
            PageAnswer answer = await page.GetAsync(address);
            Assert.Equal((401, "Basic realm=\"S3Snowplow\", charset=\"UTF-8\""), (answer.Status, answer.Headers["WWW-Authenticate"]));
            Assert.DoesNotContain("pipelines\"", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Credentials_RightOnesAreTaken_AlsoByAForeignName_AndWrongOnesNot()
    {
        await using PageRig page = await StartAsync(WithPassword, localAddress: "192.0.2.1");

        Assert.Equal(200, (await page.GetAsync("/api/overview", Basic($"look:{Password}"), ("Host", "page.example"))).Status);
        Assert.Equal(401, (await page.GetAsync("/api/overview", Basic("look:another password!"))).Status);
        Assert.Equal(401, (await page.GetAsync("/api/overview", Basic($"looks:{Password}"))).Status);
        Assert.Equal(401, (await page.GetAsync("/api/overview", ("Authorization", "Basic ==="))).Status);
        Assert.Equal(401, (await page.GetAsync("/api/overview", ("Authorization", $"Bearer look:{Password}"))).Status);
    }

    [Fact]
    public async Task Credentials_AreAskedForOnThisMachineToo()
    {
        // Behind a proxy of this machine everybody comes from here.
        await using PageRig page = await StartAsync(WithPassword);

        Assert.Equal(401, (await page.GetAsync("/api/overview")).Status);
    }

    [Fact]
    public async Task Remote_WhereNothingIsSet_IsRefused()
    {
        await using PageRig page = await StartAsync(_ => { }, localAddress: "192.0.2.1");

        PageAnswer answer = await page.GetAsync("/api/overview");

        Assert.Equal(403, answer.Status);
        Assert.Contains("Password", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remote_WhereEverybodyMay_IsAnswered_ByTheNamesThatAreAllowed()
    {
        await using PageRig all = await StartAsync(options => options.AllowUnauthenticated = true, localAddress: "192.0.2.1");
        await using PageRig some = await StartAsync(
            options =>
            {
                options.AllowUnauthenticated = true;
                options.AllowedHosts.Add("page.example");
            },
            localAddress: "192.0.2.1");

        Assert.Equal(200, (await all.GetAsync("/api/overview", ("Host", "anything.example"))).Status);
        Assert.Equal(200, (await some.GetAsync("/api/overview", ("Host", "page.example"))).Status);
        Assert.Equal(200, (await some.GetAsync("/api/overview", ("Host", "192.0.2.1"))).Status);
        Assert.Equal(421, (await some.GetAsync("/api/overview", ("Host", "evil.example"))).Status);
    }

    [Fact]
    public async Task Start_OnAllAddressesWithoutProof_IsStoppedAndSaid()
    {
        int before = Environment.ExitCode;
        try
        {
            await using PageRig page = await StartAsync(_ => { }, everywhere: true);

            Assert.True(page.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
            string said = Assert.Single(page.Logs.Entries, entry => entry.EventId.Id == 3500).Message;
            Assert.Contains("The page '/' of relay 's3snowplow'", said, StringComparison.Ordinal);
            Assert.Contains("http://0.0.0.0:80", said, StringComparison.Ordinal);
            Assert.Contains("UserName and Password", said, StringComparison.Ordinal);
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
        await using PageRig password = await StartAsync(WithPassword, everywhere: true);
        await using PageRig everybody = await StartAsync(options => options.AllowUnauthenticated = true, everywhere: true);

        Assert.Equal(401, (await password.GetAsync("/")).Status);
        Assert.Equal(200, (await everybody.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Authorization_OfTheApplication_StandsInThePlaceOfThePages()
    {
        await using var scene = new Scene();
        await using PageRig page = await PageRig.StartAsync(
            app =>
            {
                app.UseAuthorization();
                app.MapS3SnowplowDashboard(scene.Inputs).RequireAuthorization(policy => policy.RequireAssertion(context => ((Microsoft.AspNetCore.Http.HttpContext)context.Resource!).Request.Query.ContainsKey("may")));
            },
            services =>
            {
                services.AddAuthorization();
                services.AddAuthentication("none").AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, NobodyHandler>("none", null);
                services.AddSingleton<IHostedService, EverywhereService>();
            },
            localAddress: "192.0.2.1");

        Assert.Equal(200, (await page.GetAsync("/api/overview?may=1")).Status);
        Assert.NotEqual(200, (await page.GetAsync("/api/overview")).Status);
        Assert.DoesNotContain(page.Logs.Entries, entry => entry.EventId.Id == 3500);
    }

    [Theory]
    [InlineData("UserName", "look", "Password")]
    [InlineData("Password", "short", "Password")]
    [InlineData("AllowedHosts:0", "not a host", "AllowedHosts")]
    public async Task WrongSetting_IsNamed(string setting, string value, string named)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(
            () => PageRig.StartAsync(app => app.MapS3SnowplowDashboard(), services => services.AddS3SnowplowRelay(), settings: ("S3Snowplow:Dashboard:" + setting, value)));

        Assert.Contains("S3Snowplow:Dashboard: " + named, refused.Message.Replace("UserName and ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("short", refused.Message.Replace("too short", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static void WithPassword(DashboardOptions options) => (options.UserName, options.Password) = ("look", Password);

    private static (string, string) Basic(string pair) => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));

    private static Task<PageRig> StartAsync(Action<DashboardOptions> configure, string? localAddress = null, bool everywhere = false) => PageRig.StartAsync(
        app => app.MapS3SnowplowDashboard(new Dashboard.Live.DashboardInputs(), configure: configure),
        services =>
        {
            if (everywhere)
            {
                services.AddSingleton<IHostedService, EverywhereService>();
            }
        },
        localAddress);
}
