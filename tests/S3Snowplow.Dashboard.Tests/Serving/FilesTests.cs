using System.Text;
using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Serving;

/// <summary>The page's files come from the assembly, with what a browser has to know of them.</summary>
public sealed class FilesTests
{
    [Fact]
    public async Task Index_IsThePage_WithAStrictPolicy()
    {
        await using PageRig page = await PageRig.StartAsync(new Dashboard.Live.DashboardInputs());

        PageAnswer answer = await page.GetAsync("/");

        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.StartsWith("<!doctype html>", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self';", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryFile_IsServed_WithItsType_AndIsNotSentTwice()
    {
        await using PageRig page = await PageRig.StartAsync(new Dashboard.Live.DashboardInputs());

        foreach (string name in PageFile.All.Keys)
        {
            PageAnswer plain = await page.GetAsync($"/{name}");
            PageAnswer compressed = await page.GetAsync($"/{name}", ("Accept-Encoding", "br, gzip"));
            PageAnswer again = await page.GetAsync($"/{name}", ("If-None-Match", plain.Headers["ETag"]));

            Assert.Equal(200, plain.Status);
            Assert.DoesNotContain("octet-stream", plain.Headers["Content-Type"], StringComparison.Ordinal);
            Assert.Equal("gzip", compressed.Headers["Content-Encoding"]);
            Assert.Equal(plain.Body, compressed.Decompressed());
            Assert.NotEqual(plain.Headers["ETag"], compressed.Headers["ETag"]);
            Assert.Equal((304, 0), (again.Status, again.Body.Length));
        }
    }

    [Fact]
    public async Task NoFile_AsksAnotherHost()
    {
        await using PageRig page = await PageRig.StartAsync(new Dashboard.Live.DashboardInputs());

        foreach (string name in PageFile.All.Keys.Where(name => Path.GetExtension(name) is ".html" or ".css" or ".js"))
        {
            string text = (await page.GetAsync($"/{name}")).Text;
            Assert.DoesNotContain("src=\"http", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("url(http", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("@import", text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Prefix_IsOpenedWithASlash_AndHasEverythingBelow()
    {
        await using PageRig page = await PageRig.StartAsync(new Dashboard.Live.DashboardInputs(), "/ops/pipelines");

        PageAnswer redirected = await page.GetAsync("/ops/pipelines?a=b");

        Assert.Equal((302, "/ops/pipelines/?a=b"), (redirected.Status, redirected.Headers["Location"]));
        Assert.Equal(200, (await page.GetAsync("/ops/pipelines/")).Status);
        Assert.Equal(200, (await page.GetAsync("/ops/pipelines/api/overview")).Status);
        Assert.Equal(404, (await page.GetAsync("/api/overview")).Status);
    }

    [Fact]
    public async Task OtherMethodsAndOtherFiles_AreRefused()
    {
        await using PageRig page = await PageRig.StartAsync(new Dashboard.Live.DashboardInputs());
        using var http = new HttpClient();
        using HttpResponseMessage posted = await http.PostAsync(new Uri(page.Address, "/api/overview"), new ByteArrayContent(Encoding.ASCII.GetBytes("{}"))).Within();
        using var head = new HttpRequestMessage(HttpMethod.Head, new Uri(page.Address, "/api/overview"));
        using HttpResponseMessage headed = await http.SendAsync(head).Within();

        Assert.Equal(405, (int)posted.StatusCode);
        Assert.Equal(200, (int)headed.StatusCode);
        Assert.Equal(404, (await page.GetAsync("/report.html")).Status);
        Assert.Equal(404, (await page.GetAsync("/..%2f..%2fetc/passwd")).Status);
    }
}
