using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>The indices by their names, aliases and data streams. Guarded by the gate of its <see cref="LocalElasticsearch"/>.</summary>
internal sealed class IndexCatalog(SearchServer server, IndexTemplates templates, TimeProvider time)
{
    private readonly SortedDictionary<string, StoredIndex> _indices = new(StringComparer.Ordinal);

    // The index to which is written comes last.
    private readonly SortedDictionary<string, List<string>> _aliases = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, List<string>> _streams = new(StringComparer.Ordinal);

    private long _drawn;

    public SearchServer Server => server;

    public IReadOnlyCollection<StoredIndex> All => _indices.Values;

    public IReadOnlyDictionary<string, List<string>> Aliases => _aliases;

    public IReadOnlyDictionary<string, List<string>> Streams => _streams;

    public StoredIndex? Find(string name) => _indices.GetValueOrDefault(name);

    /// <summary>An id for a document that is written without one: twenty letters that are safe in a URL, and the same ones in each run.</summary>
    public string DrawId() => $"drawn{++_drawn:000000000000000}";

    /// <summary>Makes an index, with the template that fits it and what is given beside.</summary>
    public StoredIndex Create(string name, Action<IndexMapping, IndexSettings>? add = null, string? dataStream = null)
    {
        CheckName(name);
        if (_indices.ContainsKey(name))
        {
            throw new ElasticsearchError(400, "resource_already_exists_exception", $"index [{name}/{name}] already exists") { Details = [("index_uuid", name), ("index", name)] };
        }

        (IndexMapping mapping, IndexSettings settings, string[] aliases) = templates.For(dataStream ?? name);
        add?.Invoke(mapping, settings);
        foreach (string alias in aliases)
        {
            AddAlias(alias, name);
        }

        return _indices[name] = new StoredIndex(name, mapping, settings) { DataStream = dataStream };
    }

    public void AddAlias(string alias, string index)
    {
        List<string> indices = _aliases.TryGetValue(alias, out List<string>? known) ? known : _aliases[alias] = [];
        _ = indices.Remove(index);
        indices.Add(index);
    }

    /// <summary>Makes a data stream with its first index (24b).</summary>
    public StoredIndex CreateStream(string name)
    {
        if (!templates.IsDataStream(name))
        {
            throw ElasticsearchError.Illegal($"no matching index template found for data stream [{name}]");
        }

        _streams[name] = [];
        return AddGeneration(name);
    }

    /// <summary>The index to which is written under a name, made where there is none.</summary>
    /// <param name="name">An index, an alias or a data stream.</param>
    /// <param name="isCreation">Whether the document has to be a new one: to a data stream nothing else is written.</param>
    public StoredIndex ForWriting(string name, bool isCreation)
    {
        if (_streams.TryGetValue(name, out List<string>? generations))
        {
            return isCreation ? _indices[generations[^1]] : throw OnlyCreate();
        }

        if (_aliases.TryGetValue(name, out List<string>? indices))
        {
            return _indices[indices[^1]];
        }

        if (_indices.TryGetValue(name, out StoredIndex? index))
        {
            return index;
        }

        if (!templates.IsDataStream(name))
        {
            return Create(name);
        }

        // Words of Elasticsearch 8 and 9 for a stream that is not there yet (24c).
        return isCreation ? CreateStream(name) : throw new ElasticsearchError(400, "illegal_argument_exception", OnlyCreate().Message)
        {
            CausedBy = new ElasticsearchError(404, "index_not_found_exception", $"no such index [{name}]")
            {
                Details = [("resource.type", "index_or_alias"), ("excluded_ds", "true"), ("resource.id", name), ("index_uuid", "_na_"), ("index", name)],
            },
        };
    }

