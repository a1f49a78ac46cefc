using S3Snowplow.Capacity.Reading;

namespace S3Snowplow.Capacity;

/// <summary>Finds the pipelines in the documents of a file, and the parts of each by the layout's paths.</summary>
internal sealed class PipelineDocuments(BandsFolderLayout layout, string file, string shown, BandsErrors errors, List<BandsWarning> warnings)
{
    private readonly ConfigChecks _checks = new(errors);

    /// <summary>The pipelines of the file, by name; an error where there is none.</summary>
    public IReadOnlyList<FoundPipeline> Find(IReadOnlyList<ConfigNode> documents)
    {
        List<FoundPipeline> found = [];
        if (layout.PipelinesPath.Length > 0)
        {
            foreach (ConfigNode map in documents.Select(document => ConfigPath.Find(document, layout.PipelinesPath)).OfType<ConfigNode>())
            {
                if (_checks.IsKind(map, ConfigKind.Map, "a map of pipelines"))
                {
                    found.AddRange(map.Members.Where(member => _checks.Name(member.Key, "the name of a pipeline") is not null).Select(member => new FoundPipeline(member.Key.Text, member.Key, member.Value)));
                }
            }

            if (found.Count == 0 && !errors.Any)
            {
                errors.Add(1, 1, $"There are no pipelines at '{layout.PipelinesPath}'. Allowed: a map of names to pipelines there.");
            }

            return found;
        }

        ConfigNode[] sized = [.. documents.Where(document => ConfigPath.Find(document, layout.SizePath) is not null)];
        if (sized.Length == 0)
        {
            ConfigNode? first = documents.FirstOrDefault(document => document.Kind == ConfigKind.Map);
            errors.Add(first?.Line ?? 1, first?.Column ?? 1, $"There is no '{layout.SizePath}'. Allowed: the name of a band of {layout.BandsFile} there, or a throughput such as 150 GB/h.");
        }
        else if (sized.Length > 1 && layout.NamePath.Length == 0)
        {
            errors.Add(sized[1], $"A second document with a '{layout.SizePath}' begins here, and both would have the same name. Allowed: one a file, or a NamePath in the layout.");
        }
        else
        {
            foreach (ConfigNode document in sized)
            {
                if (NameOf(document) is { } name)
                {
                    found.Add(new FoundPipeline(name, document, document));
                }
            }
        }

        return found;
    }

    /// <summary>The pipeline; <see langword="null"/> after an error, or where its band has one.</summary>
    public BoundPipeline? Bind(FoundPipeline found, BandSizes sizes)
    {
        var binder = new PipelineBinder(errors, sizes);
        if (found.Value.Kind == ConfigKind.Scalar && found.Value.Problem is null)
        {
            return binder.Bind(found.Name, found.At, new PipelineNodes { Size = found.Value, SizeName = $"'{layout.SizePath}'" });
        }

        return binder.Bind(found.Name, found.At, new PipelineNodes
        {
            Size = ConfigPath.Find(found.Value, layout.SizePath),
            SizeName = $"'{layout.SizePath}'",
            Instances = ConfigPath.Find(found.Value, layout.InstancesPath),
            Inputs = ConfigPath.Find(found.Value, layout.InputsPath),
            Outputs = ConfigPath.Find(found.Value, layout.OutputsPath),
            Owner = Owner(found.Value),
        });
    }

    private ConfigNode? Owner(ConfigNode document)
    {
        if (layout.OwnerPath.Length > 0)
        {
            if (ConfigPath.Find(document, layout.OwnerPath) is not { } map || !_checks.IsKind(map, ConfigKind.Map, string.Join(", ", OwnerBinder.Members)))
            {
                return null;
            }

            _checks.Members(map, OwnerBinder.Members);
            return map;
        }

        // At the top of somebody else's file the same word may mean something else.
        var own = new ConfigNode(ConfigKind.Map, "", document.File, document.Line, document.Column);
        foreach (string name in OwnerBinder.Members)
        {
            if (ConfigPath.Find(document, name) is not { } value)
            {
                continue;
            }

            ConfigKind kind = name is "alerts" or "silence" ? ConfigKind.List : ConfigKind.Scalar;
            if (value.Kind == kind)
            {
                own.Members.Add((new ConfigNode(ConfigKind.Scalar, name, value.File, value.Line, value.Column), value));
            }
            else
            {
                warnings.Add(new BandsWarning(value.File, value.Line, value.Column, $"'{name}' is {(kind == ConfigKind.List ? "no list" : "no single value")} here and is not read. Set OwnerPath in the layout if the file means something else by it."));
            }
        }

        return own;
    }

    private string? NameOf(ConfigNode document)
    {
        if (layout.NamePath.Length > 0)
        {
            if (ConfigPath.Find(document, layout.NamePath) is { } node)
            {
                return _checks.Name(node, "the name of a pipeline");
            }

            errors.Add(document, $"There is no '{layout.NamePath}'. Allowed: the name of the pipeline there.");
            return null;
        }

        int slash = file.LastIndexOf('/');
        string name = layout.NameFrom switch
        {
            PipelineNaming.Folder => slash < 0 ? "" : file[..slash][(file[..slash].LastIndexOf('/') + 1)..],
            PipelineNaming.Path => file[..(slash + 1)] + ConfigText.NameWithoutEnding(file[(slash + 1)..]),
            _ => ConfigText.NameWithoutEnding(file[(slash + 1)..]),
        };
        if (name.Length == 0)
        {
            errors.Add(1, 1, $"The file is in no folder below, and pipelines are called after folders. Allowed: a folder for each pipeline, or another NameFrom in the layout.");
            return null;
        }

        return _checks.Name(new ConfigNode(ConfigKind.Scalar, name, shown, 1, 1), "the name of a pipeline");
    }
}

/// <summary>A pipeline that was found in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Where it begins.</param>
/// <param name="Value">What stands there.</param>
internal sealed record FoundPipeline(string Name, ConfigNode At, ConfigNode Value);
