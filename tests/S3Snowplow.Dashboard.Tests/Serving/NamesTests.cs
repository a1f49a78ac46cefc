using System.Text.Json;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard.Tests.Rig;

namespace S3Snowplow.Dashboard.Tests.Serving;

/// <summary>A pipeline may have any name that the bands allow.</summary>
public sealed class NamesTests
{
    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("../../overview")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("with \"quotes\" and 'others'")]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\u202Egnp.x")]
    [InlineData("Käse & Brot+1?x=y#z")]
    [InlineData(" ")]
    public async Task Name_IsFoundAgain(string name)
    {
        // A name of spaces is not taken as a name.
        string pipeline = name == " " ? "a b" : name;
        await using var scene = new Scene($"pipelines: {{ \"{JsonEncodedText.Encode(pipeline)}\": {{ band: 600 MB/h, inputs: [ {{ bucket: a }} ] }}, other: {{ band: 1 GB/h, inputs: [ {{ bucket: b }} ] }} }}");
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(2);
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        DashboardOverview overview = await page.OverviewAsync();
        PageAnswer asked = await page.GetAsync($"/api/pipelines?name={Uri.EscapeDataString(pipeline)}");

        Assert.Contains(pipeline, overview.Pipelines.Select(one => one.Name));
        Assert.Equal(pipeline, JsonSerializer.Deserialize(asked.Body, DashboardJson.Default.DashboardDetail)!.Pipeline.Name);
        if (pipeline is not "." and not "..")
        {
            Assert.Equal(pipeline, (await page.DetailAsync(pipeline)).Pipeline.Name);
        }
    }

    [Fact]
    public async Task Name_ThatNobodyHas_IsNotFound()
    {
        await using var scene = new Scene();
        await scene.Judge.RunOnceAsync();
        await scene.PassAsync(2);
        await using PageRig page = await PageRig.StartAsync(scene.Inputs);

        Assert.Equal(404, (await page.GetAsync("/api/pipelines/nobody")).Status);
        Assert.Equal(404, (await page.GetAsync("/api/pipelines/")).Status);
        Assert.Equal(404, (await page.GetAsync("/api/pipelines")).Status);
        Assert.Equal(404, (await page.GetAsync("/api/pipelines?name=a&name=b")).Status);
        Assert.Equal(200, (await page.GetAsync("/api/pipelines/ops1?anything=else")).Status);
    }
}