    /// <summary>Begins the next index of an alias or of a data stream (67).</summary>
    public (string Before, string After) RollOver(string name)
    {
        if (_streams.TryGetValue(name, out List<string>? generations))
        {
            return (generations[^1], AddGeneration(name).Name);
        }

        if (!_aliases.TryGetValue(name, out List<string>? indices))
        {
            throw ElasticsearchError.Illegal($"rollover target [{name}] does not exist");
        }

        string before = indices[^1];
        int dash = before.LastIndexOf('-');
        if (dash < 0 || !int.TryParse(before[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw ElasticsearchError.Illegal($"index name [{before}] does not match pattern '^.*-\\d+$'");
        }

        string after = $"{before[..dash]}-{number + 1:000000}";
        _ = Create(after);
        AddAlias(name, after);
        return (before, after);
    }

    /// <summary>Removes indices and data streams.</summary>
    public void Delete(string pattern)
    {
        // Source: Elasticsearch Guide, "action.destructive_requires_name", true by default from 8 on.
        if (pattern.Contains('*', StringComparison.Ordinal) && server.NamesPlaces)
        {
            throw ElasticsearchError.Illegal("Wildcard expressions or all indices are not allowed");
        }

        foreach (StoredIndex index in Resolve(pattern, withClosed: true))
        {
            Remove(index.Name);
        }
    }

    /// <summary>Removes a data stream with its indices.</summary>
    public void DeleteStream(string name)
    {
        if (!_streams.Remove(name, out List<string>? generations))
        {
            throw ElasticsearchError.NoIndex(name);
        }

        generations.ForEach(Remove);
    }

    public void Clear()
    {
        _indices.Clear();
        _aliases.Clear();
        _streams.Clear();
    }

    /// <summary>The indices of a pattern, closed ones among them only where they are wanted or named: a name without <c>*</c> has to be there.</summary>
    public IReadOnlyList<StoredIndex> Resolve(string pattern, bool withClosed = false)
    {
        List<StoredIndex> found = [];
        foreach (string one in pattern.Split(','))
        {
            if (one is "_all" || one.Contains('*', StringComparison.Ordinal))
            {
                string wanted = one == "_all" ? "*" : one;
                found.AddRange(_indices.Values.Where(index => (withClosed || !index.IsClosed) && IndexMapping.Matches(wanted, index.DataStream ?? index.Name)));
                found.AddRange(_aliases.Where(alias => IndexMapping.Matches(wanted, alias.Key)).SelectMany(alias => alias.Value).Select(name => _indices[name]).Where(index => withClosed || !index.IsClosed));
            }
            else
            {
                string[] names = [.. _aliases.GetValueOrDefault(one) ?? _streams.GetValueOrDefault(one) ?? [one]];
                found.AddRange(names.Select(name => Find(name) ?? throw ElasticsearchError.NoIndex(one)));
            }
        }

        return [.. found.Distinct().OrderBy(index => index.Name, StringComparer.Ordinal)];
    }

    private static ElasticsearchError OnlyCreate() => ElasticsearchError.Illegal("only write ops with an op_type of create are allowed in data streams");

    private void Remove(string name)
    {
        _ = _indices.Remove(name);
        foreach (string alias in _aliases.Keys.ToArray())
        {
            _ = _aliases[alias].Remove(name);
            if (_aliases[alias].Count == 0)
            {
                _ = _aliases.Remove(alias);
            }
        }
    }

    private StoredIndex AddGeneration(string stream)
    {
        List<string> generations = _streams[stream];
        string date = server.IsOpenSearch ? "" : time.GetUtcNow().ToString("yyyy.MM.dd-", CultureInfo.InvariantCulture);
        string name = $".ds-{stream}-{date}{generations.Count + 1:000000}";
        StoredIndex index = Create(name, (mapping, _) => mapping.AddTimestamp(), stream);
        generations.Add(name);
        return index;
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || name[0] is '_' or '-' or '+' || name.Any(letter => char.IsAsciiLetterUpper(letter) || letter is '*' or ',' or ' ' or '/'))
        {
            throw new ElasticsearchError(400, "invalid_index_name_exception", $"Invalid index name [{name}], must be lowercase") { Details = [("index_uuid", "_na_"), ("index", name)] };
        }
    }
}
