using S3Snowplow.RuleComparison;

// dotnet run --project benchmarks/S3Snowplow.RuleComparison -- FOLDER [DOCS]
// FOLDER has scenarios in folders 'scenarios'. The table is printed, or put into DOCS/proof.md, and then the pictures of DOCS/pictures are drawn too.
if (args is not [var folder, ..] || args.Length > 2 || !Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync("Give the folder with the judgement's scenarios (files in folders called 'scenarios'), and, to put the table and the pictures into them, the folder of the documents.");
    return 2;
}

string[] scenarios = [.. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "scenarios")];
string table = ProofTable.Print([.. scenarios.Select(file => ProofTable.Measure(File.ReadAllBytes(file))).OrderBy(row => row.Name, StringComparer.Ordinal)]);
if (args is not [_, var documents])
{
    Console.Write(table);
    return 0;
}

string proof = Path.Combine(documents, "proof.md");
await File.WriteAllTextAsync(proof, ProofTable.Replace(await File.ReadAllTextAsync(proof), table));
Directory.CreateDirectory(Path.Combine(documents, "pictures"));
foreach ((string file, string name, string title, int minutes) in ScenarioPicture.All)
{
    if (Array.Find(scenarios, scenario => Path.GetFileNameWithoutExtension(scenario) == name) is { } scenario)
    {
        await File.WriteAllTextAsync(Path.Combine(documents, "pictures", file), ScenarioPicture.Draw(await File.ReadAllBytesAsync(scenario), title, minutes));
    }
}

return 0;
