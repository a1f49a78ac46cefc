namespace S3Snowplow.Capacity.Tests.Bands;

/// <summary>What of tfvars and HOCON is read, and that what is not read is told where it is needed, and only there.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("bands = { small = \"2 GB/h\" }\npipelines = { ops1 = { band = \"small\" } }\n")]
    [InlineData("bands = {\n  small : \"2 GB/h\", // size\n}\n/* all\n of them */\npipelines = {\n  \"ops1\" = { # one\n    band = \"small\"\n    inputs = [\n      { bucket = \"acme-raw\", prefix = \"a\\u002f\" },\n    ]\n  }\n}\n")]
    [InlineData("bands = { small = \"2 GB/h\" }\npipelines = { ops1 = { band = \"small\", owner = <<-EOT\n  someone\n  EOT\n } }\n", true)]
    public void Parse_Tfvars_IsTheSameAsYaml(string text, bool refused = false)
    {
        if (refused)
        {
            // A text of several lines is no name of an owner.
            Assert.Contains("The name of who is responsible", Assert.Throws<BandsException>(() => CapacityBands.Parse(text, "bands.tfvars")).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(2_000_000_000, CapacityBands.Parse(text, "bands.tfvars").Find("ops1")!.Throughput.BytesPerHour);
    }

    [Theory]
    [InlineData("pipelines = { ops1 = var.size }\n", "1:22: Here is an expression, and only values that stand in the file are read. Allowed:")]
    [InlineData("pipelines = { ops1 = \"${var.size}\" }\n", "1:22: Here is an expression")]
    [InlineData("pipelines = { ops1 = lookup({ a = \"}\" }, \"a\") }\n", "1:22: Here is an expression")]
    [InlineData("pipelines = { ops1 = { band = \"1 GB/h\", instances = 1 + 2 } }\n", "1:53: Here is an expression")]
    [InlineData("pipelines = { ops1 = \"1 GB/h\"\n", "1:13: What begins here with a bracket is not closed.")]
    [InlineData("pipelines = { ops1 = \"1 GB/h\n", "1:22: A text begins here with a quote")]
    [InlineData("pipelines { }\n", "1:11: Here is no '='.")]
    [InlineData("pipelines = { a = \"1 GB/h\", a = \"1 GB/h\" }\n", "1:29: The key 'a' is there already.")]
    [InlineData("pipelines = { a = \"\\q\" }\n", "1:20: After a backslash comes something that means nothing.")]
    [InlineData("pipelines = { a = \"\\UFFFFFFFF\" }\n", "1:20: After a backslash")]
    [InlineData("/* pipelines", "1:1: A comment begins here and does not end.")]
    [InlineData("pipelines = {} bands = {}\n", "1:13: Here is an expression")]
    public void Parse_TfvarsThatIsNone_SaysWhere(string text, string error) => AssertError(text, "bands.tfvars", error);

    [Theory]
    [InlineData("bands { small = 2 GB/h }\npipelines { ops1 { band = small } }\n")]
    [InlineData("{ bands: { small: 2 GB/h }, pipelines: { ops1: { band: small } } }")]
    [InlineData("bands.small = 2 GB/h # all\npipelines.ops1.band = \"small\" // one\n")]
    [InlineData("bands.small = \"2 GB/h\"\npipelines.\"ops1\" = small\n")]
    [InlineData("bands.small = \"\"\"2 GB/h\"\"\"\npipelines {\n ops1 = small }")]
    [InlineData("bands.small = 9 GB/h\nbands { small = 2 GB/h }\npipelines.ops1.band = x\npipelines.ops1.band = small\n")]
    [InlineData("bands { small = 2 GB/h }\npipelines.ops1 = { band = x } { band = small }\n")]
    [InlineData("bands { small = 2 GB/h, small = ${?SMALL} }\npipelines.ops1 = small\n")]
    [InlineData("bands { small =\n  2 GB/h }\npipelines { ops1 { band = small, inputs = [ { bucket = acme-raw } { prefix = x/ },\n { bucket = acme-x } ] } }\n")]
    [InlineData("include \"defaults.conf\"\ninclude required(file(\"x.conf\"))\nbands { small = 2 GB/h }\npipelines.ops1 = small\n")]
    [InlineData("bands { small = ${unit} { throughput = 2 GB/h } }\npipelines.ops1 = small\n", true)]
    public void Parse_Hocon_IsTheSameAsYaml(string text, bool refused = false)
    {
        if (refused)
        {
            AssertError(text, "bands.conf", "1:17: Here stands what is said elsewhere");
            return;
        }

        Assert.Equal(2_000_000_000, CapacityBands.Parse(text, "bands.conf").Find("ops1")!.Throughput.BytesPerHour);
        Assert.Equal(CapacityBands.Parse(text, "bands.hocon").Pipelines.Count, CapacityBands.Parse(text, "bands.conf").Pipelines.Count);
    }

    [Theory]
    [InlineData("pipelines.ops1 = ${size}\n", "1:18: Here stands what is said elsewhere (${…}), and only values that stand in the file are read. Allowed:")]
    [InlineData("pipelines.ops1 = 1 ${unit}\n", "1:18: Here stands what is said elsewhere")]
    [InlineData("pipelines.ops1 { band = 1 GB/h, instances += 3 }\n", "1:43: Here is something added")]
    [InlineData("pipelines.ops1 = { band = 1 GB/h } ${x}\n", "1:18: Here are values of several kinds in a row")]
    [InlineData("pipelines { ops1 = 1 GB/h", "1:11: What begins here with a bracket is not closed.")]
    [InlineData("pipelines { ops1 = [ 1 GB/h }", "1:29: A bracket closes here that was not opened.")]
    [InlineData("pipelines.ops1 = \"1 GB/h\n", "1:18: A text begins here with a quote")]
    [InlineData("pipelines.ops1 = \"\"\"1 GB/h\n", "1:18: A text begins here with three quotes")]
    [InlineData("pipelines..ops1 = 1\n", "1:11: Here is no key.")]
    [InlineData("pipelines.ops1 =\n", "2:1: Here is no value.")]
    [InlineData("pipelines.ops1 = @\n", "1:18: '@' is not allowed in a text without quotes.")]
    [InlineData("pipelines ops1\n", "1:15: Here is no '=', ':' or '{'.")]
    [InlineData("[ 1, 2 ]", "1:1: The file is empty or no map.")]
    [InlineData("{ a = 1 } b", "1:11: Here is something behind the end of the file's object.")]
    public void Parse_HoconThatIsNone_SaysWhere(string text, string error) => AssertError(text, "bands.conf", error);

    [Theory]
    [InlineData("bands.yml", "a: ", "{ a: ", " }")]
    [InlineData("bands.json", "", "{ \"a\": ", " }")]
    [InlineData("bands.json", "", "[", "]")]
    [InlineData("bands.conf", "a = ", "{ a = ", " }")]
    [InlineData("bands.conf", "a = ", "[", "]")]
    [InlineData("bands.tfvars", "a = ", "{ a = ", " }")]
    [InlineData("bands.tfvars", "a = ", "[", "]")]
    public void Parse_NestedWithoutEnd_IsRefusedAndEndsNoProcess(string file, string start, string open, string close)
    {
        string deep = start + string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000)) + "\n";

        Assert.Throws<BandsException>(() => CapacityBands.Parse(deep, file));
    }

    [Fact]
    public void Parse_HoconKeyOfManyParts_IsRefused() =>
        Assert.Throws<BandsException>(() => CapacityBands.Parse(string.Join('.', Enumerable.Repeat("a", 100_000)) + " = 1\n", "bands.conf"));

    [Theory]
    [InlineData("bands.json", "{ \"pipelines\": { \"a\": \"1 GB/h\" } }")]
    [InlineData("bands.jsonc", "{ // one\n \"pipelines\": { \"a\": \"1 GB/h\", } }")]
    [InlineData("bands.yml", "pipelines: { a: 1 GB/h }\n")]
    [InlineData("bands.conf", "pipelines.a = 1 GB/h\n")]
    [InlineData("bands.tfvars", "pipelines = { a = \"1 GB/h\" }\n")]
    [InlineData("bands.tfvars.json", "{ \"pipelines\": { \"a\": \"1 GB/h\" } }")]
    [InlineData("BANDS.YML", "pipelines: { a: 1 GB/h }\n")]
    public void Parse_FileWithAByteOrderMark_IsRead(string file, string text)
    {
        Assert.Single(CapacityBands.Parse(text, file).Pipelines);
        Assert.Single(CapacityBands.Parse('\uFEFF' + text, file).Pipelines);
    }

    [Fact]
    public void Parse_SomethingBehindTheJson_IsAnError() =>
        AssertError("{ \"pipelines\": { \"a\": \"1 GB/h\" } } x", "bands.json", "1:36: No valid JSON from here on.");

    private static void AssertError(string text, string file, string error) =>
        Assert.StartsWith($"{file}:{error}", Assert.Throws<BandsException>(() => CapacityBands.Parse(text, file)).Errors[0].ToString(), StringComparison.Ordinal);
}
