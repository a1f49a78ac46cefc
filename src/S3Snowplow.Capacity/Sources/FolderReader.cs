using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>Makes bands of a folder's files. What is wrong in one harms its pipelines alone: they stay as they were before.</summary>
internal sealed class FolderReader(BandsFolderLayout layout)
{
    /// <summary>Reads the files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="before">The version before, if there is one.</param>
    /// <exception cref="BandsException">Not one pipeline can be used.</exception>
    public FolderBands Read(IReadOnlyList<FolderFile> files, FolderBands? before)
    {
        FolderFile[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        var errors = new BandsErrors(layout.BandsFile);
        List<BandsWarning> warnings = [];
        (BandSizes sizes, ConfigNode? defaultNode) = Sizes(Array.Find(sorted, file => file.Name == layout.BandsFile), errors);
        var folder = new FolderPipelines(before);
        foreach (FolderFile file in sorted.Where(file => file.Name != layout.BandsFile))
        {
            ReadFile(file, sizes, folder, errors, warnings);
        }

        folder.SettleNames(errors);
        string? defaultPipeline = folder.Has(defaultNode?.Text) ? defaultNode!.Text : null;
        folder.SettlePlaces(defaultPipeline, errors);
        if (defaultNode is not null && defaultPipeline is null && !errors.Any)
        {
            defaultPipeline = new BandsBinder(errors).Default(defaultNode, folder.Names);
        }

        if (folder.All.Count == 0)
        {
            if (!errors.Any)
            {
                errors.Add(1, 1, "The folder has no file of a pipeline, so nothing would be compared any more. Allowed: one at least; which files are read, the layout says.");
            }

            errors.ThrowIfAny();
        }

        // Where the file of sizes is harmed, nobody knows what it would say.
        defaultPipeline ??= !sizes.AreKnown && folder.Has(before?.Default) ? before!.Default : null;
        defaultPipeline = folder.Has(defaultPipeline) ? defaultPipeline : null;
        IReadOnlyList<BoundPipeline> all = folder.All;
        var bands = new CapacityBands([.. all.Select(one => one.Band)], defaultPipeline, FolderFile.HashOf(sorted), sizes.AreKnown ? sizes.Usable : before?.Bands.Sizes)
        {
            Warnings = [.. warnings.Concat(BandsWarnings.Of(all, sizes, defaultPipeline)).OrderBy(warning => warning.File, StringComparer.Ordinal).ThenBy(warning => warning.Line).ThenBy(warning => warning.Column)],
            Errors = errors.Sorted,
        };
        return new FolderBands(bands, folder.ByFile, defaultPipeline) { Kept = folder.Kept, Problem = Problem(errors, folder.Kept) };
    }

    private static string? Problem(BandsErrors errors, IReadOnlyList<string> kept)
    {
        if (!errors.Any)
        {
            return null;
        }

        string fate = kept.Count == 0 ? "No pipeline is as it was before" : $"As they were before: {ConfigChecks.Shown(kept)}";
        return $"Some files are not usable. {fate}; pipelines of these files without a usable version before are missing, and the others are in effect.\n{string.Join('\n', errors.Sorted)}";
    }

    private (BandSizes Sizes, ConfigNode? Default) Sizes(FolderFile? file, BandsErrors errors)
    {
        if (file is null)
        {
            return (new BandSizes([], areKnown: true, $"the folder, which has no {layout.BandsFile}"), null);
        }

        try
        {
            if (file.Text is null)
            {
                errors.Add(BandsText.Shown(file.Name), 1, 1, file.Problem!);
                return (new BandSizes([], areKnown: false), null);
            }

            ConfigNode root = ConfigText.Read(file.Text, file.Name);
            var binder = new BandsBinder(errors);
            if (ConfigPath.Find(root, layout.BandsPath) is { } map)
            {
                if (layout.BandsPath == "bands")
                {
                    new ConfigChecks(errors).Members(root, "bands", "default");
                }

                return (binder.Bands(map, file.Name), root.Find("default"));
            }

            // A plain map. 'default' is a size in it only where it reads like one.
            ConfigNode? name = root.Find("default") is { Kind: ConfigKind.Scalar } text && !Throughput.TryParse(text.Text, out _) ? text : null;
            var plain = new ConfigNode(ConfigKind.Map, "", root.File, root.Line, root.Column);
            plain.Members.AddRange(root.Members.Where(member => name is null || member.Key.Text != "default"));
            return (binder.Bands(plain, file.Name), name);
        }
        catch (BandsException exception)
        {
            foreach (BandsError error in exception.Errors)
            {
                errors.Add(error.File, error.Line, error.Column, error.Message);
            }

            return (new BandSizes([], areKnown: false), null);
        }
    }

    private void ReadFile(FolderFile file, BandSizes sizes, FolderPipelines folder, BandsErrors errors, List<BandsWarning> warnings)
    {
        string shown = BandsText.Shown(file.Name);
        var own = new BandsErrors(shown);
        IReadOnlyList<ConfigNode> documents = [];
        if (file.Text is null)
        {
            own.Add(1, 1, file.Problem!);
        }
        else
        {
            documents = ConfigText.Documents(file.Text, own);
        }

        if (own.Any)
        {
            folder.KeepAll(file.Name);
        }
        else
        {
            var document = new PipelineDocuments(layout, file.Name, shown, own, warnings);
            foreach (FoundPipeline found in document.Find(documents))
            {
                int before = own.Count;
                BoundPipeline? bound = document.Bind(found, sizes);
                if (bound is not null && own.Count == before)
                {
                    folder.Add(file.Name, bound);
                }
                else
                {
                    folder.Keep(file.Name, found.Name);
                }
            }

            if (own.Any)
            {
                // Of a file that cannot be told apart, whatever it had stays.
                folder.KeepUnnamed(file.Name);
            }
        }

        errors.AddAll(own);
    }
}
