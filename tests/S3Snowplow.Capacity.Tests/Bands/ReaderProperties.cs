using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace S3Snowplow.Capacity.Tests.Bands;

public sealed class ReaderProperties
{
    private static readonly string[] Files = ["bands.yml", "bands.json", "bands.conf", "bands.tfvars"];

    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(Proof.Count(part: 300, whole: 5000));

    // Whatever stands in a file, its reader says what is wrong, and throws nothing else.
    [Fact]
    public void Parse_AnyText_IsBandsOrABandsException()
    {
        string[] bits = ["bands", "pipelines", "ops1", "small", "1 GB/h", "{", "}", "[", "]", ":", "=", ",", "\n", "  ", "\"", "'", "#", "//", "/*", "*/", "${", "${?", "a.b", "<<EOT\n", "\\", "\\u12", "\t", "- ", "---\n", "&a", "*a", "!t", "|", ">", "?", "\"\"\"", "+=", "include ", "\0", "\u0001", "\uD800", "é", "%", "@", "`", "null", "0x", "\r", "\uFEFF", "<<: *a"];
        Gen<string> text = Gen.Elements(bits).ListOf().Select(string.Concat);

        Prop.ForAll(text.ToArbitrary(), Gen.Elements(Files).ToArbitrary(), (content, file) => Survives(content, file)).Check(Config);
    }

    // The same for good files with a few letters changed, which come further.
    [Fact]
    public void Parse_GoodTextWithScratches_IsBandsOrABandsException()
    {
        Gen<(string, string)> scratched =
            from bands in AnyBands
            from file in Gen.Elements(Files)
            from cuts in (from at in Gen.Choose(0, 400) from what in Gen.Elements("", "{", "}", "\"", "\n", ":", "[", " ", "\t", "#", "/", "é", "\\") select (at, what)).ListOf()
            select (cuts.Take(4).Aggregate(Write(bands, file), (text, cut) => cut.at < text.Length ? text[..cut.at] + cut.what + text[(cut.at + 1)..] : text), file);

        Prop.ForAll(scratched.ToArbitrary(), one => Survives(one.Item1, one.Item2)).Check(Config);
    }

    [Fact]
    public void Parse_AnyBandsInAnyFormat_AreTheSame() => Prop.ForAll(AnyBands.ToArbitrary(), Gen.Elements(Files).ToArbitrary(), (bands, file) =>
    {
        CapacityBands read = CapacityBands.Parse(Write(bands, file), file);
        if (CapacityBands.Parse(Write(bands, file).Replace("\n", "\r\n", StringComparison.Ordinal), file).Pipelines.Count != read.Pipelines.Count)
        {
            return false;
        }

        return read.Pipelines.Count == bands.Count && bands.All(one =>
            read.Find(one.Name) is { } pipeline
            && pipeline.Throughput.BytesPerHour == one.BytesPerHour * one.Instances
            && pipeline.Instances == one.Instances
            && pipeline.Rhythm == TimeSpan.FromMinutes(one.Rhythm)
            && pipeline.Owner == one.Owner
            && pipeline.Inputs.SequenceEqual([new PipelineInput("acme-" + one.Name.Length, one.Name)]));
    }).Check(Config);

    // Whatever somebody writes into a file of one pipeline, the others are not touched by it, and nothing is passed over without a word.
    [Fact]
    public void Read_FolderWithAnyFile_HarmsNoOther()
    {
        Gen<string> text = Gen.Elements("band", "small", "1 GB/h", ": ", " = ", "{", "}", "[", "]", "\n", "  ", "\"", "#", "---\n", "*a", "&a ", "${x}", "instances", "3", "rhythm", "1 h", "alerts", "inputs", "bucket", "acme-x", "<<", "\t", "\\", "\0").ListOf().Select(string.Concat);

        Prop.ForAll(text.ToArbitrary(), Gen.Elements("ops1.yml", "ops1.json", "ops1.conf", "ops1.tfvars").ToArbitrary(), (content, file) =>
        {
            FolderBands read = new FolderReader(new BandsFolderLayout()).Read(
                [new FolderFile("bands.yml", "small: 1 GB/h\n"), new FolderFile(file, content), new FolderFile("ops2.yml", "band: small\ninputs: [ { bucket: acme-raw } ]\n")], before: null);

            bool hasBoth = read.Bands.Find("ops1") is not null;
            return read.Bands.Resolve("acme-raw", "x")?.Name == "ops2" && hasBoth == (read.Problem is null) && read.Bands.Errors.All(error => error.File == file);
        }).Check(Config);
    }

    private static bool Survives(string text, string file)
    {
        try
        {
            CapacityBands.Parse(text, file);
            return true;
        }
        catch (BandsException exception)
        {
            return exception.Errors.Count > 0 && exception.Errors.All(error => error.Line > 0 && error.Column > 0 && error.Message.Length > 0);
        }
    }

    private static Gen<List<Pipeline>> AnyBands =>
        from pipelines in (
            from name in Gen.Elements('a', 'B', '7', ' ', '.', '"', '\'', '#', 'é', '/', ':', '{', '\\', '$', '-', ',', '=').NonEmptyListOf().Select(letters => string.Concat(letters))
            from bytes in Gen.Choose(1, int.MaxValue)
            from instances in Gen.Choose(1, 100)
            from rhythm in Gen.Choose(5, 2880)
            from owner in Gen.Elements("data", "a: b", "x \"y\"", "C:\\d", "é#", "[1]", "null ")
            select new Pipeline(name, bytes, instances, rhythm, owner)).NonEmptyListOf()
        select pipelines.Where(pipeline => pipeline.Name.Trim().Length > 0).DistinctBy(pipeline => pipeline.Name).Append(new Pipeline("last", 1, 1, 5, "x")).DistinctBy(pipeline => pipeline.Name).ToList();

    private static string Write(List<Pipeline> pipelines, string file)
    {
        char sign = file.EndsWith(".tfvars", StringComparison.Ordinal) ? '=' : ':';
        string open = sign == '=' ? "" : "{ ";
        var text = new StringBuilder($"{open}{Quoted("bands", file)} {sign} {{ {Quoted("unused", file)} {sign} {Quoted("1 GB/h", file)} }}{(sign == '=' ? "\n" : ",\n")}{Quoted("pipelines", file)} {sign} {{\n");
        foreach (Pipeline one in pipelines)
        {
            text.Append($"  {Quoted(one.Name, file)} {sign} {{ {Quoted("throughput", file)} {sign} {Quoted($"{one.BytesPerHour} B/h", file)}, {Quoted("instances", file)} {sign} {one.Instances}, {Quoted("rhythm", file)} {sign} {Quoted($"{one.Rhythm} min", file)}, {Quoted("owner", file)} {sign} {Quoted(one.Owner, file)}, {Quoted("inputs", file)} {sign} [ {{ {Quoted("bucket", file)} {sign} {Quoted("acme-" + one.Name.Length, file)}, {Quoted("prefix", file)} {sign} {Quoted(one.Name, file)} }} ] }}{(one == pipelines[^1] ? "" : ",")}\n");
        }

        return text.Append(sign == '=' ? "}\n" : "} }\n").ToString();
    }

    private static string Quoted(string text, string file)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{(file.EndsWith(".tfvars", StringComparison.Ordinal) ? escaped.Replace("${", "$${", StringComparison.Ordinal) : escaped)}\"";
    }

    private sealed record Pipeline(string Name, long BytesPerHour, int Instances, int Rhythm, string Owner);
}
