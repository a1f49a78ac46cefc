namespace S3Snowplow.Testing.Tests;

/// <summary>A folder in registry layout that goes away with the test.</summary>
internal sealed class SchemaFolder : IDisposable
{
    public const string Purchase = "iglu:com.example/purchase/jsonschema/1-0-0";
    public const string Shop = "iglu:com.example/shop/jsonschema/1-0-0";

    public SchemaFolder()
    {
        Path = Directory.CreateTempSubdirectory("schemas").FullName;
        Add("com.example", "purchase", """
            {"$schema":"http://iglucentral.com/schemas/com.snowplowanalytics.self-desc/schema/jsonschema/1-0-0#",
             "self":{"vendor":"com.example","name":"purchase","format":"jsonschema","version":"1-0-0"},
             "type":"object","required":["item"],"additionalProperties":false,
             "properties":{"item":{"type":"string","maxLength":10},
                           "size":{"type":["integer","null"],"minimum":0,"maximum":9223372036854775807},
                           "at":{"type":"string","format":"date-time"},
                           "lines":{"type":"array","items":{"type":"object","required":["sku"],"properties":{"sku":{"type":"string"}}}}}}
            """);
        Add("com.example", "shop", """
            {"type":"object","required":["name"],"additionalProperties":false,"properties":{"name":{"type":"string"}}}
            """);
    }

    public string Path { get; }

    public void Add(string vendor, string name, string schema, string version = "1-0-0")
    {
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(Path, vendor, name, "jsonschema")).FullName;
        File.WriteAllText(System.IO.Path.Combine(folder, version), schema);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
