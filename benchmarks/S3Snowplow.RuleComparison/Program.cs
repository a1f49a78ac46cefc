using S3Snowplow.RuleComparison;

// dotnet run --project benchmarks/S3Snowplow.RuleComparison -- FOLDER [DOCUMENT]
// FOLDER has scenarios in folders 'scenarios'. The table is printed, or put into the document.
if (args is not [var folder, ..] || args.Length > 2 || !Directory.Exists(folder))
{
    await Console.Error.WriteLineAsync("Give the folder with the judgement's scenarios (files in folders called 'scenarios'), and, to put the table into it, a document such as docs/proof.md.");
    return 2;
}

ProofRow[] rows =
[
    .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "scenarios")
        .Select(file => ProofTable.Measure(File.ReadAllBytes(file)))
        .OrderBy(row => row.Name, StringComparer.Ordinal),
];
string table = ProofTable.Print(rows);
if (args is [_, var document])
{
    await File.WriteAllTextAsync(document, ProofTable.Replace(await File.ReadAllTextAsync(document), table));
}
else
{
    Console.Write(table);
}

return 0;
