using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace S3Snowplow.Tool;

/// <summary>Where an inventory lies: in a folder that holds a copy of its destination bucket, or in the bucket. Whatever it gives has the size and the checksum that the manifest says.</summary>
internal abstract class InventorySource : IDisposable
{
    private const string Scheme = "s3://";
    private const int MaxManifestBytes = 64 * 1024 * 1024;

    /// <summary>Whether a path is that of an object and not of a file.</summary>
    public static bool IsInStore(string path) => path.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens what a path names.</summary>
    /// <param name="path">A file, or <c>s3://BUCKET/KEY</c>.</param>
    /// <param name="client">Makes what asks the store.</param>
    public static InventorySource Of(string path, Func<StoreClient> client)
    {
        if (!IsInStore(path))
        {
            return new InFolder(path);
        }

        string[] parts = path[Scheme.Length..].Split('/', 2);
        return parts.Length == 2 && parts[1].Length > 0
            ? new InStore(client(), parts[0], parts[1])
            : throw new ListingException($"--inventory is '{path}'; allowed: s3://BUCKET/KEY of a manifest.json.");
    }

    /// <summary>The manifest, checked against the <c>manifest.checksum</c> beside it.</summary>
    /// <exception cref="IOException">It is not there, or is not what its checksum says; the message is for people.</exception>
    public async Task<byte[]> ReadManifestAsync(CancellationToken cancellationToken)
    {
        byte[] manifest = await ReadAsync("manifest.json", cancellationToken).ConfigureAwait(false);
        byte[] sum;
        try
        {
            sum = await ReadAsync("manifest.checksum", cancellationToken).ConfigureAwait(false);
        }
        catch (FileNotFoundException exception)
        {
            ThrowIfOther(manifest);
            throw new IOException("manifest.checksum is missing beside it. Copy it too", exception);
        }

        string expected = System.Text.Encoding.ASCII.GetString(sum).Trim();
#pragma warning disable CA5351 // The checksum that S3 Inventory has.
        string found = Convert.ToHexStringLower(MD5.HashData(manifest));
#pragma warning restore CA5351
        return expected.Equals(found, StringComparison.OrdinalIgnoreCase) ? manifest : throw new IOException("manifest.json is not what manifest.checksum says: its MD5 differs. Copy both again");
    }

    /// <summary>Checks what can be checked before anything is read: that all files are there, and in a folder their checksums as well.</summary>
    /// <exception cref="IOException">One is not there, or is not what the manifest says.</exception>
    public virtual Task CheckAsync(InventoryManifest manifest, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A data file as a stream in which one can seek, of the right checksum.</summary>
    /// <exception cref="IOException">It is not there, or is not what the manifest says.</exception>
    public abstract Task<Stream> OpenAsync(InventoryFile file, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>A small file beside the manifest.</summary>
    protected abstract Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken);

    // A file that is no manifest has no checksum beside it either: the first is what has to be said.
    private static void ThrowIfOther(byte[] manifest)
    {
        try
        {
            InventoryManifest.Read(manifest);
        }
        catch (FormatException exception)
        {
            throw new IOException($"it is no manifest.json of S3 Inventory: {exception.Message}", exception);
        }
    }

    private static async Task VerifyAsync(InventoryFile file, Stream content, CancellationToken cancellationToken)
    {
        if (content.Length != file.Size)
        {
            throw new IOException($"{file.Name} has {content.Length} bytes, and the manifest says {file.Size}. Copy it again");
        }

#pragma warning disable CA5351 // The checksum that S3 Inventory has.
        byte[] sum = await MD5.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
#pragma warning restore CA5351
        if (!Convert.ToHexStringLower(sum).Equals(file.Md5, StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException($"{file.Name} is not what the manifest says: its MD5 differs. Copy it again");
        }

        content.Position = 0;
    }

    private sealed class InFolder(string path) : InventorySource
    {
        private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;

        public override async Task CheckAsync(InventoryManifest manifest, CancellationToken cancellationToken)
        {
            foreach (InventoryFile file in manifest.Files)
            {
                Stream content = Open(file);
                await using ConfiguredAsyncDisposable closing = content.ConfigureAwait(false);
                await VerifyAsync(file, content, cancellationToken).ConfigureAwait(false);
            }
        }

        public override Task<Stream> OpenAsync(InventoryFile file, CancellationToken cancellationToken) => Task.FromResult<Stream>(Open(file));

        protected override async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
        {
            string file = name == "manifest.json" ? path : Path.Combine(_folder, name);
            return Directory.Exists(file) ? throw new IOException($"{file} is a folder; name the manifest.json in it")
                : !File.Exists(file) ? throw new FileNotFoundException($"there is no {file}")
                : new FileInfo(file).Length > MaxManifestBytes ? throw new IOException($"{file} is too large for a {name}")
                : await File.ReadAllBytesAsync(file, cancellationToken).ConfigureAwait(false);
        }

        // The keys begin at the bucket's root, which stands for one of the folders above the manifest.
        private FileStream Open(InventoryFile file)
        {
            string below = file.Key.Replace('/', Path.DirectorySeparatorChar);
            for (string? root = _folder; root is not null; root = Path.GetDirectoryName(root))
            {
                string full = Path.Combine(root, below);
                if (File.Exists(full))
                {
                    return new FileStream(full, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
                }
            }

            throw new FileNotFoundException($"the data file {file.Key} is not there: it is looked for below the folders above the manifest, which stand for the destination bucket. Copy it there, and nothing is left out");
        }
    }

    private sealed class InStore(StoreClient client, string bucket, string key) : InventorySource
    {
        private const string Permission = "s3:GetObject on the inventory's files, and to use the KMS key where they are encrypted with one";

        private readonly string _folder = key[..(key.LastIndexOf('/') + 1)];

        public override async Task<Stream> OpenAsync(InventoryFile file, CancellationToken cancellationToken)
        {
            // On disk: nobody knows how large a file may be, Parquet is read from its end, and nothing counts before its checksum is right.
            string copy = Path.GetTempFileName();
#pragma warning disable CA2000 // The caller's; where it is not what it should be, it is disposed of below.
            var content = new FileStream(copy, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            });
#pragma warning restore CA2000
            try
            {
                using HttpResponseMessage response = await client.OpenAsync(bucket, file.Key, Permission, cancellationToken).ConfigureAwait(false);
                await response.Content.CopyToAsync(content, cancellationToken).ConfigureAwait(false);
                content.Position = 0;
                await VerifyAsync(file, content, cancellationToken).ConfigureAwait(false);
                return content;
            }
            catch (Exception exception)
            {
                await content.DisposeAsync().ConfigureAwait(false);
                throw exception is StoreRefusedException or HttpRequestException ? new IOException($"the data file {file.Name}: {exception.Message}", exception) : exception;
            }
        }

        public override void Dispose()
        {
            client.Dispose();
            base.Dispose();
        }

        protected override async Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken)
        {
            StoreAnswer answer;
            try
            {
                answer = await client.GetAsync(bucket, name == "manifest.json" ? key : _folder + name, "", cancellationToken).ConfigureAwait(false);
            }
            catch (StoreRefusedException exception)
            {
                throw new IOException(exception.Message, exception);
            }

            return answer.IsSuccess ? answer.Body.ToArray() : throw new IOException($"{name}: {StoreRefusal.Reason(answer, client.Store, Permission)}");
        }
    }
}
