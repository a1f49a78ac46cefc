namespace S3Snowplow.Reading.Clouds;

/// <summary>
/// Reads Azure Blob Storage as Event Grid sends it, in its own schema or as CloudEvents 1.0: container and key stand in the subject, the key as it is. Handshakes are test events.
/// </summary>
/// <remarks>
/// Source: learn.microsoft.com/azure/event-grid/event-schema-blob-storage, .../cloud-event-schema and .../end-point-validation-event-grid-events-schema. An event is unique by its id,
/// which every subscription sends alike. With a hierarchical namespace a file is told when it is made, empty, and again when its data is there (<c>FlushWithClose</c>, <c>SftpCommit</c>):
/// only the latter is an arrival.
/// </remarks>
internal static class AzureBlobReader
{
    private const string ContainersMark = "/containers/";
    private const string BlobsMark = "/blobs/";
    private const string AccountsMark = "/storageAccounts/";

    /// <summary>Reads the event; <see langword="false"/>, and nothing read, where it is not one of Azure.</summary>
    /// <param name="found">The event.</param>
    /// <param name="type">The member that names its type, which is the schema's matter.</param>
    /// <param name="topic">The member that names the storage account.</param>
    /// <param name="time">The member with its time.</param>
    public static bool TryRead(in CloudObject found, string type, string topic, string time)
    {
        if (found.StartsWith(type, "Microsoft.EventGrid.Subscription"u8))
        {
            found.Content.AddTestEvent();
            return true;
        }

        if (!found.StartsWith(type, "Microsoft.Storage."u8))
        {
            return found.StartsWith(type, "Microsoft."u8) && found.AddForeign("an event of Azure");
        }

        if (found.Is(type, "Microsoft.Storage.LifecyclePolicyCompleted"u8) || found.Is(type, "Microsoft.Storage.BlobInventoryPolicyCompleted"u8))
        {
            return found.AddForeign("an event of an Azure storage account about a policy");
        }

        var facts = new CloudFacts(found, NotificationDialect.AzureBlob);
        facts.OriginalName = facts.Required(type, "event name");
        facts.TakeTime(time);
        facts.TakeSize("data.contentLength");
        TakeSubject(found, ref facts);
        if (!facts.Failed)
        {
            facts.Name = NameOf(facts.OriginalName!["Microsoft.Storage.".Length..], found.Text("data.api"));
            facts.ETag = EntityTag.Read(found.Json, found.Find("data.eTag"));
            facts.Sequencer = found.Text("data.sequencer");
            facts.RequestId = found.Text("id");
            facts.BucketOwner = AccountOf(found.Text(topic));
        }

        return facts.Add();
    }

    private static void TakeSubject(in CloudObject found, ref CloudFacts facts)
    {
        string subject = found.Text("subject") ?? "";
        int before = subject.IndexOf(ContainersMark, StringComparison.Ordinal);
        int container = before + ContainersMark.Length;
        int slash = before < 0 ? -1 : subject.IndexOf(BlobsMark, container, StringComparison.Ordinal);
        if (slash <= container || slash + BlobsMark.Length == subject.Length)
        {
            facts.Fail(found.Find("subject"), "subject", "the subject names no blob; /blobServices/default/containers/CONTAINER/blobs/KEY is needed");
            return;
        }

        facts.Bucket = subject[container..slash];
        facts.Key = subject[(slash + BlobsMark.Length)..];
    }

    private static string? AccountOf(string? topic)
    {
        int at = topic?.IndexOf(AccountsMark, StringComparison.OrdinalIgnoreCase) ?? -1;
        return at < 0 ? null : topic![(at + AccountsMark.Length)..];
    }

    private static string NameOf(string type, string? api) => type switch
    {
        "BlobCreated" => api switch
        {
            "CopyBlob" => ObjectEventName.CreatedCopy,

            // The file is there, its data is not.
            "CreateFile" or "SftpCreate" => $"ObjectCreated:{api}",
            _ => ObjectEventName.CreatedPut,
        },
        "BlobDeleted" => ObjectEventName.RemovedDelete,
        "BlobTierChanged" => "LifecycleTransition",
        "AsyncOperationInitiated" => "ObjectRestore:Post",

        // Directories and renames have no like among S3's names.
        _ => type,
    };
}
